"""An engine with a mind that echoes and a Telegram that does what a test says. Updates are plain dictionaries."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.engine.ports import Call, Fate, Outcome, Ports, Result
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming, Kind
from bot.situation.reading import Reading
from bot.situation.speech import Acknowledge, Say, ShowChoice, Text, Urgent
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store.seal import Keys
from bot.store.tables import inbox, outbox

BOT = 7
PATIENCE = 30.0


def says(chat: int, update: int, text: str, **more: Any) -> dict[str, Any]:
    """An update: somebody writes."""
    return {"update_id": update, "chat": chat, "text": text, **more}


def read(raw: dict[str, Any]) -> Incoming | None:
    if raw.get("broken"):
        raise KeyError("date")
    if "chat" not in raw:
        return None
    return Incoming(
        kind=Kind(raw.get("kind", "text")),
        chat=raw["chat"],
        sender=raw["chat"],
        at=datetime.now(UTC),
        message=raw["update_id"],
        text=raw["text"],
    )


@dataclass
class Echo:
    """Says every message back; `turns` are those that were decided (a decision is not yet a commit)."""

    turns: int = 0
    slow: float = 0.0

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        await asyncio.sleep(self.slow)
        return Reading(text=text)

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        text = heard.incoming.text
        if text == "boom":
            raise ValueError(text)
        self.turns += 1
        urgent = Urgent.EMERGENCY if text.startswith("tolong") else Urgent.ORDINARY
        said = Say(parts=(Text(id=text),), urgent=urgent)
        return Turn(frame=frame.model_copy(update={"turn": frame.turn + 1}), effects=(said,))


class PlainRender:
    def say(self, said: Say, chat: int, language: str, turn: int, incoming: Incoming) -> tuple[Call, ...]:
        fate = Fate.EMERGENCY if said.urgent is Urgent.EMERGENCY else Fate.ORDINARY
        return (Call("sendMessage", {"chat_id": chat, "text": said.parts[0].id}, fate),)

    def show_choice(
        self, shown: ShowChoice, chat: int, language: str, incoming: Incoming
    ) -> tuple[Call, ...]:
        return ()

    def acknowledge(
        self, incoming: Incoming, said: Acknowledge | None = None, language: str = "id"
    ) -> tuple[Call, ...]:
        return ()

    def plain(self, parts: tuple[Text, ...], language: str) -> str:
        return "\n".join(part.id for part in parts)

    def delete(self, chat: int, messages: tuple[int, ...]) -> tuple[Call, ...]:
        return (Call("deleteMessages", {"chat_id": chat, "message_ids": list(messages)}, Fate.HARMLESS),)


@dataclass
class Telegram:
    """`plan` answers a call; None means: sent. `sent` are the texts that arrived, per chat."""

    plan: Callable[[Call], Outcome | None] = lambda _: None
    calls: list[Call] = field(default_factory=list)
    sent: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    ids: Any = field(default_factory=lambda: count(1))
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, call: Call) -> Outcome:
        self.calls.append(call)
        await asyncio.sleep(0)
        outcome = self.plan(call) or Outcome(Result.SENT, next(self.ids))
        if outcome.result is Result.SENT:
            self.sent[call.params["chat_id"]].append(call.params.get("text", call.method))
        self.news.set()
        return outcome

    async def until(self, ready: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not ready():
                self.news.clear()
                await self.news.wait()


def build(
    database: AsyncEngine, telegram: Telegram, mind: Echo, budget: Budget | None = None, *, machine: str = ""
) -> Engine:
    """`machine`: as if it ran there, so that its lease is not taken for a dead one of this process."""
    ports = Ports(
        read=read,
        mind=mind,
        render=PlainRender(),
        transport=telegram,
        clock=lambda: datetime.now(UTC),
        new_code=lambda: "K7M-4PX",
        bot_id=BOT,
        retry_after_unavailable=0.01,
    )
    return Engine(
        database,
        Keys.derive(b"m" * 32),
        ports,
        budget or Budget(rates=None),
        f"{machine}:1:x" if machine else "",
    )


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[Engine]:
    async with asyncio.TaskGroup() as group:
        engine.start(group)
        try:
            yield engine
        finally:
            await engine.stop()


async def settled(database: AsyncEngine) -> None:
    """Until no mail is open and nothing waits to be sent."""
    async with asyncio.timeout(PATIENCE):
        while await _open(database):  # noqa: ASYNC110 (the database has no event to wait for)
            await asyncio.sleep(0.02)


async def _open(database: AsyncEngine) -> int:
    async with database.connect() as connection:
        mail = select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))
        post = select(func.count()).select_from(outbox).where(outbox.c.state.in_(("queued", "sending")))
        return sum([(await connection.execute(one)).scalar_one() for one in (mail, post)])


async def states(database: AsyncEngine) -> list[str]:
    async with database.connect() as connection:
        return [row.state for row in await connection.execute(select(outbox.c.state).order_by(outbox.c.id))]

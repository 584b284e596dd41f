"""The real bot inside the test, with any of its surroundings exchanged for worse ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, ports, who_am_i
from bot.channel.client import Client, Timeouts, connected
from bot.channel.receive import Patience, poll
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.engine.ports import Ports
from bot.store.seal import Keys
from bot.store.tables import inbox, outbox
from bot.store.unit import Store

MASTER = b"m" * 32
PATIENCE = 20.0
HELLO = "mesin (bot)"
HELP, HELP_SAYS = "/petunjuk", "Tulis saja seperti mengobrol"


@dataclass
class Living:
    telegram: LocalTelegram
    engine: Engine
    client: Client


@dataclass
class Jumping:
    """A wall clock that can be put forward or back."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@asynccontextmanager
async def living(
    telegram: LocalTelegram,
    database: AsyncEngine,
    mind: Mind,
    *,
    keys: Keys | None = None,
    clock: Callable[[], datetime] | None = None,
    budget: Budget | None = None,
    changed: Callable[[Ports], Ports] = lambda ports: ports,
    timeouts: Timeouts | None = None,
    polls: bool = True,
) -> AsyncIterator[Living]:
    """From start to stop."""
    keys = keys or Keys.derive(MASTER)
    async with connected(telegram.token, telegram.url, timeouts) as client:
        made = replace(
            ports(client, await who_am_i(client), mind, keys, clock or Jumping()),
            retry_after_unavailable=0.05,
        )
        engine = Engine(database, keys, changed(made), budget or Budget(rates=None))
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            intake = group.create_task(poll(client, engine.accept_all, Patience(0.05, 0.5, 0.1, 20)))
            if not polls:
                intake.cancel()
            try:
                yield Living(telegram, engine, client)
            finally:
                intake.cancel()
                await engine.stop()


def store_of(living: Living) -> Store:
    return living.engine.store


async def met(telegram: LocalTelegram, name: str) -> Person:
    person = await telegram.person(name)
    await person.start()
    await person.sees(HELLO, PATIENCE)
    return person


async def all_done(database: AsyncEngine) -> None:
    """Until no update waits and no letter is to be sent."""
    mail = select(inbox.c.id).where(inbox.c.done_at.is_(None), inbox.c.timer.is_(None)).limit(1)
    post = select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending"))).limit(1)

    async def waits() -> bool:
        async with database.connect() as connection:
            return any([(await connection.execute(one)).first() for one in (mail, post)])

    async with asyncio.timeout(PATIENCE):
        while await waits():  # noqa: ASYNC110 (the database has no event to wait for)
            await asyncio.sleep(0.02)


async def until(true: Callable[[], Any], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 (what is waited for is somebody else's)
            await asyncio.sleep(0.01)


def texts_to(telegram: LocalTelegram, person: Person) -> list[str]:
    """What the bot said to somebody, in Telegram's order."""
    return [str(one.params["text"]) for one in telegram.accepted("sendMessage", person.id)]


def updates_of(telegram: LocalTelegram) -> list[dict[str, Any]]:
    """All that Telegram ever had for the bot, oldest first."""
    return [one.json() for one in telegram.world.updates.history]


async def cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

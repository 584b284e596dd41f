"""One bad row, one busy chat, one failing turn: nobody else is held up, nothing is lost, order is kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.engine.budget import Budget, Rate, Rates
from bot.engine.distribution import MOST_TURNS_IN_A_ROW, LocalDistribution
from bot.engine.ports import Call, Outcome, Result
from bot.situation.frame import Frame
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store import post, recall
from bot.store.letter import Letter
from bot.store.tables import outbox

from .fakes import Echo, Telegram, build, running, says, settled, states


def letter(chat: int, text: str, queue: str = "", fate: str = "ordinary") -> Letter:
    return Letter("sendMessage", {"chat_id": chat, "text": text}, fate, queue or str(chat), str(chat))


@pytest.mark.parametrize("outcome", [Result.UNAVAILABLE, Result.LATER, Result.UNKNOWN])
async def test_that_a_chat_stopped_while_a_send_is_under_way_harms_nothing(
    database: AsyncEngine, outcome: Result
) -> None:
    stopped = asyncio.Event()

    @dataclass
    class Slow(Telegram):
        async def __call__(self, call: Call) -> Outcome:
            if call.params["chat_id"] == 1 and not stopped.is_set():
                async with engine.store.unit() as unit:
                    await recall.stop_chat(unit, "1", post.RECALLED)
                stopped.set()
                return Outcome(outcome)
            return await super().__call__(call)

    telegram = Slow()
    engine = build(database, telegram, Echo())
    async with running(engine):
        async with engine.store.unit() as unit:
            await post.add(unit, [letter(1, "in hand"), letter(1, "waits")], engine.ports.clock())
        await stopped.wait()
        async with engine.store.unit() as unit:
            await post.add(unit, [letter(2, "other")], engine.ports.clock())
        await settled(database)
    assert dict(telegram.sent) == {2: ["other"]}


async def test_that_a_row_that_cannot_be_opened_is_set_aside(database: AsyncEngine) -> None:
    telegram = Telegram()
    engine = build(database, telegram, Echo())
    async with engine.store.unit() as unit:
        await post.add(unit, [letter(1, "torn"), letter(1, "after")], engine.ports.clock())
        await unit.run(update(outbox).where(outbox.c.id == 1).values(payload=b"torn"))
    async with running(engine):
        await settled(database)
    assert telegram.sent[1] == ["after"]


async def test_that_an_outcome_nobody_knows_is_set_aside(database: AsyncEngine) -> None:
    odd = Outcome("never heard of")  # type: ignore[arg-type]
    telegram = Telegram(plan=lambda call: odd if call.params["text"] == "odd" else None)
    engine = build(database, telegram, Echo())
    async with running(engine):
        async with engine.store.unit() as unit:
            every = [letter(1, "odd"), letter(1, "after"), letter(2, "other")]
            await post.add(unit, every, engine.ports.clock())
        await settled(database)
    assert dict(telegram.sent) == {1: ["after"], 2: ["other"]}
    assert sorted(await states(database)) == ["sent", "sent", "unknown"]


async def test_that_ninety_queues_of_a_full_group_starve_nobody(database: AsyncEngine) -> None:
    rates = Rates(private=Rate(5, 5.0), group=Rate(3, 60.0), bot=Rate(1000, 1.0))
    telegram = Telegram()
    engine = build(database, telegram, Echo(), Budget(rates))
    async with engine.store.unit() as unit:
        crowd = [letter(-1, f"t{number}", f"case:{number}") for number in range(90)]
        await post.add(unit, [*crowd, letter(2, "other"), letter(3, "help", fate="emergency")],
                       engine.ports.clock())  # fmt: skip
    async with running(engine):
        await telegram.until(lambda: telegram.sent[2] and telegram.sent[3])
    assert len(telegram.sent[-1]) == 3


async def test_that_what_is_written_after_a_429_waits_too(database: AsyncEngine) -> None:
    flood = iter([Outcome(Result.LATER, seconds=0.4)])
    telegram = Telegram(plan=lambda call: next(flood, None) if call.params["chat_id"] == 1 else None)
    engine = build(database, telegram, Echo())
    async with running(engine):
        async with engine.store.unit() as unit:
            await post.add(unit, [letter(1, "first", "a")], engine.ports.clock())
        await telegram.until(lambda: telegram.calls)
        async with engine.store.unit() as unit:
            await post.add(unit, [letter(1, "later", "b")], engine.ports.clock())
            await post.add(unit, [letter(2, "other")], engine.ports.clock())
        await telegram.until(lambda: telegram.sent[2])
        assert not telegram.sent[1]
        await settled(database)
    assert sorted(telegram.sent[1]) == ["first", "later"]


async def test_that_a_lane_gives_its_place_back() -> None:
    taken: list[str] = []
    finished = asyncio.Event()

    async def take_next(lane: str) -> bool:
        taken.append(lane)
        await asyncio.sleep(0)
        if lane == "quiet":
            finished.set()
            return False
        return not finished.is_set()

    async with asyncio.TaskGroup() as group:
        distribution = LocalDistribution(take_next, group, at_once=1)
        distribution.wake("flood")
        distribution.wake("quiet")
        async with asyncio.timeout(5):
            await finished.wait()
        distribution.stop()
    assert taken.index("quiet") == MOST_TURNS_IN_A_ROW


@dataclass
class Hiccup(Echo):
    """Fails at the first message some times."""

    left: int = 2
    tried: list[str] = field(default_factory=list)

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        self.tried.append(heard.incoming.text)
        if heard.incoming.text == "first" and self.left:
            self.left -= 1
            raise ValueError
        return super().take_turn(frame, heard, around)


async def test_that_a_turn_that_fails_twice_is_not_overtaken(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hiccup()
    async with running(build(database, telegram, mind)) as engine:
        await engine.accept_all([says(1, 1, "first"), says(1, 2, "second")])
        await settled(database)
    assert telegram.sent[1] == ["first", "second"]
    assert mind.tried == ["first"] * 3 + ["second"]

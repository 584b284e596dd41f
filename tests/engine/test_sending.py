"""What is done when a send fails, or nobody knows whether it did: by kind of message."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.engine.budget import Budget, Rate, Rates
from bot.engine.ports import Call, Outcome, Result
from bot.store.database import open_database
from bot.store.letter import Letter
from bot.store.post import add
from bot.store.tables import chats, outbox
from bot.store.unit import Store

from .fakes import BOT, Echo, Telegram, build, running, says, settled, states

UNKNOWN, LATER = Outcome(Result.UNKNOWN), Outcome(Result.LATER, seconds=0.3)


def first(times: int, outcome: Outcome, *, chat: int | None = None) -> Callable[[Call], Outcome | None]:
    """The first calls (to a chat) fare so, all others well."""
    left = [times]

    def plan(call: Call) -> Outcome | None:
        if left[0] and chat in (None, call.params["chat_id"]):
            left[0] -= 1
            return outcome
        return None

    return plan


@pytest.mark.parametrize(
    ("text", "unclear", "calls", "arrived"),
    [
        ("halo", 1, 2, True),
        ("halo", 5, 2, False),
        ("tolong saya", 4, 5, True),
    ],
)
async def test_that_unclear_sends_are_repeated_by_kind(
    database: AsyncEngine, text: str, unclear: int, calls: int, arrived: bool
) -> None:
    telegram = Telegram(plan=first(unclear, UNKNOWN))
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept(says(1, 1, text))
        await settled(database)
    assert len(telegram.calls) == calls
    assert bool(telegram.sent[1]) is arrived


@pytest.mark.parametrize(("fate", "calls", "state"), [("words", 1, "unknown"), ("harmless", 2, "sent")])
async def test_that_words_of_people_are_never_repeated_by_themselves(
    database: AsyncEngine, fate: str, calls: int, state: str
) -> None:
    telegram = Telegram(plan=first(1, UNKNOWN))
    async with running(build(database, telegram, Echo())) as engine:
        async with engine.store.unit() as unit:
            letter = Letter("copyMessage", {"chat_id": 1}, fate, "q", "q")
            await add(unit, [letter], engine.ports.clock())
        await settled(database)
    assert len(telegram.calls) == calls
    assert await states(database) == [state]


async def test_that_an_outage_loses_nothing_and_keeps_the_order(database: AsyncEngine) -> None:
    telegram = Telegram(plan=first(6, Outcome(Result.UNAVAILABLE)))
    async with running(build(database, telegram, Echo())) as engine:
        for number in range(4):
            await engine.accept(says(1, number, f"w{number}"))
        await settled(database)
    assert telegram.sent[1] == ["w0", "w1", "w2", "w3"]


async def test_that_429_pauses_its_chat_only(database: AsyncEngine) -> None:
    telegram = Telegram(plan=first(1, LATER, chat=1))
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept(says(1, 1, "paused"))
        await telegram.until(lambda: telegram.calls)
        await engine.accept(says(2, 2, "free"))
        await settled(database)
    assert [call.params["text"] for call in telegram.calls] == ["paused", "free", "paused"]


async def test_that_a_blocked_chat_is_left_alone(database: AsyncEngine) -> None:
    telegram = Telegram(plan=first(1, Outcome(Result.BLOCKED), chat=1))
    async with running(build(database, telegram, Echo())) as engine:
        for number in range(3):
            await engine.accept(says(1, number, f"w{number}"))
        await engine.accept(says(2, 9, "other"))
        await settled(database)
    async with database.connect() as connection:
        blocked = [row.blocked_at for row in await connection.execute(select(chats.c.blocked_at))]
    assert sum(at is not None for at in blocked) == 1
    assert telegram.sent[2] == ["other"]


@pytest.mark.parametrize("result", [Result.REFUSED, Result.DONE])
async def test_that_a_refusal_does_not_stop_what_follows(database: AsyncEngine, result: Result) -> None:
    telegram = Telegram(plan=first(1, Outcome(result)))
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept(says(1, 1, "first"))
        await engine.accept(says(1, 2, "second"))
        await settled(database)
    assert telegram.sent[1] == ["second"]


async def test_that_a_transport_that_raises_is_an_unclear_send(database: AsyncEngine) -> None:
    def plan(call: Call) -> Outcome | None:
        if len(telegram.calls) == 1:
            raise RuntimeError
        return None

    telegram = Telegram(plan=plan)
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept(says(1, 1, "halo"))
        await settled(database)
    assert telegram.sent[1] == ["halo"]


async def test_that_rows_left_by_a_dead_sender_are_treated_as_unclear(database: AsyncEngine) -> None:
    engine = build(database, Telegram(), Echo())
    async with engine.store.unit() as unit:
        now = engine.ports.clock()
        fates = ("ordinary", "words", "emergency")
        await add(
            unit,
            [Letter("sendMessage", {"chat_id": 1, "text": fate}, fate, fate, "1") for fate in fates],
            now,
        )
        await unit.run(outbox.update().values(state="sending", attempts=1))
    telegram = Telegram()
    async with running(build(database, telegram, Echo())):
        await settled(database)
    assert sorted(telegram.sent[1]) == ["emergency", "ordinary"]
    assert sorted(await states(database)) == ["sent", "sent", "unknown"]


async def test_that_only_one_of_two_processes_sends(database: AsyncEngine) -> None:
    telegrams = Telegram(), Telegram()
    engines = [build(database, one, Echo(), machine=name) for one, name in zip(telegrams, "ab", strict=True)]
    async with running(engines[0]), running(engines[1]):
        for number in range(20):
            await engines[number % 2].accept(says(number, number, f"w{number}"))
        await settled(database)
    senders = [bool(telegram.calls) for telegram in telegrams]
    assert sorted(senders) == [False, True]
    assert sum(len(telegram.calls) for telegram in telegrams) == 20


async def test_that_budgets_hold_back_one_chat_without_the_others(database: AsyncEngine) -> None:
    rates = Rates(private=Rate(2, 0.6), group=Rate(2, 0.6), bot=Rate(100, 1.0))
    telegram = Telegram()
    async with running(build(database, telegram, Echo(), Budget(rates))) as engine:
        for number in range(4):
            await engine.accept(says(1, number, f"w{number}"))
        await engine.accept(says(2, 9, "free"))
        await settled(database)
    order = [call.params["text"] for call in telegram.calls]
    assert telegram.sent[1] == ["w0", "w1", "w2", "w3"]
    assert order.index("free") < order.index("w2")


@contextmanager
def full_at_commit(database: AsyncEngine) -> Iterator[list[int]]:
    """No transaction of this engine can be written down; how many tried."""
    dialect, tried = database.sync_engine.dialect, [0]
    commit = dialect.do_commit
    error = sqlite3.OperationalError if database.dialect.name == "sqlite" else psycopg.OperationalError

    def do_commit(_: Any) -> None:
        tried[0] += 1
        raise error("full")

    dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    try:
        yield tried
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]


async def test_that_what_is_chosen_in_vain_costs_no_budget(database: AsyncEngine) -> None:
    """Rounds that are not written down send nothing: when they are again, nobody waits for what was not sent."""
    elsewhere = open_database(database.url.render_as_string(hide_password=False))
    telegram, few = Telegram(), Rate(3, 600.0)
    engine = build(database, telegram, Echo(), Budget(Rates(private=few, group=few)))
    async with running(engine):
        await engine.accept(says(1, 1, "first"))
        await settled(database)
        with full_at_commit(database) as tried:
            async with Store(elsewhere, engine.keys, BOT).unit() as unit:
                letter = Letter("sendMessage", {"chat_id": 1, "text": "second"}, "ordinary", "q", "q")
                await add(unit, [replace(letter, chat_key=unit.keys.find("chat", 1))], engine.ports.clock())
            async with asyncio.timeout(20):
                while tried[0] < 5:
                    engine._sender.nudge()
                    await asyncio.sleep(0.02)
        await telegram.until(lambda: telegram.sent[1] == ["first", "second"])
        await settled(database)
    await elsewhere.dispose()

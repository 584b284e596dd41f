"""Turns: each message once, in order, whoever takes them."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.situation.reading import Reading
from bot.store.tables import inbox

from .fakes import Echo, Telegram, build, running, says, settled


async def test_that_messages_of_a_chat_are_answered_once_in_order(database: AsyncEngine) -> None:
    telegram, chance = Telegram(), Random(4)
    updates = [says(number % 5, number, f"w{number}") for number in range(60)]
    async with running(build(database, telegram, Echo())) as engine:
        for update in updates:
            await engine.accept(update)
            if chance.random() < 0.4:
                await engine.accept(chance.choice(updates[: update["update_id"] + 1]))
        await settled(database)
    for chat in range(5):
        assert telegram.sent[chat] == [f"w{number}" for number in range(60) if number % 5 == chat]


async def test_that_two_processes_on_one_lane_answer_once(database: AsyncEngine) -> None:
    telegram, minds = Telegram(), (Echo(slow=0.01), Echo(slow=0.01))
    engines = [build(database, telegram, mind, machine=name) for mind, name in zip(minds, "ab", strict=True)]
    async with running(engines[0]), running(engines[1]):
        for number in range(15):
            await engines[number % 2].accept(says(1, number, f"w{number}"))
            for engine in engines:
                engine.wake(engine.keys.find("chat", 1))
        await settled(database)
    assert telegram.sent[1] == [f"w{number}" for number in range(15)]


async def test_that_quick_messages_are_one_turn(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Echo()
    engine = build(database, telegram, mind)
    for number, text in enumerate(
        ["saya mau cerita", "suami di phk", "x", "anak dua orang", "yang kecil sakit"]
    ):
        await engine.accept(says(1, number, text))
    async with running(engine):
        engine.wake(engine.keys.find("chat", 1))
        await settled(database)
    assert telegram.sent[1] == ["saya mau cerita\nsuami di phk", "x", "anak dua orang\nyang kecil sakit"]


async def test_that_mail_left_by_a_crash_is_taken_up(database: AsyncEngine) -> None:
    telegram = Telegram()
    await build(database, telegram, Echo()).accept(says(1, 1, "halo"))
    async with running(build(database, telegram, Echo())):
        await settled(database)
    assert telegram.sent[1] == ["halo"]


@pytest.mark.parametrize("poison", [says(1, 2, "boom"), says(1, 2, "unreadable", broken=True)])
async def test_that_a_poisonous_update_is_set_aside_and_the_lane_goes_on(
    database: AsyncEngine, poison: dict[str, object]
) -> None:
    telegram = Telegram()
    async with running(build(database, telegram, Echo())) as engine:
        for update in (says(1, 1, "before"), poison, says(1, 3, "after")):
            await engine.accept(update)
        await settled(database)
    assert [text for text in telegram.sent[1] if text != "apology"] == ["before", "after"]
    async with database.connect() as connection:
        aside = (await connection.execute(select(inbox).where(inbox.c.state == "poisoned"))).all()
    assert [(row.failures, row.error) for row in aside] == [
        (3, "KeyError" if "broken" in poison else "ValueError")
    ]


async def test_that_an_apology_comes_with_what_could_not_be_handled(database: AsyncEngine) -> None:
    telegram = Telegram()
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept(says(1, 1, "boom"))
        await settled(database)
    assert telegram.sent[1] == ["apology"]


async def test_that_what_is_nobodys_is_dropped(database: AsyncEngine) -> None:
    telegram = Telegram()
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept({"update_id": 1, "poll": {}})
        await settled(database)
    assert telegram.calls == []


async def test_that_a_flood_of_one_person_does_not_hold_up_the_others(database: AsyncEngine) -> None:
    telegram = Telegram()
    flood = [says(1, number, f"w{number}") for number in range(200)]
    async with running(build(database, telegram, Echo())) as engine:
        await engine.accept_all(flood)
        await engine.accept(says(2, 1000, "halo"))
        await telegram.until(lambda: telegram.sent[2])
        assert len(telegram.sent[1]) < len(flood) / 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_locked_database_is_waited_for(database: AsyncEngine) -> None:
    telegram = Telegram()
    async with running(build(database, telegram, Echo())) as engine:
        lock = sqlite3.connect(str(database.url.database), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        accepted = asyncio.ensure_future(engine.accept(says(1, 1, "halo")))
        done, _ = await asyncio.wait([accepted], timeout=0.3)
        assert not done
        lock.execute("COMMIT")
        lock.close()
        await accepted
        await settled(database)
    assert telegram.sent[1] == ["halo"]


async def test_that_stopping_finishes_the_turn_that_runs(database: AsyncEngine) -> None:
    telegram, mind, next_mind = Telegram(), Listening(), Echo()
    async with running(build(database, telegram, mind)) as engine:
        await engine.accept_all([says(1, 1, "halo"), says(1, 2, "lagi")])
        await mind.heard.wait()
        await engine.stop()
        mind.go_on.set()
    assert mind.turns == 1
    async with running(build(database, telegram, next_mind)):
        await settled(database)
    assert telegram.sent[1] == ["halo", "lagi"]
    assert next_mind.turns == 1


@dataclass
class Listening(Echo):
    """Hears the first message for as long as a test wants."""

    heard: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        self.heard.set()
        await self.go_on.wait()
        return Reading(text=text)


def test_that_an_incoming_survives_its_seal() -> None:
    incoming = Incoming.model_validate(
        {"kind": "text", "chat": 1, "at": "2026-11-24T03:00:00Z", "text": "hé"}
    )
    assert Incoming.model_validate_json(incoming.model_dump_json(exclude_defaults=True)) == incoming

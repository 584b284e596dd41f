"""Whoever floods their worker takes a part of the staff group's minute, and not the place of other people's cases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.budget import Asked, Budget, Rate, Rates, steady
from bot.store.tables import cases, outbox

from .conftest import Running, started
from .staff import Office, claimed, hand_off, open_office

FREE = Rate(1000, 1.0)
RATES = Rates(private=FREE, bot=FREE)
"""A group's minute as it is; nothing else limits."""
FLOOD = [f"pesan nomor {number} dari saya" for number in range(40)]
PATIENCE = 20.0


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    limits = replace(Limits.off(), group_per_minute=Limits().group_per_minute)
    async with local_telegram(limits=limits) as telegram:
        yield telegram


@pytest.fixture
async def running(telegram: LocalTelegram, database: AsyncEngine, mind: Mind) -> AsyncIterator[Running]:
    async with started(telegram, database, mind, Budget(RATES)) as running:
        yield running


@pytest.mark.promise("flood-leaves-others")
async def test_that_a_flood_to_a_worker_leaves_other_cases_their_place_in_the_minute(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    siti = await running.telegram.person("Siti")
    await hand_off(office)
    await claimed(office)
    await _flood(office, database)

    other = replace(office, nur=siti)
    await hand_off(other)
    topic = await _topic_of_second(other)
    await topic.press("Ambil", await topic.sees("phk", PATIENCE))
    await siti.sees("Ratna", PATIENCE)
    await siti.write("saya tunggu di rumah ya mbak")
    await topic.sees("saya tunggu di rumah", PATIENCE)

    # All of that within the minute in which the flood still waits; and of the flood nothing is lost or out of order.
    await _whole(office, database)
    refused = running.telegram.refused(chat_id=office.group.id)
    assert not [call for call in refused if call.refused.startswith("Too Many Requests")]
    shown = await _shown(office)
    assert 0 < len(shown) <= RATES.one_talker.most
    assert shown == FLOOD[: len(shown)]


async def test_that_an_alarm_overtakes_the_flood_of_its_own_case(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await _flood(office, database)
    await office.nur.write("saya mau bunuh diri malam ini")
    await topic.sees("bahaya", PATIENCE)
    assert await _waiting(database)


def test_that_one_case_takes_a_part_of_the_minute_and_all_words_leave_room_for_a_card() -> None:
    budget, now = Budget(Rates(group=Rate(18, 60.0))), steady()

    def takes(who: str) -> int:
        """How many messages go out at once."""
        for number in range(100):
            if budget.ready_at(Asked("g", True, "copyMessage", talker=who), now) > now:
                return number
            budget.spend(Asked("g", True, "copyMessage", talker=who), now)
        return 100

    assert [takes(who) for who in ("case:1", "case:2", "case:3")] == [9, 6, 0]
    assert (budget.had("g", "case:1", now), budget.had("g", "case:3", now)) == (9, 0)
    # What is no words: a card.
    assert takes("") == 3
    later = now + timedelta(seconds=60)
    assert budget.had("g", "case:1", later) == 0
    assert budget.ready_at(Asked("g", True, "copyMessage", talker="case:1"), now) == later


async def _flood(office: Office, database: AsyncEngine) -> None:
    for text in FLOOD:
        await office.nur.write(text)
    await _whole(office, database)


async def _whole(office: Office, database: AsyncEngine) -> None:
    """Until every message of the flood stands in the group or waits for the group's budget."""
    async with asyncio.timeout(PATIENCE):
        while await _waiting(database) + len(await _shown(office)) != len(FLOOD):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _shown(office: Office) -> list[str]:
    """Of the flood, what stands in the group, in its order there."""
    screen = await office.ratna.within(office.group).screen()
    return [one.text for one in screen.messages if one.text in FLOOD]


async def _waiting(database: AsyncEngine) -> int:
    first = select(func.min(cases.c.id)).scalar_subquery()
    words = (outbox.c.case_id == first, outbox.c.method == "copyMessage")
    open_now = select(outbox.c.id).where(*words, outbox.c.state.in_(("queued", "sending")))
    async with database.connect() as connection:
        return len((await connection.execute(open_now)).all())


async def _topic_of_second(office: Office) -> Person:
    async with asyncio.timeout(PATIENCE):
        while len(topics := await office.group.topics()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return office.ratna.within(office.group, max(topics.values()))

"""A topic whose creation was answered into a cut line: the case has one open topic, with its card."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from tests.engine.conftest import mind as mind
from tests.engine.conftest import started
from tests.engine.conftest import telegram as telegram
from tests.engine.staff import claimed, hand_off, open_office

pytestmark = [pytest.mark.faults, pytest.mark.promise("sends-by-kind")]


@pytest.mark.parametrize("cuts", [1, 2])
async def test_that_a_topic_made_twice_is_closed_or_used(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, cuts: int
) -> None:
    async with started(telegram, database, mind) as running:
        office = await open_office(running)
        telegram.faults.cut("createForumTopic", times=cuts)
        await hand_off(office)
        topic = await claimed(office)
        await topic.write("halo bu, saya Dewi")
        await office.nur.sees("halo bu, saya Dewi")
        screen = await office.ratna.within(office.group).until(
            lambda now: sum(not one["closed"] for one in now.topics if "·" in one["name"]) == 1,
            15,
            "one open topic",
        )
    assert [one["id"] for one in screen.topics if "·" in one["name"] and not one["closed"]] == [topic.thread]

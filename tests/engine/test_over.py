"""When a case is over: what comes in arrives once, and what is taken back leaves its card."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person

from .conftest import Running
from .staff import STORY, Office, claimed, hand_off, open_office, settled

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _closed(running: Running) -> tuple[Office, Person]:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Selesai")
    await topic.press("Terbantu", await topic.sees("ditutup sebagai apa"))
    await office.nur.sees("selesai sampai di sini")
    await topic.until(lambda now: "selesai: Terbantu" in now.texts[1], 10, "the closed card")
    return office, topic


async def _story_of(office: Office) -> int:
    return next(one.id for one in (await office.nur.screen()).messages if one.mine and one.text == STORY)


@ON_SQLITE
@pytest.mark.promise("no-effect-twice")
async def test_that_a_photo_which_opens_a_case_again_arrives_once(
    running: Running, database: AsyncEngine
) -> None:
    office, topic = await _closed(running)
    await office.nur.send_photo("rumah saya")
    await office.nur.sees("saya buka lagi")
    await topic.sees("rumah saya", 10)
    await settled(database)
    assert [one.text for one in (await topic.screen()).messages].count("rumah saya") == 1


@ON_SQLITE
@pytest.mark.promise("take-back-a-message")
async def test_that_words_taken_back_leave_the_card_of_a_case_that_is_over(running: Running) -> None:
    office, topic = await _closed(running)
    await office.nur.reply(await _story_of(office), "/hapuspesan")
    await topic.until(lambda now: not any("phk" in text for text in now.texts), 10, "a card without words")


@ON_SQLITE
@pytest.mark.promise("take-back-a-message")
async def test_that_they_leave_it_also_when_a_new_story_has_begun(running: Running) -> None:
    """And the new one, which nobody may read yet, does not come in their place."""
    office, topic = await _closed(running)
    story = await _story_of(office)
    await office.nur.write("/ulang")
    await office.nur.sees("")
    await office.nur.write("ya")
    new = await office.nur.write("atap rumah bocor")
    await office.nur.sees("bocor")
    await office.nur.reply(story, "/hapuspesan")
    screen = await topic.until(lambda now: not any("phk" in text for text in now.texts), 10, "no words")
    assert "selesai: Terbantu" in screen.texts[1]
    await office.nur.reply(new, "/hapuspesan")
    await office.nur.until(lambda now: not any("bocor" in text for text in now.texts), 10, "it is gone")
    assert not any("bocor" in text for text in (await topic.screen()).texts)

"""Reactions between applicant and worker: what one puts on a message shows on the other phone."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person

from .conftest import Running
from .staff import claimed, hand_off, in_topic, open_office, settled

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _shows(who: Person, message: int, *reactions: str) -> None:
    await who.until(
        lambda now: any(one.id == message and one.reactions == reactions for one in now.messages),
        8,
        f"{reactions} on {message}",
    )


@pytest.mark.parametrize("forum", [True, False], ids=["forum", "plain"])
async def test_that_a_reaction_shows_on_the_other_phone_until_it_is_taken_back(
    running: Running, database: AsyncEngine, forum: bool
) -> None:
    office = await open_office(running, forum=forum, supergroup=forum)
    await hand_off(office)
    worker = office.dewi.within(office.group) if not forum else await in_topic(office, office.dewi)
    card = await worker.sees("phk")
    await worker.press("Ambil", card)
    await office.nur.sees("Dewi")
    asked = await office.nur.write("boleh besok bu?")
    copy = await worker.sees("boleh besok")
    await settled(database)
    told = await worker.reply(copy, "jam 9 ya")
    answer = await office.nur.sees("jam 9")
    await settled(database)
    await office.nur.react(answer, "🙏")
    await _shows(worker, told, "🙏")
    await office.nur.react(asked, "👀")
    await _shows(worker, copy.id, "👀")
    await worker.react(copy, "👍")
    await _shows(office.nur, asked, "👀", "👍")
    await worker.react(copy, "")
    await _shows(office.nur, asked, "👀")
    await office.nur.react(answer, "")
    await _shows(worker, told)


@SQLITE
async def test_that_a_reaction_to_an_album_shows_on_its_mirror(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    first, second = await office.nur.send_album(("satu", "dua"))
    copy = await topic.sees("dua")
    await settled(database)
    await topic.react(copy, "👌")
    await _shows(office.nur, first, "👌")
    await office.nur.react(second, "👍")
    await _shows(topic, copy.id - 1, "👌", "👍")


@SQLITE
async def test_that_what_cannot_be_shown_stays_what_it_is(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    told = await topic.write("jam 9 ya")
    answer = await office.nur.sees("jam 9")
    await settled(database)
    colleague = office.ratna.within(office.group, topic.thread)
    heard = await office.nur.write("baik bu")
    copy = await topic.sees("baik bu")
    await settled(database)
    await colleague.react(copy, "👎")
    await office.nur.react(answer, "5368324170671202286")
    greeting = next(one for one in (await office.nur.screen()).messages if "mesin (bot)" in one.text)
    await office.nur.react(greeting, "👍")
    await topic.write("sampai besok")
    await office.nur.sees("sampai besok")
    assert running.telegram.accepted("setMessageReaction") == []
    running.telegram.faults.answer(400, "setMessageReaction")
    await office.nur.react(answer, "👍")
    await office.nur.write("terima kasih")
    await topic.sees("terima kasih")
    await office.nur.react(answer, "🔥")
    await _shows(topic, told, "🔥")
    screens = [*(await office.nur.screen()).texts, *(await topic.screen()).texts]
    assert not any("menolaknya" in text for text in screens)
    await _shows(office.nur, heard)


@SQLITE
async def test_that_a_reaction_after_the_end_of_a_case_goes_nowhere(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.write("jam 9 ya")
    answer = await office.nur.sees("jam 9")
    await settled(database)
    await office.nur.write("/berhenti")
    await office.nur.press("Ya, batalkan", await office.nur.sees("Mau dibatalkan"))
    await topic.sees("dibatalkan")
    await office.nur.react(answer, "👍")
    await office.nur.write("/bahasa")
    await office.nur.sees("pakai bahasa apa")
    await settled(database)
    assert running.telegram.accepted("setMessageReaction") == []

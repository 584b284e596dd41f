"""The staff group is away, another one, or moves: every open case keeps its card and every word arrives."""

from __future__ import annotations

import pytest

from .conftest import Running
from .staff import claimed, hand_off, in_topic, open_office
from .test_secret import seen

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_that_a_handoff_and_words_wait_for_a_group_that_is_away(running: Running) -> None:
    office = await open_office(running)
    await office.group.remove_bot()
    await hand_off(office)
    await office.nur.write("beras Kelincibiru abis")
    await office.nur.sees("sampai", anywhere=True)
    await office.group.add_bot()
    topic = await in_topic(office, office.dewi)
    await topic.sees("phk", 10, anywhere=True)
    await topic.sees("Kelincibiru", 10, anywhere=True)


async def test_that_words_to_a_group_that_is_away_come_when_it_is_bound_again(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.group.remove_bot()
    await office.nur.write("beras Kelincibiru abis")
    await office.nur.write("anak Kelincihijau sakit")
    await office.group.add_bot()
    await office.ratna.within(office.group).write("/hubungkan")
    await topic.sees("Kelincihijau", 10, anywhere=True)
    assert (await topic.screen()).texts.count("beras Kelincibiru abis") == 1


async def test_that_another_group_gets_cards_and_words_go_there(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    old = await in_topic(office, office.dewi)
    other = await running.telegram.forum(office.ratna, "Baru", [office.dewi])
    spare = await office.ratna.within(other).create_topic("Obrolan")
    lead = office.ratna.within(other)
    await lead.write("/hubungkan")
    await lead.sees("sekarang grup petugas")
    await office.nur.write("beras Kelincibiru abis")
    topic = office.dewi.within(other, await other.topic_named("menunggu", 10))
    await topic.sees("Kelincibiru", 10, anywhere=True)
    await topic.press("Ambil", await topic.sees("phk", anywhere=True))
    await office.nur.sees("Dewi")
    for elsewhere in (office.dewi.within(other, spare), old):
        assert "Kelincibiru" not in await seen(elsewhere)


async def test_that_a_group_that_moves_gets_cards_with_buttons_that_work(running: Running) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    await office.dewi.within(office.group).sees("phk")
    moved = office.dewi.within(await office.group.upgrade())
    await office.nur.write("beras Kelincibiru abis")
    card = await moved.sees("phk", 10)
    word = await moved.sees("Kelincibiru", 10)
    assert word.reply_to == card.id
    await moved.press("Ambil", card)
    await office.nur.sees("Dewi")
    await moved.reply(card, "Halo, saya Dewi")
    await office.nur.sees("Halo, saya Dewi")
    assert "tidak melayani" not in await seen(moved)


async def test_that_refused_words_are_told_without_a_dead_button(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    running.telegram.faults.answer(400, "copyMessage")
    await topic.write("Besok saya telepon")
    told = await topic.sees("Telegram menolaknya")
    assert not told.labels

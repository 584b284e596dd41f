"""Confidential cases, over HTTP: the words are for the worker alone, in private, and reach them once."""

from __future__ import annotations

import pytest

from bot.demo.person import Person

from .conftest import Running
from .staff import Office, claimed, hand_off, in_topic, open_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def confide(office: Office) -> None:
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    await office.nur.write("saya dipukul suami saya")
    await office.nur.sees(lambda seen: bool(seen.buttons))
    await office.nur.write("mau bicara sama petugas")
    await in_topic(office, office.dewi)


async def claim(office: Office, worker: Person) -> Person:
    topic = await in_topic(office, worker)
    await topic.press("Ambil", await topic.sees("RAHASIA"))
    await office.nur.sees(worker.name)
    return topic


async def seen(person: Person) -> str:
    return "\n".join((await person.screen()).texts)


async def test_that_words_before_the_claim_wait_for_the_worker_and_come_in_order(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    await office.nur.write("dia ancam pakai Kelincibiru semalam")
    await office.nur.send_photo("luka Kelincihijau")
    await office.nur.write("anak saya Kelinciputih juga takut")
    await office.nur.sees("sampai", anywhere=True)
    topic = await claim(office, office.dewi)
    for word in ("Kelincibiru", "Kelincihijau", "Kelinciputih"):
        await office.dewi.sees(word, 10)
    await office.nur.write("besok Kelincikuning saya pergi")
    await office.dewi.sees("Kelincikuning")
    assert "Kelinci" not in await seen(topic)
    mine = await seen(office.dewi)
    assert [mine.count(word) for word in ("Kelincihijau", "Kelincikuning")] == [1, 1]


async def test_that_a_worker_answers_in_private_without_a_reply(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    topic = await claim(office, office.dewi)
    await office.dewi.write("Bu, saya di sini")
    await office.nur.sees("saya di sini")
    sent = await office.nur.write("rahasia Kelincibiru")
    await office.dewi.sees("rahasia Kelincibiru")
    await office.nur.edit(sent, "rahasia Kelincihijau")
    await office.dewi.sees("rahasia Kelincihijau")
    await office.nur.reply(sent, "/hapuspesan")
    await office.dewi.until(lambda screen: all("Kelinci" not in text for text in screen.texts))
    assert "Kelinci" not in await seen(topic)


async def test_that_words_wait_until_the_worker_opens_the_private_chat(running: Running) -> None:
    office = await open_office(running)
    await confide(office)
    await office.nur.write("dia ancam pakai Kelincibiru semalam")
    topic = await claim(office, office.dewi)
    await topic.sees("Buka chat pribadi")
    await office.nur.write("cepat ya Kelincihijau")
    await office.dewi.start()
    await office.dewi.sees("Kelincibiru", 10)
    await office.dewi.sees("Kelincihijau")
    assert "mesin (bot)" not in await seen(office.dewi)
    assert "Kelinci" not in await seen(topic)


async def test_that_with_two_cases_the_worker_says_which(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    await claim(office, office.dewi)
    siti = await running.telegram.person("Siti")
    other = Office(siti, office.ratna, office.dewi, office.group)
    await siti.start()
    await siti.sees("mesin (bot)")
    await siti.write("saya dipukul suami saya")
    await siti.sees(lambda seen: bool(seen.buttons))
    await siti.write("mau bicara sama petugas")
    await office.group.topic_named("menunggu")
    thread = await office.group.topic_named("menunggu")
    topic = office.dewi.within(other.group, thread)
    await topic.press("Ambil", await topic.sees("RAHASIA"))
    await siti.sees("Dewi")
    await siti.write("ini Kelincisiti")
    copy = await office.dewi.sees("Kelincisiti")
    await office.dewi.write("halo bu")
    await office.dewi.sees("yang mana")
    await office.dewi.reply(copy, "halo Bu Siti")
    await siti.sees("halo Bu Siti")
    assert "halo bu" not in await seen(office.nur) + await seen(siti)


async def test_that_words_in_the_topic_are_delivered_and_the_worker_is_told(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    topic = await claim(office, office.dewi)
    await topic.write("Saya bantu ya bu")
    await office.nur.sees("Saya bantu ya bu")
    await topic.sees("seisi grup")


async def test_that_another_worker_gets_the_words_after_a_handing_back(running: Running) -> None:
    office = await open_office(running)
    for worker in (office.dewi, office.ratna):
        await worker.start()
    await confide(office)
    topic = await claim(office, office.dewi)
    sent = await office.nur.write("ini Kelincibiru")
    await office.dewi.sees("Kelincibiru")
    await topic.write("/kembalikan")
    await topic.sees("menunggu petugas lagi")
    await claim(office, office.ratna)
    await office.ratna.sees("Kelincibiru", 10)
    await office.nur.edit(sent, "ini Kelincihijau")
    await office.ratna.sees("Kelincihijau")
    assert "Kelincihijau" not in await seen(office.dewi)
    await office.nur.reply(sent, "/hapuspesan")
    for worker in (office.dewi, office.ratna):
        await worker.until(lambda screen: all("ini Kelinci" not in text for text in screen.texts))


async def test_that_what_was_written_before_comes_before_the_words_of_danger(running: Running) -> None:
    """With them the case is for its worker alone: the story so far goes to their own chat, in its order."""
    office = await open_office(running)
    await office.dewi.start()
    await hand_off(office)
    await claimed(office)
    before, danger = "anak dua, beras habis", "saya mau bunuh diri"
    await office.nur.write(before)
    await (await in_topic(office, office.dewi)).sees(before, 10)
    await office.nur.write(danger)
    screen = await office.dewi.until(lambda now: {before, danger} <= {*now.texts}, 15, "both")
    assert screen.texts.index(before) < screen.texts.index(danger)

"""A staff group without topics: each case is known by its card, what is said about it replies to that card."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.demo.seen import Seen

from .conftest import Running
from .staff import STORY, Office, hand_off, open_office, settled

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KINDS = pytest.mark.parametrize("supergroup", [False, True], ids=["group", "supergroup"])


async def _second_case(running: Running, office: Office) -> Person:
    sari = await running.telegram.person("Sari")
    await sari.start()
    await sari.sees("mesin (bot)")
    await sari.write("anak saya putus sekolah, spp nunggak 4 bulan")
    await sari.sees("Yang saya tangkap")
    await sari.write("mau bicara sama petugas")
    await sari.sees("sudah sampai ke petugas")
    assert office.nur.id != sari.id
    return sari


async def _taken(database: AsyncEngine, worker: Person, card: Seen, applicant: Person) -> None:
    await settled(database)
    await worker.press("Ambil", card)
    await applicant.sees(worker.name)


async def _closed(database: AsyncEngine, worker: Person, card: Seen | int, applicant: Person) -> None:
    await worker.press("Selesai", card)
    asked = await worker.sees(lambda seen: "Terbantu" in "".join(seen.labels))
    await settled(database)
    await worker.press("Terbantu", asked)
    await applicant.sees("selesai")


@KINDS
async def test_that_a_case_lives_by_replies(
    running: Running, database: AsyncEngine, supergroup: bool
) -> None:
    office = await open_office(running, forum=False, supergroup=supergroup)
    await hand_off(office)
    group = office.dewi.within(office.group)
    card = await group.sees("phk")
    await _taken(database, group, card, office.nur)
    await group.reply(card, "// tampak takut ditanya tetangga")
    await group.sees("atatan")
    await group.reply(card, "Halo, saya Dewi")
    await office.nur.sees("Halo, saya Dewi")
    await office.nur.write("terima kasih bu")
    heard = await group.sees("terima kasih bu")
    assert heard.reply_to == card.id
    await settled(database)
    await group.reply(heard, "Sama-sama")
    await office.nur.sees("Sama-sama")
    assert all("tampak takut" not in text for text in (await office.nur.screen()).texts)


async def test_that_words_without_a_reply_stay_among_colleagues(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    group = office.dewi.within(office.group)
    await _taken(database, group, await group.sees("phk"), office.nur)
    await group.write("siapa yang piket besok?")
    await office.nur.sees_nothing_new(0.7)
    assert all("piket" not in text for text in (await office.nur.screen()).texts)


async def test_that_two_cases_in_one_group_do_not_mix(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    sari = await _second_case(running, office)
    dewi, ratna = office.dewi.within(office.group), office.ratna.within(office.group)
    first, second = await dewi.sees("phk"), await ratna.sees("sekolah", anywhere=True)
    await _taken(database, dewi, first, office.nur)
    await _taken(database, ratna, second, sari)
    await dewi.reply(first, "untuk Nur")
    await ratna.reply(second, "untuk Sari")
    await office.nur.sees("untuk Nur")
    await sari.sees("untuk Sari")
    await sari.write("kata Sari")
    await office.nur.write("kata Nur")
    assert (await ratna.sees("kata Sari")).reply_to == second.id
    assert (await dewi.sees("kata Nur")).reply_to == first.id
    mistaken = await dewi.reply(second, "bukan kasus saya")
    told = await dewi.sees(lambda seen: seen.reply_to == mistaken)
    assert "Ratna" in told.text
    for applicant, other in ((office.nur, "untuk Sari"), (sari, "untuk Nur"), (sari, "bukan kasus saya")):
        assert other not in (await applicant.screen()).texts


async def test_that_a_case_is_handed_back_taken_by_another_and_closed(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    dewi, ratna = office.dewi.within(office.group), office.ratna.within(office.group)
    card = await dewi.sees("phk")
    await _taken(database, dewi, card, office.nur)
    await dewi.press("Kembalikan", card)
    await dewi.until(
        lambda screen: any(one.id == card.id and "Ambil" in one.labels for one in screen.messages)
    )
    await ratna.press("Ambil", card.id)
    await office.nur.sees("Ratna")
    await _closed(database, ratna, card.id, office.nur)


async def test_that_a_claimed_case_survives_the_move_to_a_supergroup(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    before = office.dewi.within(office.group)
    await _taken(database, before, await before.sees("phk"), office.nur)
    await before.reply(await before.sees("phk", anywhere=True), "sebelum pindah")
    await office.nur.sees("sebelum pindah")
    after = office.dewi.within(await office.group.upgrade())
    await office.nur.write("sesudah pindah")
    word = await after.sees("sesudah pindah", 10)
    await settled(database)
    await after.reply(word, "masih saya, Dewi")
    await office.nur.sees("masih saya, Dewi")
    card = await after.sees("phk", anywhere=True)
    await _closed(database, after, card, office.nur)


async def test_that_a_bot_that_is_removed_and_let_in_again_goes_on(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running, forum=False, supergroup=True)
    await hand_off(office)
    group = office.dewi.within(office.group)
    card = await group.sees("phk")
    await _taken(database, group, card, office.nur)
    await office.group.remove_bot()
    await office.nur.write("beras Kelincibiru abis")
    await office.group.add_bot()
    await group.sees("Kelincibiru", 10)
    await group.reply(card, "Sudah saya baca")
    await office.nur.sees("Sudah saya baca")


async def test_that_a_forum_without_the_right_to_topics_goes_the_plain_way(
    running: Running, database: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await open_office(running)
    await office.group.promote_bot(["can_delete_messages"])
    await hand_off(office)
    general = office.dewi.within(office.group, 1)
    card = await general.sees("phk", 10)
    await _taken(database, general, card, office.nur)
    await general.reply(card, "Halo, saya Dewi")
    await office.nur.sees("Halo, saya Dewi")
    await office.nur.write("terima kasih bu")
    heard = await general.sees("terima kasih bu")
    assert heard.reply_to == card.id
    logged = capsys.readouterr().out
    assert "let the bot manage topics" in logged
    assert STORY not in logged

"""Nobody is written to when they do not want it, the forgotten are forgotten everywhere, strangers can do nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.situation.frame import Frame
from bot.store import people
from bot.store.tables import audit, messages

from .conftest import Running
from .staff import Office, claimed, hand_off, in_topic, open_office
from .test_secret import claim, confide, seen

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def wish(running: Running, nur: Person, **frame: object) -> None:
    """As if she had said so in an earlier turn."""
    engine = running.engine
    async with engine.store.unit() as unit:
        person = await people.find(unit, engine.keys.find("chat", nur.id))
        assert person
        wished = Frame.model_validate(person.frame.model_dump() | frame)
        assert await people.save(unit, person, wished, person.speaker, "default", engine.ports.clock())


async def test_that_nothing_reaches_a_screen_that_was_closed_quickly(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await topic.write("besok jam 9 ya bu")
    await office.nur.sees("besok jam 9")
    await wish(running, office.nur, quiet=True)
    await topic.write("Bu masih ada?")
    await topic.sees("Belum disampaikan")
    await topic.edit(sent, "Kelincihijau")
    await topic.sees("Belum disampaikan")
    await topic.write("/kembalikan")
    await topic.sees("tidak saya kabarkan")
    await office.nur.sees_nothing_new(0.3)
    assert "Kelincihijau" not in await seen(office.nur)
    async with database.connect() as connection:
        kept = await connection.execute(select(messages.c.id).where(messages.c.author == "staff"))
        assert len(list(kept)) == 1


async def test_that_whoever_writes_now_learns_of_the_claim_outside_their_hours(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    never = {"contact_window": {"value": "never", "provenance": "button", "at": "2026-11-24T00:00:00Z"}}
    await wish(running, office.nur, facts=never)
    await claimed(office)
    await wish(running, office.nur, last_written=None)
    topic = await in_topic(office, office.dewi)
    await topic.write("Halo bu")
    await topic.sees("Belum disampaikan")


async def test_that_a_timer_of_the_case_does_not_ring_on_a_closed_screen(running: Running) -> None:
    """The alarm that tells whom to call is decided with the frame as it is then."""
    office = await open_office(running)
    await confide(office)
    await wish(running, office.nur, quiet=True)
    await claimed_in_silence(office)
    await office.nur.sees_nothing_new(0.3)


async def claimed_in_silence(office: Office) -> None:
    topic = await in_topic(office, office.dewi)
    await topic.press("Ambil", await topic.sees("RAHASIA"))
    await topic.sees("tidak saya kabarkan", anywhere=True)


async def forget(nur: Person) -> None:
    await nur.write("/hapus")
    await nur.sees("tidak bisa kembali")
    await nur.press("1 Ya, hapus semua")
    await nur.sees("Kode bukti")


async def gone(person: Person, word: str) -> None:
    await person.until(lambda screen: all(word not in text for text in screen.texts), 10, f"no {word!r}")


async def test_that_full_views_are_gone_after_an_erasure(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Lihat semua", await topic.sees("phk", anywhere=True))
    await topic.sees("Kata-katanya sendiri")
    await forget(office.nur)
    await gone(topic, "phk")
    await gone(topic, "Kata-katanya")
    assert "dibatalkan" in await seen(topic)


async def test_that_a_closed_case_is_forgotten_too(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Selesai")
    await topic.press("Terbantu", await topic.sees(lambda one: "Terbantu" in "".join(one.labels)))
    await office.nur.sees("selesai")
    await forget(office.nur)
    await gone(topic, "phk")


async def test_that_private_cards_and_words_are_gone_after_an_erasure(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    await claim(office, office.dewi)
    await office.nur.write("namanya Bangauhitam")
    await office.dewi.sees("Bangauhitam")
    await office.dewi.sees("dipukul", anywhere=True)
    await forget(office.nur)
    await gone(office.dewi, "dipukul")
    await gone(office.dewi, "Bangauhitam")


async def test_that_ids_of_the_erased_are_not_given_again(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await forget(office.nur)
    siti = await running.telegram.person("Siti")
    await hand_off(Office(siti, office.ratna, office.dewi, office.group))
    await gone(topic, "phk")
    async with database.connect() as connection:
        opened = await connection.execute(select(audit.c.case_id).where(audit.c.act == "hand_over"))
        assert len({row.case_id for row in opened}) == 2


async def test_that_what_was_sent_before_the_handoff_comes_along(running: Running) -> None:
    office = await open_office(running)
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    await office.nur.write("suami di phk, beras abis")
    await office.nur.press("1 Sudah", await office.nur.sees("Saya simak"))
    await office.nur.sees("Boleh cerita ini")
    await office.nur.press("1 Boleh")
    await office.nur.send_voice()
    await office.nur.send_photo("surat phk")
    await office.nur.send_document("kk.pdf", caption="kartu keluarga")
    await office.nur.write("mau bicara sama petugas")
    topic = await in_topic(office, office.dewi)
    # The card quotes the caption too: only the document itself says that the copies have arrived.
    await topic.sees(lambda one: one.kind == "document", 10)
    copied = [
        int(call.params["message_id"]) for call in running.telegram.accepted("copyMessage", office.group.id)
    ]
    assert len(copied) == 3
    assert copied == sorted(copied)
    newest = [one.text for one in (await topic.screen()).messages][-3:]
    assert newest[1:] == ["surat phk", "kartu keluarga"]


async def test_that_a_stranger_and_a_former_worker_change_nothing(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await topic.write("Besok jam 9 di kantor")
    await office.nur.sees("Besok jam 9")
    stranger = await running.telegram.person("Orang Lain")
    await office.group.add(stranger)
    theirs = await in_topic(office, stranger)
    read = await theirs.sees("Besok jam 9")
    await theirs.reply(read, "/hapuspesan")
    await topic.write("/kembalikan")
    await topic.sees("menunggu petugas lagi")
    await topic.edit(sent, "Jangan datang")
    await topic.reply(sent, "/hapuspesan")
    await topic.write("/antrean")
    await topic.sees("Menunggu: 1")
    await office.nur.sees("Cerita Anda tetap tersimpan", anywhere=True)
    screen = await seen(office.nur)
    assert "Besok jam 9" in screen
    assert "Jangan datang" not in screen


async def test_that_a_message_taken_back_does_not_arrive_later(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    running.telegram.faults.flood(1, "copyMessage", office.group.id)
    sent = await office.nur.write("rahasia Kelincibiru")
    await office.nur.reply(sent, "/hapuspesan")
    await office.nur.until(lambda screen: all("Kelincibiru" not in text for text in screen.texts))
    await office.nur.write("beras abis bu")
    await topic.sees("beras abis bu", 10)
    assert "Kelincibiru" not in await seen(topic)


async def test_that_words_in_a_closed_topic_are_not_left_unsaid(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    lead = await in_topic(office, office.ratna)
    await lead.write("tolong dibantu ya")
    await lead.sees("tidak sampai")
    await topic.press("Selesai", await topic.sees("phk", anywhere=True))
    await topic.press("Terbantu", await topic.sees(lambda one: "Terbantu" in "".join(one.labels)))
    await office.nur.sees("selesai")
    await lead.write("bagaimana hasilnya?")
    await lead.sees("sudah ditutup")

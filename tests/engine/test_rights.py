"""The rights of a person in the chat, over HTTP: see, correct, withdraw, erase, take back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.situation.own_data import OwnData
from bot.store.database import WRITES
from bot.store.tables import audit, consents, metadata, outbox, relays, shares
from bot.store.tables import cases as case_table

from .conftest import Running
from .staff import STORY, Office, claimed, hand_off, in_topic, open_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TWO_DAYS = timedelta(hours=49)


async def gone(person: Person, *words: str) -> None:
    def clean(screen: Any) -> bool:
        return all(word not in text for text in screen.texts for word in words)

    await person.until(clean, 10, f"none of {words}")


async def texts(person: Person) -> str:
    return "\n".join((await person.screen()).texts)


async def told(office: Office, words: str = STORY) -> int:
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    sent = await office.nur.write(words)
    await office.nur.sees("Yang saya tangkap")
    return sent


async def asked_for_person(office: Office) -> None:
    await office.nur.write("mau bicara sama petugas")
    await office.nur.sees("sudah sampai ke petugas")


async def until(ready: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(10):
        while not await ready():  # noqa: ASYNC110 (the database has no event to wait for)
            await asyncio.sleep(0.05)


async def erase(person: Person) -> str:
    await person.write("/hapus")
    await person.sees("tidak bisa kembali")
    await person.press("1 Ya, hapus semua")
    said = await person.sees("Kode bukti")
    return said.text.split("Kode bukti: ")[1].split(".")[0]


async def one(database: AsyncEngine, statement: Any) -> Any:
    async with database.connect() as connection:
        return (await connection.execute(statement)).scalar_one()


@pytest.mark.promise("withdraw-stops-sharing")
async def test_that_nothing_goes_out_after_consent_is_withdrawn(
    running: Running, database: AsyncEngine
) -> None:
    """Also not what waits: the group is closed for a moment, so that words wait when consent is taken back."""
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    running.telegram.faults.flood(2, "copyMessage", office.group.id)
    await office.nur.write("rahasia Kelincibiru")
    await until(lambda: one(database, select(func.count()).where(outbox.c.method == "copyMessage")))
    await office.nur.write("/cabutizin")
    await office.nur.sees("izinnya dicabut")
    await topic.sees("Jangan dihubungi lagi", 10)
    await office.nur.write("halo Kelincihijau")
    await office.nur.sees(lambda seen: bool(seen.buttons))
    await office.dewi.within(office.group).write("/antrean")
    await office.dewi.within(office.group).sees("Tidak ada", 10)
    assert "Kelinci" not in await texts(topic)
    assert await one(database, select(case_table.c.state)) == "withdrawn"
    assert await one(database, select(func.count()).select_from(shares)) == 0
    card = next(text for text in (await topic.screen()).texts if "Tidak ada yang perlu dikerjakan" in text)
    assert "phk" not in card


@pytest.mark.promise("withdraw-stops-sharing")
async def test_that_what_was_relayed_is_deleted_when_the_person_wishes(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("rahasia Kelincibiru")
    await topic.sees("Kelincibiru")
    await topic.press("Lihat semua", await topic.sees("phk", anywhere=True))
    await topic.sees("Kata-katanya sendiri")
    await office.nur.write("/cabutizin")
    await office.nur.press("1 Hapus dari layar petugas", await office.nur.sees("masih ada di layar petugas"))
    await office.nur.sees("saya hapus dari layar petugas")
    await gone(topic, "Kelincibiru", "phk", "Kata-katanya")
    assert "Jangan dihubungi lagi" in await texts(topic)


async def test_that_batal_in_the_middle_of_talking_is_asked_about(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("batal")
    asked = await office.nur.sees("Maksud Anda mencabut izin")
    await topic.sees("batal")
    await office.nur.press("1 Cabut izin dibaca", asked)
    await office.nur.sees("izinnya dicabut")
    await topic.sees("Jangan dihubungi lagi")


async def test_that_a_closed_case_loses_its_words_when_consent_is_withdrawn(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Selesai")
    await topic.press("Terbantu", await topic.sees(lambda seen: "Terbantu" in "".join(seen.labels)))
    await office.nur.sees("selesai")
    await office.nur.write("/cabutizin")
    await office.nur.sees("izinnya dicabut")
    await topic.until(lambda screen: any("Tidak ada yang perlu dikerjakan" in text for text in screen.texts))
    await topic.until(lambda screen: all("phk" not in text for text in screen.texts), 10)


@pytest.mark.promise("no-share-without-consent")
async def test_that_asking_for_a_person_shares_from_then_on_and_is_on_record(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await told(office, "utang Kelincibiru ditagih tiap hari")
    await office.nur.write("sudah")
    await office.nur.sees("Boleh cerita ini")
    await office.nur.press("3 Tidak")
    await office.nur.sees("tidak saya teruskan")
    await office.nur.write("mau bicara sama petugas aja")
    await office.nur.sees("Mulai sekarang, yang Anda tulis di sini dibaca petugas")
    topic = await in_topic(office, office.dewi)
    await topic.press("Ambil", await topic.sees("Belum mengizinkan"))
    await office.nur.sees("Dewi")
    await office.nur.write("sekarang Kelincihijau")
    await topic.sees("Kelincihijau")
    await topic.press("Lihat semua")
    await topic.write("/antrean")
    await topic.sees("Tidak ada", 10)
    assert "Kelincibiru" not in await texts(topic)
    given = select(consents.c.text_version).where(consents.c.purpose == "share", consents.c.stands)
    assert await one(database, given) == "person-2026-11"


@pytest.mark.promise("danger-exception-audited")
async def test_that_danger_is_told_noted_and_shows_no_more_than_is_needed(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await told(office, "suami Kelincibiru di phk, anak 2, di cibinong")
    await office.nur.write("saya mau bunuh diri malam ini")
    await office.nur.sees("Cerita lainnya tidak ikut", 10)
    topic = await in_topic(office, office.dewi)
    await topic.press("Ambil", await topic.sees("RAHASIA", 10))
    await office.dewi.sees("bunuh diri", 10)
    await topic.press("Lihat semua")
    await office.dewi.sees("Keadaan", 10)
    assert "Kelincibiru" not in await texts(office.dewi) + await texts(topic)
    assert "Cibinong" in await texts(office.dewi)
    noted = select(audit.c.act).join(shares, shares.c.audit_id == audit.c.id)
    assert await one(database, noted) == "vital_danger self_harm words"


@pytest.mark.promise("take-back-a-message")
async def test_that_words_edited_before_the_handoff_are_gone_with_their_message(running: Running) -> None:
    office = await open_office(running)
    sent = await told(office, "suami saya Kelincibiru di phk, anak 2, di cibinong")
    await office.nur.edit(sent, "suami saya Kelincihijau di phk, anak 2, di cibinong")
    await office.nur.write("beras juga abis, udah 2 hari makan mie")
    await office.nur.sees("mie", 10)
    await asked_for_person(office)
    topic = await in_topic(office, office.dewi)
    card = await topic.sees("Kelincihijau")
    assert "Kelincibiru" not in card.text
    await office.nur.reply(sent, "/hapuspesan")
    await gone(topic, "Kelinci")
    await gone(office.nur, "Kelinci")
    assert "2 hari makan mie" in await texts(topic)


@pytest.mark.promise("take-back-a-message")
async def test_that_views_opened_before_lose_words_taken_back(running: Running) -> None:
    office = await open_office(running)
    sent = await told(office, "suami saya Kelincibiru di phk, anak 2, di cibinong")
    await office.nur.write("beras juga abis, udah 2 hari makan mie")
    await asked_for_person(office)
    topic = await in_topic(office, office.dewi)
    await topic.press("Lihat semua", await topic.sees("Kelincibiru"))
    await topic.sees("Kata-katanya sendiri")
    await office.nur.reply(sent, "/hapuspesan")
    await topic.sees("ditarik kembali", 10)
    await gone(topic, "Kelincibiru")
    await topic.press("Lihat semua", await topic.sees("ditarik kembali", anywhere=True))
    again = await topic.sees("Kata-katanya sendiri", 10)
    assert "2 hari makan mie" in again.text


@pytest.mark.promise("take-back-a-message")
async def test_that_private_cards_lose_words_taken_back(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    sent = await office.nur.write("saya dipukul Kelincibiru suami saya")
    await office.nur.sees(lambda seen: bool(seen.buttons))
    await office.nur.write("mau bicara sama petugas")
    topic = await in_topic(office, office.dewi)
    await topic.press("Ambil", await topic.sees("RAHASIA"))
    await office.dewi.sees("Kelincibiru", 10)
    await office.nur.reply(sent, "/hapuspesan")
    await gone(office.dewi, "Kelincibiru")
    await office.dewi.sees("ditarik kembali", 10)


@pytest.mark.promise("erase-with-receipt")
async def test_that_staff_are_told_once_what_telegram_would_not_delete(
    running: Running, database: AsyncEngine
) -> None:
    """A photo that is older than 48 hours can neither be deleted nor overwritten; old words are overwritten."""
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("rahasia Kelincibiru")
    await topic.sees("Kelincibiru")
    await office.nur.send_photo("foto Kelincihijau")
    photo = await topic.sees("Kelincihijau")
    await office.group.promote_bot(rights=["can_manage_topics"])
    await age(running, office, database)
    receipt = await erase(office.nur)
    asked = await topic.sees("Tolong hapus sendiri", 10)
    assert asked.text.count("https://t.me/c/") == 1
    assert asked.text.endswith(f"/{photo.id}")
    await gone(topic, "Kelincibiru", "phk")
    await office.nur.write(f"/hapus {receipt}")
    await office.nur.sees("sudah diminta menghapusnya", 10)
    assert (await texts(topic)).count("Tolong hapus sendiri") == 1


async def age(running: Running, office: Office, database: AsyncEngine) -> None:
    """What stands in the group is two days older from now on."""
    for message in running.telegram.world.chats[office.group.id].messages.values():
        message.date -= int(TWO_DAYS.total_seconds())
    async with database.execution_options(**{WRITES: True}).begin() as connection:
        for row in (await connection.execute(select(relays.c.id, relays.c.at))).all():
            older = update(relays).where(relays.c.id == row.id).values(at=row.at - TWO_DAYS)
            await connection.execute(older)


@pytest.mark.promise("erase-with-receipt")
async def test_that_an_erasure_clears_the_bots_own_bubbles_and_its_receipt_holds(running: Running) -> None:
    office = await open_office(running)
    await told(office, "suami saya Kelincibiru di phk, beras abis")
    mine = [one.id for one in (await office.nur.screen()).messages if one.mine]
    receipt = await erase(office.nur)

    def only_theirs(screen: Any) -> bool:
        return all("Kelincibiru" not in one.text for one in screen.messages if not one.mine)

    await office.nur.until(only_theirs, 10)
    assert mine
    await office.nur.write(f"/hapus {receipt.lower()}")
    await office.nur.sees("sudah dihapus tanggal", 10)
    await office.nur.write("/hapus ZZZ-999")
    await office.nur.sees("tidak menemukan kode bukti", 10)


@pytest.mark.promise("correct")
async def test_that_a_fact_is_corrected_and_the_card_follows(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    await topic.sees("phk")
    await office.nur.write("/ubah")
    await office.nur.press("Jumlah anak", await office.nur.sees("mau diubah", 10))
    await office.nur.sees(lambda seen: "anak" in seen.text.lower(), 10)
    await office.nur.write("3")
    await topic.sees("sebelumnya", 10)


@pytest.mark.promise("see-everything")
async def test_that_the_copy_holds_every_row_of_the_person(running: Running, database: AsyncEngine) -> None:
    """All tables are asked; a row that is theirs and not in the file, or a row in the file that is not theirs, fails."""
    office = await open_office(running)
    siti = await running.telegram.person("Siti")
    await hand_off(Office(siti, office.ratna, office.dewi, office.group))
    sent = await told(office)
    await office.nur.edit(sent, STORY + " Kelincibiru")
    await asked_for_person(office)
    thread = max((await office.group.topics()).values())
    topic = office.dewi.within(office.group, thread)
    await topic.press("Ambil", await topic.sees("phk"))
    await office.nur.sees("Dewi")
    await topic.write("// catatan Kelincihijau")
    await topic.sees("berhak melihatnya")
    await topic.write("/refleksi saya Kelincimerah takut")
    await topic.sees("Hanya Anda yang membacanya")
    await office.nur.write("anak sakit Kelinciputih")
    await topic.sees("Kelinciputih")
    await office.nur.write("/datasaya")
    await office.nur.sees("dua berkas", 10)
    await office.nur.until(lambda screen: sum(one.kind == "document" for one in screen.messages) == 2, 10)
    found = documents(running, office.nur.id)
    kept = json.loads(found["data-saya.json"])
    data = OwnData.model_validate(kept)
    assert kept["schema"] == "rangkul/own-data/1"
    in_file, there = set(_refs(kept)), await rows_of(database, data)
    # What the turn itself wrote after it had looked: its answer, the files, its mail being done.
    assert in_file - there == set()
    sent_later = {ref for ref in there - in_file if ref.startswith(("outbox/", "relays/"))}
    assert there - in_file == sent_later
    assert all(_number(ref) > newest(in_file, ref.partition("/")[0]) for ref in sent_later)
    everywhere = found["data-saya.json"], found["data-saya.txt"]
    assert all("Kelincihijau" in one and "Kelinciputih" in one and "Kelincibiru" in one for one in everywhere)
    assert all("Kelincimerah" not in one and "Dewi" in one for one in everywhere)
    assert str(office.dewi.id) not in found["data-saya.json"]
    assert {deed.staff.name for case in data.conversations[0].cases for deed in case.life if deed.staff} == {
        "Dewi"
    }


def documents(running: Running, chat: int) -> dict[str, str]:
    """Name and content of the files that this person got."""
    world = running.telegram.world
    sent = [
        one.content["document"] for one in world.chats[chat].messages.values() if "document" in one.content
    ]
    return {one["file_name"]: world.files[one["file_id"]].content.decode() for one in sent}


def _refs(kept: Any) -> Iterator[str]:
    if isinstance(kept, dict):
        if isinstance(kept.get("ref"), str):
            yield kept["ref"]
        kept = list(kept.values())
    if isinstance(kept, list):
        for inner in kept:
            yield from _refs(inner)


def _number(ref: str) -> int:
    return int(ref.partition("/")[2])


def newest(refs: set[str], table: str) -> int:
    return max(_number(ref) for ref in refs if ref.startswith(f"{table}/"))


OF_NOBODY = frozenset(
    {"agencies", "bots", "leases", "keyring", "staff", "staff_groups", "invitations", "audit_heads"}
)
"""Tables that hold nothing of people who ask for help."""
OWNED_BY: dict[str, tuple[str, str]] = {
    "engagements": ("applicant_id", "applicants"),
    "messages": ("engagement_id", "engagements"),
    "message_versions": ("message_id", "messages"),
    "relays": ("engagement_id", "engagements"),
    "cases": ("engagement_id", "engagements"),
    "case_cards": ("case_id", "cases"),
    "notes": ("case_id", "cases"),
    "consents": ("engagement_id", "engagements"),
    "shares": ("engagement_id", "engagements"),
    "audit": ("case_id", "cases"),
}


async def rows_of(database: AsyncEngine, data: OwnData) -> set[str]:
    """Every row of every table that is this person's: by what it belongs to, or by the look-up value of their chat."""
    known = {*OWNED_BY, *OF_NOBODY, "applicants", "inbox", "outbox", "chats", "erasures"}
    assert known >= set(metadata.tables), "a new table: is there anything of people in it?"
    mine: dict[str, set[int]] = {"applicants": {int(data.ref.partition("/")[2])}}
    async with database.connect() as connection:

        async def ids(name: str, *where: Any) -> set[int]:
            table = metadata.tables[name]
            (key,) = table.primary_key.columns
            return set((await connection.execute(select(key).where(or_(*where)))).scalars())

        for name, (column, owner) in OWNED_BY.items():
            mine[name] = await ids(name, metadata.tables[name].c[column].in_(mine[owner]))
        person = metadata.tables["applicants"]
        lane = (
            await connection.execute(select(person.c.person_key).where(person.c.id.in_(mine["applicants"])))
        ).scalar_one()
        mine["inbox"] = await ids("inbox", metadata.tables["inbox"].c.lane == lane)
        mine["chats"] = await ids("chats", metadata.tables["chats"].c.chat_key == lane)
        mine["erasures"] = await ids("erasures", metadata.tables["erasures"].c.person_key == lane)
        letters = metadata.tables["outbox"].c
        about = (letters.engagement_id.in_(mine["engagements"]), letters.case_id.in_(mine["cases"]))
        mine["outbox"] = await ids("outbox", *about, letters.chat_key == lane)
    return {f"{name}/{one}" for name, found in mine.items() for one in found}

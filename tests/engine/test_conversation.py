"""Conversations over HTTP, on both databases."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.store.tables import (
    applicants,
    consents,
    engagements,
    erasures,
    inbox,
    messages,
    metadata,
    outbox,
)

from .conftest import Running, started
from .fakes import settled

STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn, udh 2 hari makan mie doang. di cibinong"


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def count(database: AsyncEngine, table) -> int:  # type: ignore[no-untyped-def]
    async with database.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_that_an_applicant_is_heard_and_checks_a_summary(
    running: Running, database: AsyncEngine
) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write(STORY)
    await nur.sees("sudah makan atau minum?")
    await nur.press("2 Sedikit")
    await nur.sees("Boleh cerita ini saya simpan")
    await nur.press("1 Boleh")
    await nur.sees("mana yang paling berat")
    await nur.write("2")
    await nur.sees("Hari ini di rumah")
    assert await count(database, consents) == 2
    assert await count(database, applicants) == 1


async def test_that_a_redelivered_update_has_no_second_effect(
    running: Running, database: AsyncEngine
) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    running.telegram.redeliver(1)
    await nur.write("halo")
    await nur.sees("Halo.")
    welcomes = [
        call for call in running.telegram.accepted("sendMessage") if "mesin (bot)" in json.dumps(call.params)
    ]
    assert len(welcomes) == 1


async def test_that_another_persons_button_does_nothing_here(running: Running, database: AsyncEngine) -> None:
    """The data is genuine, at the same turn, but of another chat."""
    nur, siti = [await running.telegram.person(name) for name in ("Nur", "Siti")]
    bubbles = []
    for person in (nur, siti):
        await person.start()
        await person.sees("mesin (bot)")
        await person.write("/hapus")
        bubbles.append(await person.sees("tidak bisa kembali"))
    await nur.press_forged(bubbles[0], _data_of(running, siti.id, "hapus semua"))
    await nur.sees("Mau yang mana?")
    assert await count(database, erasures) == 0
    await siti.press("1 Ya, hapus semua", bubbles[1])
    await siti.sees("Kode bukti")
    assert await count(database, erasures) == 1


def _data_of(running: Running, chat: int, label: str) -> str:
    """What the newest button of that name in somebody's chat carries."""
    keyboards = [
        json.loads(call.params["reply_markup"])["inline_keyboard"]
        for call in running.telegram.accepted("sendMessage", chat)
        if "reply_markup" in call.params
    ]
    keys = [key for rows in keyboards for row in rows for key in row if label in key["text"]]
    return str(keys[-1]["callback_data"])


async def test_that_quick_exit_leaves_only_an_innocent_line(running: Running) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("suami saya mukulin saya tiap malam")
    await nur.sees("129")
    await nur.write("x")
    await nur.sees("Info kantor")
    texts = (await nur.screen()).texts
    assert len([text for text in texts if text]) == 1


async def test_that_erasure_removes_rows_and_key_and_tells_the_receipt(
    running: Running, database: AsyncEngine
) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("/hapus")
    await nur.sees("tidak bisa kembali")
    await nur.press("1 Ya, hapus semua")
    await nur.sees("Kode bukti")
    for table in (applicants, engagements, messages, consents):
        assert await count(database, table) == 0
    assert await count(database, erasures) == 1


async def everything_stored(database: AsyncEngine) -> bytes:
    """All rows of all tables, as they lie there."""
    found = []
    async with database.connect() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                found += [one if isinstance(one, bytes) else str(one).encode() for one in row]
    return b"\n".join(found)


async def test_that_no_word_of_a_person_lies_readable_in_the_database(
    running: Running, database: AsyncEngine, tmp_path: Path
) -> None:
    nur = await running.telegram.person("Kelinciputih")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("nama saya bangauhitam, beras abis")
    await nur.sees("bangauhitam")
    files = await asyncio.to_thread(everything_in, tmp_path)
    content = files + await everything_stored(database)
    assert len(content) > 1000
    for word in (b"Kelinciputih", b"bangauhitam", str(nur.id).encode()):
        assert word not in content


async def test_that_own_data_comes_as_a_file(running: Running) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("/datasaya")
    await nur.sees("Ini semua yang kami simpan")
    await nur.until(lambda _: bool(running.telegram.accepted("sendDocument")))


async def test_that_handled_mail_and_sent_messages_are_emptied(
    running: Running, database: AsyncEngine
) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("makasih")
    await nur.sees("Sama-sama")
    async with database.connect() as connection:
        done = await connection.execute(select(inbox.c.payload).where(inbox.c.done_at.is_not(None)))
        assert [row.payload for row in done] == [None, None]
    await settled(database)
    async with database.connect() as connection:
        sent = list(await connection.execute(select(outbox.c.payload, outbox.c.state)))
    assert len(sent) >= 2
    assert {(row.payload, row.state) for row in sent} == {(None, "sent")}


async def test_that_a_restart_goes_on_where_it_was(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    nur = await telegram.person("Nur")
    async with started(telegram, database, mind):
        await nur.start()
        await nur.sees("mesin (bot)")
        await nur.write(STORY)
        await nur.sees("sudah makan atau minum?")
    await nur.write("udah dikit")
    async with started(telegram, database, mind):
        await nur.sees("Boleh cerita ini saya simpan")
    assert await count(database, outbox) > 3


async def test_that_a_poisonous_update_does_not_stop_the_person(running: Running) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    lane_chat = {
        "message": {"chat": {"id": nur.id, "type": "private"}, "date": "yesterday"},
        "update_id": 900_000_001,
    }
    await running.engine.accept(lane_chat)
    await nur.write("makasih")
    await nur.sees("Sama-sama")

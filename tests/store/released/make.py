"""Makes `NNNN.jsonl`: the rows of a real installation at the newest schema. See README.md in this folder.

PYTHONPATH=. .venv/bot/bin/python tests/store/released/make.py
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.app import build_mind
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.store import mail
from bot.store.database import open_database, sqlite_url
from bot.store.migrate import present, upgrade
from bot.store.rows import read_rows
from tests.engine.conftest import Running, started
from tests.engine.staff import Office
from tests.store.released.people import GROUP, NUR, STORY, office_of

HERE = Path(__file__).parent


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(sqlite_url(Path(folder)))
        await upgrade(database, sys.argv[1] if sys.argv[1:] else "head")
        async with local_telegram(limits=Limits.off()) as telegram:
            async with started(telegram, database, build_mind(None)) as running:
                await _live(running, telegram)
            telegram.faults.flood(60, "sendMessage", times=None)
            async with started(telegram, database, build_mind(None)) as running:
                await _leave_something(running, telegram)
        async with database.connect() as connection:
            revision, lines = await connection.run_sync(_dump)
        await database.dispose()
    (HERE / f"{revision}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _live(running: Running, telegram: LocalTelegram) -> None:
    """A case with card, notes, words both ways, versions and files; somebody who is erased; one who is in the middle."""
    office = await office_of(running)
    nur = office.nur
    await nur.start()
    await nur.sees("mesin (bot)")
    sent = await nur.write(STORY)
    await nur.sees("Yang saya tangkap")
    await nur.edit(sent, STORY + ", di cibinong")
    await nur.write("mau bicara sama petugas")
    await nur.sees("sudah sampai ke petugas")
    topic = office.dewi.within(office.group, await office.group.topic_named("·"))
    await topic.press("Ambil", await topic.sees("phk"))
    await nur.sees("Dewi")
    await _talk(nur, topic)
    await _others(telegram, office)
    await asyncio.sleep(2)
    await _set_aside(running)


async def _set_aside(running: Running) -> None:
    """An update that nobody could handle."""
    store, now = running.engine.store, datetime.now(UTC)
    async with store.unit() as unit:
        await mail.accept(unit, 10**6, store.keys.find("chat", NUR), {"update_id": 10**6}, now)
    for _ in range(mail.STRIKES):
        async with store.unit() as unit:
            [one, *_] = await mail.due(unit, store.keys.find("chat", NUR), now, 5)
            await mail.strike(unit, one, "KeyError", now, now)


async def _talk(nur: Person, topic: Person) -> None:
    await topic.write("Halo Bu Nur, saya Dewi")
    await nur.reply(await nur.sees("saya Dewi"), "beras abis bu")
    await topic.sees("beras abis bu")
    await nur.send_photo("ini dapur saya")
    await topic.sees("ini dapur saya")
    await topic.write("/catatan perlu beras hari ini")
    await asyncio.sleep(1)


async def _others(telegram: LocalTelegram, office: Office) -> None:
    siti, tono = await telegram.person("Siti", 7_700_000_011), await telegram.person("Tono", 7_700_000_012)
    for one in (siti, tono):
        await one.start()
        await one.sees("mesin (bot)")
        await one.write("anak saya sakit, tidak ada uang berobat")
        await one.sees("Yang saya tangkap")
    await siti.write("/hapus")
    await siti.sees("akan dihapus")
    await siti.press("1 Ya, hapus semua")
    await siti.sees("Sudah dihapus")


async def _leave_something(running: Running, telegram: LocalTelegram) -> None:
    """Letters that wait and an update that nobody has answered: the process ends here."""
    tono = Person(telegram.client, 7_700_000_012, "Tono")
    await tono.write("/petunjuk")
    await asyncio.sleep(2)


def _dump(connection: Connection) -> tuple[str, list[str]]:
    revision = present(connection)
    assert revision
    return revision, [json.dumps({"schema": revision, "people": [NUR, GROUP]}), *read_rows(connection)]


if __name__ == "__main__":
    asyncio.run(main())

"""Installations of every released schema go on with this version, and lose nothing on the way."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.store import migrate
from bot.store.database import create_tables, open_database
from bot.store.rows import read_rows, tables_of, write_rows
from bot.store.seal import Keys
from bot.store.tables import applicants, engagements, messages
from tests.engine.conftest import MASTER, mind, started, telegram
from tests.store.released.people import people_of, tono_of

__all__ = ["mind", "telegram"]
RELEASED = {"0001": "f59fa58ff5ed"}
"""Schemas that are out there, with the beginning of the hash of their step: it is never changed again."""
ROWS = Path(__file__).parent / "released"
_STEPS = Path(migrate.__file__).parent / "migrations" / "versions"


@pytest.mark.promise("upgrade-keeps-data")
def test_that_every_released_schema_has_its_rows_and_is_never_changed() -> None:
    known = {revision for revision, _ in migrate.history()}
    assert RELEASED.keys() <= known
    assert {path.stem for path in ROWS.glob("*.jsonl")} == RELEASED.keys()
    for revision, beginning in RELEASED.items():
        [step] = _STEPS.glob(f"{revision}_*.py")
        assert sha256(step.read_bytes()).hexdigest().startswith(beginning), step.name


def _count(connection: Connection) -> dict[str, int]:
    return {table.name: len(connection.execute(select(table)).all()) for table in tables_of(connection)}


async def _load(database: AsyncEngine, revision: str) -> dict[str, int]:
    content = await asyncio.to_thread((ROWS / f"{revision}.jsonl").read_text, encoding="utf-8")

    def load(connection: Connection) -> dict[str, int]:
        migrate.upgrade_here(connection, revision)
        write_rows(connection, content.splitlines()[1:])
        return _count(connection)

    async with migrate.changing(database) as connection:
        return await connection.run_sync(load)


@pytest.mark.promise("upgrade-keeps-data")
@pytest.mark.parametrize("revision", RELEASED)
async def test_that_a_released_installation_goes_on(
    revision: str, database_url: str, telegram: LocalTelegram, mind: Mind
) -> None:
    """Its case, its worker, words that waited to be sent, and somebody who is in the middle of their story."""
    database = open_database(database_url)
    before = await _load(database, revision)
    await create_tables(database)
    async with database.connect() as connection:
        after = await connection.run_sync(_count)
    assert {table: after.get(table) for table in before} == before
    # Telegram goes on counting its updates where it was: the old numbers have been here.
    telegram.world.updates._next_id += 1_000_000
    office = await people_of(telegram)
    tono = await telegram.person("Tono", 7_700_000_012)
    await office.nur.start()
    await tono.start()
    async with started(telegram, database, mind):
        await office.nur.write("bu dewi, beras sudah habis")
        topic = office.dewi.within(office.group, await office.group.topic_named("·", 30))
        await topic.sees("beras sudah habis", 30)
        assert "suami di phk" in "".join((await topic.screen()).texts)
        await topic.write("saya bawa hari ini")
        await office.nur.sees("saya bawa hari ini", 30)
        # What had waited in the outbox of the old version.
        await tono.sees("Tulis saja seperti mengobrol", 30)
        await tono.write("/ringkasan")
        await tono.sees("berobat", 30)
    assert tono_of(telegram).id == tono.id
    await database.dispose()


@pytest.mark.promise("upgrade-keeps-data")
@pytest.mark.parametrize("revision", RELEASED)
async def test_that_what_was_sealed_then_is_opened_now(revision: str, database_url: str) -> None:
    database = open_database(database_url)
    before = await _load(database, revision)
    await create_tables(database)
    keys = Keys.derive(MASTER)
    both = select(messages.c.id, messages.c.body, applicants.c.data_key).select_from(
        messages.join(engagements).join(applicants)
    )
    async with database.connect() as connection:
        opened = [
            keys.unwrap(row.data_key).open(row.body, f"messages.body/{row.id}")
            for row in await connection.execute(both)
        ]
    assert len(opened) == before["messages"]
    await database.dispose()


@pytest.mark.promise("upgrade-keeps-data")
@pytest.mark.parametrize("revision", RELEASED)
async def test_that_down_and_up_again_keeps_the_rows(revision: str, database_url: str) -> None:
    database = open_database(database_url)
    before = await _load(database, revision)
    await create_tables(database)
    await migrate.downgrade(database, revision)
    async with database.connect() as connection:
        assert await connection.run_sync(_count) == before
        assert len(list(await connection.run_sync(lambda sync: list(read_rows(sync))))) > sum(before.values())
    await create_tables(database)
    async with database.connect() as connection:
        after = await connection.run_sync(_count)
    assert {table: after.get(table) for table in before} == before
    await database.dispose()

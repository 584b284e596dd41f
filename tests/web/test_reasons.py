"""Why it is not ready: one short code for each cause."""

from __future__ import annotations

import asyncio
import time
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.probing import DatabaseProbe, Sight, why_away
from bot.store import chats
from bot.store.seal import Keys
from bot.store.tables import leases
from bot.store.unit import Store

pytestmark = pytest.mark.promise("health-tells-why")
BOT = 7


def probe(
    database: AsyncEngine, folder: Path, master: bytes = b"m" * 32, began: float = 0.0
) -> DatabaseProbe:
    store = Store(database, Keys.derive(master), BOT)
    return DatabaseProbe(store, lambda: datetime.now(UTC), folder, _began=began or time.monotonic())


async def test_that_an_installation_in_order_has_no_reason(database: AsyncEngine, tmp_path: Path) -> None:
    sight = await probe(database, tmp_path)()
    assert (sight.reasons, sight.waiting is not None) == ((), True)


async def test_that_another_schema_is_a_reason(database: AsyncEngine, tmp_path: Path) -> None:
    look = probe(database, tmp_path)
    await look()
    for schema, reason in (("9999", "schema_newer"), ("0000", "schema_older")):
        async with database.execution_options(rangkul_writes=True).begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": schema})
        assert (await look()).reasons == (reason,)


async def test_that_another_key_is_a_reason(database: AsyncEngine, tmp_path: Path) -> None:
    async with Store(database, Keys.derive(b"m" * 32), BOT).unit() as unit:
        await chats.meet(unit, 1, "private")
    assert (await probe(database, tmp_path)()).reasons == ()
    assert (await probe(database, tmp_path, b"x" * 32)()).reasons == ("key_wrong",)


async def test_that_nobody_sending_is_a_reason_after_a_while(database: AsyncEngine, tmp_path: Path) -> None:
    long_ago = time.monotonic() - 3600
    assert (await probe(database, tmp_path, began=long_ago)()).reasons == ("nobody_sends",)
    row = {"bot_id": BOT, "duty": "send", "holder": "h", "fence": 1, "until": datetime.now(UTC)}
    async with database.execution_options(rangkul_writes=True).begin() as connection:
        await connection.execute(leases.insert().values(row))
    assert (await probe(database, tmp_path, began=long_ago)()).reasons == ()
    async with database.execution_options(rangkul_writes=True).begin() as connection:
        await connection.execute(update(leases).values(until=datetime(2020, 1, 1, tzinfo=UTC)))
    assert (await probe(database, tmp_path, began=long_ago)()).reasons == ("nobody_sends",)


async def test_that_a_full_disk_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.store.database import create_tables, open_database, sqlite_url

    engine = open_database(sqlite_url(tmp_path))
    await create_tables(engine)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(0, 0, 1 << 20))
    assert (await probe(engine, tmp_path)()).reasons == ("disk_full",)
    await engine.dispose()


async def test_that_a_database_that_cannot_be_used_is_a_reason(tmp_path: Path) -> None:
    from bot.store.database import open_database

    await asyncio.to_thread((tmp_path / "rangkul.sqlite").write_bytes, b"no database" * 99)
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'rangkul.sqlite'}")
    sight = await probe(engine, tmp_path)()
    assert (sight.waiting, sight.reasons) == (None, ("database_away",))
    await engine.dispose()


async def test_that_a_database_that_takes_no_writes_is_a_reason(
    database: AsyncEngine, tmp_path: Path
) -> None:
    """Everything but a write still works there."""
    look = probe(database, tmp_path)
    assert (await look()).reasons == ()
    no_writes = "PRAGMA query_only=1" if database.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"
    event.listen(database.sync_engine, "begin", lambda connection: connection.exec_driver_sql(no_writes))
    assert await look() == Sight(None, ("database_away",))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("database is locked", "database_locked"),
        ("database or disk is full", "disk_full"),
        ("could not extend file: No space left on device", "disk_full"),
        ("connection refused", "database_away"),
    ],
)
def test_that_what_the_database_says_is_understood(words: str, reason: str) -> None:
    assert why_away(OperationalError("SELECT", {}, Exception(words))) == reason

"""Whoever was erased stays erased, whatever copy of the database is put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import people
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.keyring import read_keys
from bot.store.ledger import Erased, Ledger, LedgerError
from bot.store.replaying import KEPT, replay
from bot.store.rotation import make_secrets
from bot.store.seal import Keys, SealError
from bot.store.tables import erasures
from bot.store.unit import Store

from .people_at_rest import NOW, come, erase, fill, is_there

MASTER, NEWER = b"m" * 32, b"n" * 32
pytestmark = pytest.mark.promise("ledger-replayed")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "new" / "erasures.ledger"


@pytest.fixture
def store(database: AsyncEngine, ledger: Path) -> Store:
    return Store(database, Keys.derive(MASTER), 7, ledger)


async def test_that_an_erasure_is_in_the_ledger_and_tells_nothing_readable(
    store: Store, ledger: Path
) -> None:
    await fill(store, range(5301742888, 5301742890))
    await erase(store, 5301742888, "HAPUS-1")
    (line,) = Ledger(ledger).erased()
    assert (line.bot, line.person) == (7, store.keys.find("chat", 5301742888))
    check_unreadable(ledger, ("5301742888", "HAPUS"))


def check_unreadable(ledger: Path, words: tuple[str, ...]) -> None:
    assert not any(word in ledger.read_text() for word in words)
    assert ledger.stat().st_mode & 0o777 == 0o600


async def test_that_an_older_state_is_brought_up_to_the_ledger(store: Store, ledger: Path) -> None:
    """The database knows nothing of the erasure: like a backup of before it."""
    await fill(store, range(701, 704))
    elsewhere = Erased(
        7, store.keys.chain, store.keys.find("chat", 702), store.keys.find("receipt", "A"), NOW.isoformat()
    )
    Ledger(ledger).append((elsewhere,))
    replayed = await replay(store.engine, (MASTER,), ledger, NOW)
    assert replayed.erased == 1
    assert [await is_there(store, chat) for chat in (701, 702, 703)] == [True, False, True]
    async with store.look() as unit:
        assert await people.was_here(unit, store.keys.find("chat", 702))
        assert await people.erased_at(unit, "A") == NOW


async def test_that_whoever_came_back_after_their_erasure_stays(store: Store, ledger: Path) -> None:
    await fill(store, range(701, 702))
    await erase(store, 701, "HAPUS-1")
    async with store.unit() as unit:
        await come(unit, 701)
    assert (await replay(store.engine, (MASTER,), ledger, NOW)).erased == 0
    assert await is_there(store, 701)


async def test_that_the_ledger_gets_what_a_crash_or_another_replica_left_out(
    store: Store, ledger: Path
) -> None:
    await fill(store, range(701, 702))
    await erase(Store(store.engine, store.keys, 7), 701, "HAPUS-1")
    assert Ledger(ledger).read() == ()
    await replay(store.engine, (MASTER,), ledger, NOW)
    await replay(store.engine, (MASTER,), ledger, NOW)
    assert [line.person for line in Ledger(ledger).erased()] == [store.keys.find("chat", 701)]


@pytest.mark.promise("erasure-complete")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_crash_after_an_erasure_leaves_no_key_in_the_files(
    store: Store, ledger: Path, tmp_path: Path
) -> None:
    await fill(store, range(701, 703))
    async with store.unit() as unit:
        person = await people.find(unit, unit.keys.find("chat", 701))
        assert person
        await people.erase(unit, person)
        await people.record_erasure(unit, person.lane, "HAPUS-1", NOW)
    assert person.wrapped in files(tmp_path)
    await replay(store.engine, (MASTER,), ledger, NOW)
    assert person.wrapped not in files(tmp_path)


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("rangkul.sqlite*"))


async def test_that_readable_receipts_of_an_older_version_are_keyed(store: Store, ledger: Path) -> None:
    await fill(store, range(701, 702))
    await erase(Store(store.engine, store.keys, 7), 701, "HAPUS-1")
    async with store.unit() as unit:
        await unit.run(update(erasures).values(receipt_key="HAPUS-1"))
    await replay(store.engine, (MASTER,), ledger, NOW)
    async with store.look() as unit:
        assert await people.erased_at(unit, "HAPUS-1") == NOW


async def test_that_what_is_older_than_any_backup_is_not_replayed(store: Store, ledger: Path) -> None:
    await fill(store, range(701, 702))
    old = Erased(7, store.keys.chain, store.keys.find("chat", 701), "r" * 64, NOW.isoformat())
    Ledger(ledger).append((old,))
    assert (await replay(store.engine, (MASTER,), ledger, NOW + KEPT * 2)).erased == 0
    assert Ledger(ledger).forget(NOW + KEPT) == 1
    assert Ledger(ledger).erased() == ()


async def test_that_a_backup_of_before_a_rotation_is_replayed_after_it(tmp_path: Path) -> None:
    """The ledger has values of newer keys than the restored database."""
    ledger, backup = tmp_path / "erasures.ledger", tmp_path / "backup"
    backup.mkdir()
    database = open_database(sqlite_url(tmp_path))
    await create_tables(database)
    store = Store(database, Keys.derive(MASTER), 7, ledger)
    await fill(store, range(701, 704))
    await erase(store, 701, "ONE")
    await store.scrub()
    shutil.copy(tmp_path / "rangkul.sqlite", backup / "rangkul.sqlite")
    masters = (NEWER, MASTER)
    await make_secrets(database, masters, NOW)
    await erase(Store(database, await read_keys(database, masters), 7, ledger), 702, "TWO")
    await database.dispose()
    restored = open_database(sqlite_url(backup))
    replayed = await replay(restored, masters, ledger, NOW)
    again = Store(restored, replayed.keys, 7, ledger)
    assert [await is_there(again, chat) for chat in (701, 702, 703)] == [False, False, True]
    assert (await replay(restored, masters, ledger, NOW)).erased == 0
    with pytest.raises(LedgerError, match="another key"):
        await replay(restored, masters, _foreign(tmp_path), NOW)
    with pytest.raises(SealError, match="does not open this database"):
        await replay(restored, (b"x" * 32,), ledger, NOW)
    await restored.dispose()


def _foreign(folder: Path) -> Path:
    """A ledger that nothing here opens."""
    path = folder / "foreign.ledger"
    Ledger(path).append((Erased(7, "0" * 16, "a" * 64, "b" * 64, NOW.isoformat()),))
    return path


def test_that_a_line_cut_off_by_a_crash_counts_as_never_written(ledger: Path) -> None:
    whole = Erased(7, "c" * 16, "a" * 64, "b" * 64, NOW.isoformat())
    Ledger(ledger).append((whole,))
    with ledger.open("ab") as out:
        out.write(b'{"bot":7,"chain":"c')
    assert Ledger(ledger).read() == (whole,)
    Ledger(ledger).append((whole,))
    assert Ledger(ledger).read() == (whole, whole)


def test_that_a_damaged_ledger_is_one_clear_line(ledger: Path) -> None:
    ledger.parent.mkdir()
    ledger.write_text("garbage\n")
    with pytest.raises(LedgerError, match="restore it") as told:
        Ledger(ledger).read()
    assert "\n" not in str(told.value)

"""`rangkul db`, `backup` and `restore` as an operator runs them, beside either database."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.app.wiring import ledger_file, open_store
from bot.cli import cli
from bot.settings import Settings
from bot.store.database import WRITES, sqlite_url
from bot.store.ledger import Ledger
from bot.store.people import erased_at
from bot.store.unit import Store
from tests.conftest import new_postgresql
from tests.store.people_at_rest import erase, fill, is_there

BOT = 7
NEWEST = "0005"


@dataclass(frozen=True)
class Installation:
    """A data directory and a database."""

    folder: Path
    url: str

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.folder, database_url=self.url)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "RANGKUL_DATA_DIR": str(self.folder),
            "RANGKUL_DATABASE_URL": self.url,
            "RANGKUL_LOG_FORMAT": "json",
        }

    def rangkul(self, *words: str) -> tuple[int, str]:
        """Exit code and all that is said."""
        found = CliRunner().invoke(cli, list(words), env=self.environment)
        return found.exit_code, found.output

    def process(self, *words: str) -> tuple[int, str, str]:
        """The same, by a process of its own: exit code and what it says here and there."""
        command = (sys.executable, "-m", "bot", *words)
        ended = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        return ended.returncode, ended.stdout, ended.stderr

    def fails(self, *words: str) -> str:
        """With one line."""
        code, said = self.rangkul(*words)
        assert code == 1, said
        assert said.startswith("error: "), said
        assert said.count("\n") == 1, said
        return said


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Installation:
    return Installation(tmp_path, database_url)


@pytest.mark.promise("upgrade-keeps-data")
def test_that_the_schema_goes_up_and_down_by_command(here: Installation) -> None:
    assert here.rangkul("db", "current") == (0, "none: the database is empty\n")
    assert here.process("db", "upgrade") == (0, f"the database has schema {NEWEST}\n", "")
    assert "loses receipts of erasures" in here.fails("db", "downgrade", "0004")
    code, said = here.rangkul("db", "downgrade", "0004", "--yes")
    assert (code, said.startswith("the database has schema 0004; lost: receipts")) == (0, True)
    assert "* 0004 " in here.rangkul("db", "history")[1]
    assert "which is older: `db upgrade 0005`" in here.fails("db", "downgrade", NEWEST, "--yes")
    assert "which is newer: `db downgrade 0002`" in here.fails("db", "upgrade", "0002")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_that_what_keeps_the_schema_from_changing_is_one_line(here: Installation, tmp_path: Path) -> None:
    code, said, complained = here.process("db", "upgrade", "9999")
    assert (code, said, complained.count("\n")) == (1, "", 1)
    assert complained.startswith("error: there is no schema 9999; there are 0001")
    asyncio.run(_of_another_version(here))
    assert "schema 9999, which this version does not know" in here.fails("db", "current")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rangkul.sqlite").write_bytes(b"no database" * 99)
    for url in (sqlite_url(tmp_path / "other"), f"postgresql+psycopg://postgres:sandi@/x?host={tmp_path}"):
        said = replace(here, url=url).fails("db", "upgrade")
        assert "the database cannot be reached, read or written" in said
        assert "sandi" not in said


async def _of_another_version(here: Installation) -> None:
    async with (
        open_store(here.settings) as (database, _),
        database.execution_options(**{WRITES: True}).begin() as connection,
    ):
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


@pytest.fixture
def emptied(request: pytest.FixtureRequest, here: Installation, tmp_path: Path) -> Installation:
    """The same data directory, key and ledger, with another database that is empty."""
    if here.url.startswith("sqlite"):
        return replace(here, url=sqlite_url(tmp_path / "emptied"))
    host = request.getfixturevalue("postgresql")
    return replace(here, url=new_postgresql(host, f"e{abs(hash(str(tmp_path)))}"))


async def _filled(here: Installation) -> None:
    async with open_store(here.settings) as (database, keys):
        await fill(Store(database, keys, BOT, ledger_file(here.settings)), range(701, 704))


async def _erased(here: Installation) -> None:
    async with open_store(here.settings) as (database, keys):
        store = Store(database, keys, BOT, ledger_file(here.settings))
        await erase(store, 701, "HAPUS-1")
        await erase(store, 702, "HAPUS-2")


async def _there(here: Installation) -> list[bool]:
    """Without the ledger: what the database itself holds."""
    async with open_store(here.settings) as (database, keys):
        return [await is_there(Store(database, keys, BOT), chat) for chat in (701, 702, 703)]


@pytest.mark.promise("ledger-replayed")
def test_that_whoever_was_erased_since_a_backup_is_erased_again_and_counted(
    here: Installation, emptied: Installation, tmp_path: Path
) -> None:
    file = str(tmp_path / "before.backup")
    asyncio.run(_filled(here))
    assert here.rangkul("backup", file)[0] == 0
    asyncio.run(_erased(here))
    code, said, complained = emptied.process("restore", file)
    assert (code, complained) == (0, "")
    assert said.startswith(f"{file}: restored as of ")
    assert said.endswith("erased again since then: 2\n")
    assert asyncio.run(_there(emptied)) == [False, False, True]
    assert asyncio.run(_receipt_known(emptied))


async def _receipt_known(here: Installation) -> bool:
    async with open_store(here.settings) as (database, keys), Store(database, keys, BOT).look() as unit:
        return bool(await erased_at(unit, "HAPUS-2"))


@pytest.mark.promise("ledger-replayed")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_that_a_ledger_left_out_or_torn_is_said_and_made_good(
    here: Installation, emptied: Installation, tmp_path: Path
) -> None:
    file, ledger = str(tmp_path / "before.backup"), ledger_file(here.settings)
    asyncio.run(_filled(here))
    assert here.rangkul("backup", file)[0] == 0
    asyncio.run(_erased(here))
    kept = ledger.read_bytes()
    ledger.write_bytes(b"torn\n" + kept)
    assert "damaged" in emptied.fails("restore", file)
    ledger.unlink()
    code, said = emptied.rangkul("restore", file)
    assert code == 0
    assert "erased again since then: 0" in said
    assert f"{ledger} names nobody" in said
    assert asyncio.run(_there(emptied)) == [True, True, True]
    ledger.write_bytes(kept)
    assert asyncio.run(_there(emptied)) == [False, False, True]
    assert len(Ledger(ledger).erased()) == 2

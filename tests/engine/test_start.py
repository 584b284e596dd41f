"""The command line around a bot: invitations, and what keeps it from starting is said in one line."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import create_tables, open_database

from .conftest import Running

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Ended:
    code: int
    said: str


async def call(*words: str, **settings: str) -> Ended:
    """The program as a process of its own."""
    environment = {f"RANGKUL_{name.upper()}": value for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env={"PATH": "/usr/bin:/bin", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return Ended(process.returncode, said.decode().strip())


async def test_that_an_invitation_makes_one_person_staff(
    running: Running, database_url: str, tmp_path: Path
) -> None:
    telegram = running.telegram
    printed = await call(
        *("invite", "--role", "worker"),
        bot_token=telegram.token,
        bot_api_url=telegram.url,
        data_dir=str(tmp_path / "keys"),
        database_url=database_url,
    )
    assert printed.code == 0, printed.said
    address, _, payload = printed.said.partition("?start=")
    assert address.startswith("https://t.me/")
    dewi, other = [await telegram.person(name) for name in ("Dewi", "Orang Lain")]
    await dewi.start(payload)
    await dewi.sees("terdaftar sebagai petugas")
    await other.start(payload)
    await other.sees("sudah dipakai")
    await dewi.write("/antrean")
    await dewi.sees("Tidak ada yang menunggu")


@pytest.mark.parametrize("command", ["run", "invite"])
async def test_that_a_newer_schema_is_one_line(
    database_url: str, tmp_path: Path, running: Running, command: str
) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    url = f"sqlite+aiosqlite:///{newer / 'rangkul.sqlite'}"
    database = open_database(url)
    await create_tables(database)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.dispose()
    more = ("--role", "worker") if command == "invite" else ()
    telegram = running.telegram
    tried = await call(
        *(command, *more), bot_token=telegram.token, bot_api_url=telegram.url, data_dir=str(newer)
    )
    assert tried.code == 1
    assert tried.said.count("\n") == 0
    assert "update Rangkul" in tried.said

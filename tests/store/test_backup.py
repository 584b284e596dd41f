"""A backup made while the bot serves is all of one moment; nothing but a whole one, with its key, is restored."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.store.backup import back_up, restore
from bot.store.backup_file import FORMAT, MAGIC, BackupError, Header, write_pieces
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.migrate import changing, upgrade_here
from bot.store.rows import is_empty, read_rows, write_rows
from bot.store.tables import applicants
from tests.engine.conftest import MASTER, mind, started, telegram
from tests.engine.staff import Office, claimed, hand_off, open_office

__all__ = ["mind", "telegram"]
NOW = datetime(2026, 11, 24, tzinfo=UTC)
RELEASED = Path(__file__).parent / "released"


def shown(connection: Connection) -> list[str]:
    return list(read_rows(connection))


def as_sets(lines: list[str]) -> dict[str, list[str]]:
    """Rows per table; databases number what was never given differently, so without the counters."""
    tables: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        one = json.loads(line)
        if isinstance(one, list):
            tables[name].append(line)
        elif "table" in one:
            name = one["table"]
            tables[name] = [json.dumps(one["columns"])]
    return tables


async def rows_of(database: AsyncEngine) -> dict[str, list[str]]:
    async with database.connect() as connection:
        return as_sets(await connection.run_sync(shown))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Another, wholly empty database, of either kind."""
    if request.param == "sqlite":
        engine = open_database(sqlite_url(tmp_path / "elsewhere"))
    else:
        host = request.getfixturevalue("postgresql")
        name = f"r{abs(hash(str(tmp_path)))}"
        with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        engine = open_database(f"postgresql+psycopg://postgres@/{name}?host={host}")
    yield engine
    await engine.dispose()


@pytest.mark.promise("backup-restores")
async def test_that_a_backup_of_a_running_bot_goes_on_elsewhere(
    telegram: LocalTelegram, database: AsyncEngine, elsewhere: AsyncEngine, mind: Mind, tmp_path: Path
) -> None:
    """While both write; then with all that was said until it, on either kind of database."""
    file = tmp_path / "rangkul.backup"
    async with started(telegram, database, mind) as running:
        office = await open_office(running)
        await hand_off(office)
        topic = await claimed(office)
        made = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            talk = group.create_task(_talk(office, topic, made))
            await back_up(database, (MASTER,), file, NOW)
            made.set()
        assert talk.result() > 0
    before = await rows_of(database)
    await restore(elsewhere, (MASTER,), file)
    after = await rows_of(elsewhere)
    assert after.keys() == before.keys()
    for table in ("applicants", "cases", "notes", "consents", "shares", "staff", "staff_groups"):
        assert len(after[table]) == len(before[table])
    assert 0 < len(after["inbox"]) <= len(before["inbox"])
    assert [row for row in after["audit"] if row not in before["audit"]] == []
    async with started(telegram, elsewhere, mind):
        await office.nur.write("sudah dipindah ya bu")
        await topic.sees("sudah dipindah ya bu", 20)
        await topic.write("sudah, saya baca")
        await office.nur.sees("sudah, saya baca", 20)


async def _talk(office: Office, topic: Person, made: asyncio.Event) -> int:
    """Until the backup is made, and once more; the number of the last message."""
    for number in count():
        await office.nur.write(f"pesan {number}")
        await topic.sees(f"pesan {number}", 20)
        if made.is_set():
            return number
    raise AssertionError


def _load(connection: Connection, lines: list[str]) -> None:
    upgrade_here(connection, "0001")
    write_rows(connection, lines)


@pytest.fixture
async def lived_in(database_url: str) -> AsyncIterator[AsyncEngine]:
    """What a real installation left, at the newest schema."""
    engine = open_database(database_url)
    lines = await asyncio.to_thread((RELEASED / "0001.jsonl").read_text, encoding="utf-8")
    async with changing(engine) as connection:
        await connection.run_sync(_load, lines.splitlines()[1:])
    await create_tables(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def backup(lived_in: AsyncEngine, tmp_path: Path) -> Path:
    file = tmp_path / "rangkul.backup"
    await back_up(lived_in, (MASTER,), file, NOW)
    return file


@pytest.mark.promise("backup-restores")
async def test_that_every_row_comes_back_and_ids_go_on(
    lived_in: AsyncEngine, backup: Path, elsewhere: AsyncEngine
) -> None:
    header = await restore(elsewhere, (MASTER,), backup)
    assert header.made_at == NOW.isoformat()
    assert await rows_of(elsewhere) == await rows_of(lived_in)
    values = {"bot_id": 1, "person_key": "k", "data_key": b"", "profile": b"", "created_at": NOW}
    async with elsewhere.begin() as connection:
        highest = (await connection.execute(select(applicants.c.id).order_by(applicants.c.id.desc()))).first()
        made = (await connection.execute(applicants.insert().values(values))).inserted_primary_key
    assert highest
    assert made
    # Three people had been there: the id of the erased one is not given again.
    assert made[0] == 4 > highest.id


async def test_that_a_backup_is_readable_to_nobody_and_is_not_overwritten(
    lived_in: AsyncEngine, backup: Path
) -> None:
    content = await asyncio.to_thread(backup.read_bytes)
    for word in (b"sendMessage", b"engagements", b"ordinary", b"person_key"):
        assert word not in content
    assert (await asyncio.to_thread(backup.stat)).st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="exists already"):
        await back_up(lived_in, (MASTER,), backup, NOW)
    assert await asyncio.to_thread(backup.read_bytes) == content
    assert len(await asyncio.to_thread(lambda: list(backup.parent.glob("rangkul.backup*")))) == 1


def _newer(content: bytes) -> bytes:
    return content.replace(b'"format": %d' % FORMAT, b'"format": %d' % (FORMAT + 1))


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off": (lambda content: content[:-1], "cut off"),
    "its last piece missing": (lambda content: content[: len(MAGIC) + 400], "cut off"),
    "empty": (lambda _: b"", "not a backup"),
    "another file": (lambda _: b"PK" * 40, "not a backup"),
    "one bit changed": (lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:], "changed"),
    "its header changed": (lambda content: content.replace(b"2026-11-24", b"2026-11-25"), "changed"),
    "something added": (lambda content: content + b"\0\0\0\x20" + bytes(32), "changed"),
    "of a newer format": (_newer, "newer Rangkul"),
    "of a newer schema": (lambda content: content.replace(b'"schema": "0', b'"schema": "9'), "does not know"),
    "without a header": (lambda _: MAGIC + b"{}\n", "damaged"),
}


@pytest.mark.promise("backup-restores")
@pytest.mark.parametrize("how", SPOILT)
async def test_that_a_spoilt_backup_is_one_line_and_restores_nothing(
    how: str, backup: Path, tmp_path: Path
) -> None:
    spoil, words = SPOILT[how]
    content = await asyncio.to_thread(backup.read_bytes)
    assert spoil(content) != content
    bad = tmp_path / "bad.backup"
    await asyncio.to_thread(bad.write_bytes, spoil(content))
    engine = open_database(sqlite_url(tmp_path / "new"))
    with pytest.raises(BackupError, match=words) as wrong:
        await restore(engine, (MASTER,), bad)
    assert "\n" not in str(wrong.value)
    async with engine.connect() as connection:
        assert await connection.run_sync(is_empty)
    # The good one can still be restored there.
    await restore(engine, (MASTER,), backup)
    await engine.dispose()


async def test_that_another_key_opens_nothing(backup: Path, tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "new"))
    with pytest.raises(BackupError, match="another master key"):
        await restore(engine, (b"x" * 32,), backup)
    # After a rotation the older key opens it.
    await restore(engine, (b"x" * 32, MASTER), backup)
    await engine.dispose()


async def test_that_nothing_is_restored_over_rows(lived_in: AsyncEngine, backup: Path) -> None:
    before = await rows_of(lived_in)
    with pytest.raises(BackupError, match="not empty"):
        await restore(lived_in, (MASTER,), backup)
    assert await rows_of(lived_in) == before


@pytest.mark.promise("backup-restores")
async def test_that_a_backup_of_an_older_schema_is_brought_forward(
    database_url: str, elsewhere: AsyncEngine, tmp_path: Path
) -> None:
    engine = open_database(database_url)
    lines = await asyncio.to_thread((RELEASED / "0001.jsonl").read_text, encoding="utf-8")
    async with changing(engine) as connection:
        await connection.run_sync(_load, lines.splitlines()[1:])
    file = tmp_path / "old.backup"
    assert await back_up(engine, (MASTER,), file, NOW) == "0001"
    await create_tables(engine)
    await restore(elsewhere, (MASTER,), file)
    there, here = await rows_of(elsewhere), await rows_of(engine)
    assert {table: len(rows) for table, rows in there.items()} == {
        table: len(rows) for table, rows in here.items()
    }
    await engine.dispose()


def test_that_pieces_cannot_change_places(tmp_path: Path) -> None:
    """Big enough for several pieces; two of them exchanged."""
    header = Header.new("0001", "x", NOW.isoformat(), MASTER)
    lines = (
        json.dumps({"n": base64.b64encode(number.to_bytes(4, "big") * 17).decode()})
        for number in range(40_000)
    )
    with (tmp_path / "big").open("wb") as out:
        write_pieces(out, header, MASTER, lines)
    content = (tmp_path / "big").read_bytes()
    start = content.index(b"\n", len(MAGIC)) + 1
    size = 4 + int.from_bytes(content[start : start + 4], "big")
    first, second = content[start : start + size], content[start + size : start + 2 * size]
    assert len(content) > start + 3 * size
    (tmp_path / "mixed").write_bytes(content[:start] + second + first + content[start + 2 * size :])

    async def try_it() -> None:
        engine = open_database(sqlite_url(tmp_path / "new"))
        try:
            await restore(engine, (MASTER,), tmp_path / "mixed")
        finally:
            await engine.dispose()

    with pytest.raises(BackupError, match="changed"):
        asyncio.run(try_it())


@pytest.mark.faults
@pytest.mark.parametrize("what", ["backup", "restore"])
async def test_that_a_killed_command_leaves_nothing_half(what: str, backup: Path, tmp_path: Path) -> None:
    """kill -9 at several moments; then the same command works."""
    folder = tmp_path / "installation"
    folder.mkdir()
    await asyncio.to_thread((folder / "master.key").write_bytes, base64.b64encode(MASTER) + b"\n")
    target = tmp_path / "made.backup"
    if what == "backup":
        assert (await _command(folder, "restore", str(backup)))[0] == 0
    arguments = ("backup", str(target)) if what == "backup" else ("restore", str(backup))
    for seconds in (0.9, 1.2, 1.4):
        code, said = await _command(folder, *arguments, kill_after=seconds)
        if code == 0:
            target.unlink(missing_ok=True)
            break
        assert code == -signal.SIGKILL, said
        assert not target.exists()
    if what == "restore" and code == 0:
        return
    code, said = await _command(folder, *arguments)
    assert code == 0, said
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob("*.part")))


async def _command(folder: Path, *arguments: str, kill_after: float | None = None) -> tuple[int, str]:
    environment = {"PATH": "/usr/bin:/bin", "RANGKUL_DATA_DIR": str(folder), "RANGKUL_LOG_FORMAT": "json"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    if kill_after:
        try:
            await asyncio.wait_for(process.wait(), kill_after)
        except TimeoutError:
            process.kill()
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_that_a_restore_that_fails_late_leaves_nothing(lived_in: AsyncEngine, tmp_path: Path) -> None:
    """Every row is there, and then the last line is not."""
    async with lived_in.connect() as connection:
        lines = await connection.run_sync(shown)
        schema = str(await connection.scalar(text("SELECT version_num FROM alembic_version")))
    file = tmp_path / "short.backup"
    with file.open("wb") as out:
        write_pieces(out, Header.new(schema, "x", NOW.isoformat(), MASTER), MASTER, lines[:-1])
    engine = open_database(sqlite_url(tmp_path / "new"))
    with pytest.raises(BackupError, match="rows are missing"):
        await restore(engine, (MASTER,), file)
    async with engine.connect() as connection:
        assert await connection.run_sync(is_empty)
    await engine.dispose()

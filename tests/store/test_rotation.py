"""A new master key comes, the old one goes, and every moment in between is a good one to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typer.testing import CliRunner

from bot.app.errors import CommandError
from bot.app.rotating import retire_keys, rotate_keys
from bot.cli import cli
from bot.settings import Settings
from bot.situation.case import Speaker
from bot.store import cards, mail, people, post
from bot.store.keyring import read_keys
from bot.store.migrate import SchemaError, downgrade
from bot.store.presence import InUseError, working
from bot.store.rotation import (
    KEYED_VALUES,
    SEALED_BY_INSTALLATION,
    make_secrets,
    rests,
    seal_again,
    sealed_columns,
)
from bot.store.seal import Keys, SealError, read_master_key, write_master_keys
from bot.store.staff import find
from bot.store.tables import metadata
from bot.store.unit import Store

from .people_at_rest import NOW, fill, said

pytestmark = pytest.mark.promise("keys-rotate")
PEOPLE = range(7001, 7041)
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.store.test_rotation"])


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url)


def masters(settings: Settings) -> tuple[bytes, ...]:
    return read_master_key(settings.data_dir / "master.key")


async def filled(settings: Settings, database: AsyncEngine) -> Store:
    store = Store(database, await read_keys(database, masters(settings)), 7)
    await fill(store, PEOPLE)
    async with store.unit() as unit:
        await cards.bind(unit, "default", -1005, True, NOW)
    return store


async def check_all_opens(settings: Settings, database: AsyncEngine) -> None:
    """Everybody is found by their id, and what waits for them and from them can be read."""
    store = Store(database, await read_keys(database, masters(settings)), 7)
    async with store.look() as unit:
        for chat in PEOPLE:
            lane = unit.keys.find("chat", chat)
            person = await people.find(unit, lane)
            assert person
            assert person.chat == chat
            (waiting,) = await mail.due(unit, lane, NOW, 5)
            assert waiting.payload["words"] == "beras"
        rows = await post.heads(unit, NOW, (), 100)
        assert {row.letter.params["chat_id"] for row in rows} == {*PEOPLE}
        assert all(row.letter.queue == unit.keys.find("chat", row.letter.params["chat_id"]) for row in rows)
        member = await find(unit, 99, "default")
        assert member
        assert member.staff.name == "Dewi"


async def test_that_a_rotated_and_retired_key_opens_nothing(
    settings: Settings, database: AsyncEngine
) -> None:
    await filled(settings, database)
    (old,) = masters(settings)
    told: list[str] = []
    await rotate_keys(settings, told.append)
    await check_all_opens(settings, database)
    await retire_keys(settings, told.append)
    (new,) = masters(settings)
    assert new != old
    await check_all_opens(settings, database)
    await check_old_key_is_worthless(old, new, database)
    # And once more, from a database that has its secrets in the table.
    await rotate_keys(settings, told.append)
    await retire_keys(settings, told.append)
    await check_all_opens(settings, database)


async def check_old_key_is_worthless(old: bytes, new: bytes, database: AsyncEngine) -> None:
    """With the old key and the whole database nobody is found and nothing opens."""
    before, after = Keys.derive(old), await read_keys(database, (new,))
    assert not {*before.look_ups} >= {*after.look_ups}
    async with database.connect() as connection:
        values = [value async for value in _every_value(connection)]
    assert before.find("chat", PEOPLE[0]) not in values
    sealed = [value for value in values if isinstance(value, bytes)]
    assert not any(value[:4] in before.wrapping for value in sealed)
    for table, column in SEALED_BY_INSTALLATION:
        found = [value async for value in _column(database, table, column)]
        assert found
        assert all(_is_shut(before, value, f"{table}.{column}") for value in found)


def _is_shut(keys: Keys, value: bytes, place: str) -> bool:
    try:
        keys.installation.open(value, place)
    except SealError:
        return True
    return False


async def _every_value(connection: AsyncConnection) -> AsyncIterator[Any]:
    for table in metadata.sorted_tables:
        for row in await connection.execute(select(table)):
            for value in row:
                yield value


async def _column(database: AsyncEngine, table: str, column: str) -> AsyncIterator[bytes]:
    wanted = metadata.tables[table].c[column]
    async with database.connect() as connection:
        for row in await connection.execute(select(wanted).where(wanted.is_not(None))):
            yield row[0]


async def test_that_what_is_still_needed_is_not_retired(settings: Settings, database: AsyncEngine) -> None:
    await filled(settings, database)
    with pytest.raises(CommandError, match="one key only"):
        await retire_keys(settings, print)
    (old,) = masters(settings)
    await rotate_keys(settings, lambda _: None)
    new = masters(settings)[0]
    with pytest.raises(CommandError, match="keys retire"):
        await rotate_keys(settings, lambda _: None)
    # Somebody who came while the old key was the only one.
    late = Store(database, await read_keys(database, (new, old)), 7)
    person = people.newcomer(Keys.derive(old), late.keys.find("chat", 1), said(1, "halo"))
    async with late.unit() as unit:
        await people.save(unit, person, person.frame, Speaker.BOT, "default", NOW)
    with pytest.raises(CommandError, match="1 data keys"):
        await retire_keys(settings, print)
    await rotate_keys(settings, lambda _: None)
    await retire_keys(settings, lambda _: None)
    assert masters(settings) == (new,)


async def test_that_keys_are_rotated_by_nobody_but_one_alone(
    settings: Settings, database: AsyncEngine
) -> None:
    async with working(database):
        with pytest.raises(InUseError, match="stop it first"):
            await rotate_keys(settings, print)
        assert len(masters(settings)) == 1
    await rotate_keys(settings, lambda _: None)


@pytest.mark.faults
async def test_that_a_rotation_killed_at_any_commit_goes_on(
    settings: Settings, database: AsyncEngine, database_url: str
) -> None:
    """Before each commit in turn, going on every time where the last one was killed."""
    await filled(settings, database)
    deaths = 0
    while await asyncio.to_thread(_rotate_until, deaths, settings.data_dir, database_url):
        # Each fourth on the slower one: what they commit is the same.
        deaths += 1 if database.dialect.name == "sqlite" else 4
        await check_all_opens(settings, database)
    assert deaths > 5
    assert not await rests(database, masters(settings))
    await check_all_opens(settings, database)
    await retire_keys(settings, lambda _: None)
    await check_all_opens(settings, database)


def _rotate_until(commits: int, folder: Path, database_url: str) -> bool:
    """Whether it was killed before it was done."""
    process = _FORKS.Process(target=rotate_and_die, args=(commits, folder, database_url), daemon=True)
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def rotate_and_die(commits: int, folder: Path, database_url: str) -> None:
    left = [commits]

    def count(_: object) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    event.listen(Engine, "commit", count)
    settings = Settings(data_dir=folder, database_url=database_url)
    try:
        asyncio.run(rotate_keys(settings, lambda _: None))
    except CommandError:
        # Done by the one that was killed last.
        return


async def test_that_batches_that_stop_half_way_go_on(settings: Settings, database: AsyncEngine) -> None:
    """Some rows under the new keys, some under the old ones: all of them open at every moment."""
    await filled(settings, database)
    write_master_keys(settings.data_dir / "master.key", (b"n" * 32, *masters(settings)))
    await check_all_opens(settings, database)
    await make_secrets(database, masters(settings), NOW)
    await check_all_opens(settings, database)
    await make_secrets(database, masters(settings), NOW)
    await check_all_opens(settings, database)
    keys = await read_keys(database, masters(settings))
    task = asyncio.ensure_future(seal_again(database, keys, at_once=3))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await check_all_opens(settings, database)
    assert await rests(database, masters(settings))
    await rotate_keys(settings, lambda _: None)
    assert not await rests(database, masters(settings))
    await check_all_opens(settings, database)


def test_that_every_sealed_and_keyed_column_is_brought_along() -> None:
    """A new column of either kind must be put on a list: here, or of those sealed with a person's own key."""
    of_people = {
        ("applicants", "profile"),
        ("engagements", "frame"),
        ("messages", "body"),
        ("message_versions", "body"),
        ("cases", "code"),
        ("notes", "body"),
        ("consents", "words"),
    }
    wrapped = {("applicants", "data_key"), ("keyring", "secrets")}
    assert sealed_columns() == of_people | wrapped | {*SEALED_BY_INSTALLATION}
    keyed = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_key") and column.name != "data_key"
    }
    named_by = {("inbox", "lane"), ("outbox", "queue"), ("outbox", "replaces"), ("outbox", "job")}
    assert {*KEYED_VALUES} == keyed | named_by


async def test_that_a_version_that_knows_no_rotation_is_not_gone_back_to(
    settings: Settings, database: AsyncEngine
) -> None:
    """It would take the installation's secrets with it."""
    await rotate_keys(settings, lambda _: None)
    with pytest.raises(SchemaError, match="rotated"):
        await downgrade(database, "0004")


def test_that_the_commands_are_one_clear_line(
    settings: Settings, database: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database
    monkeypatch.setenv("RANGKUL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RANGKUL_DATABASE_URL", str(settings.database_url))
    retired = CliRunner().invoke(cli, ["keys", "retire"])
    assert (retired.exit_code, retired.stderr.count("\n")) == (1, 1)
    assert "`rangkul keys rotate` makes a new one" in retired.stderr
    for arguments in (["keys", "rotate"], ["keys", "retire"], ["retention", "--dry-run"]):
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 0, done.stderr
    asked = ["breach", "--since", "2026-11-02", "--until", "2026-11-03", "--all", "--staff", "1"]
    refused = CliRunner().invoke(cli, asked)
    assert (refused.exit_code, "one of --staff" in refused.stderr) == (1, True)

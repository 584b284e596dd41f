"""The database is locked, full, takes no writes, or is restarted: people wait, nothing is lost and nothing is doubled."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.engine.engine import Engine
from tests.engine.fakes import Echo, Telegram, build, running, says, settled, states

from .living import HELP, HELP_SAYS, all_done, living, met, texts_to

pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-parts")]


@contextmanager
def failing(database: AsyncEngine) -> Iterator[None]:
    """SQLite: full, by a limit on its pages. PostgreSQL: takes no writes, and every connection is cut."""
    if database.dialect.name != "sqlite":
        url = make_url(str(database.url))
        with psycopg.connect(
            dbname="postgres", host=str(url.query["host"]), user="postgres", autocommit=True
        ) as server:
            name = psycopg.sql.Identifier(str(url.database))
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            alter = psycopg.sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            server.execute(alter.format(name, psycopg.sql.SQL("on")))
            server.execute(cut, [url.database])
            try:
                yield
            finally:
                server.execute(alter.format(name, psycopg.sql.SQL("off")))
                server.execute(cut, [url.database])
        return
    with readonly(database):
        yield


@contextmanager
def readonly(database: AsyncEngine, pragma: str = "query_only") -> Iterator[None]:
    broken = [True]

    def begin(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA {pragma}={1 if broken[0] else 0}")

    event.listen(database.sync_engine, "begin", begin)
    try:
        yield
    finally:
        broken[0] = False


async def test_that_a_database_that_fails_in_the_middle_only_delays(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    """Said once in the log, however many meet it; once more when it is back."""
    async with living(telegram, database, mind):
        nur, asep = await met(telegram, "Nur"), await met(telegram, "Asep")
        await all_done(database)
        with capture_logs() as logs:
            with failing(database):
                await nur.write(HELP)
                await asep.write(HELP)
                await asyncio.sleep(2.5)
                assert not any(HELP_SAYS in one for one in texts_to(telegram, nur))
            for one in (nur, asep):
                await one.sees(HELP_SAYS, 20)
            await all_done(database)
    for one in (nur, asep):
        assert sum(HELP_SAYS in said for said in texts_to(telegram, one)) == 1
    events = [one["event"] for one in logs]
    assert events.count("database_away") == 1
    assert events.count("database_back") == 1


async def flood(engine: Engine) -> None:
    for number in range(50):
        await engine.accept(says(1, number, "x" * 3000))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_full_disk_only_delays(database: AsyncEngine) -> None:
    """Really no room: the file may not have one page more."""
    full = [False]

    def begin(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages if full[0] else 1_000_000}")

    event.listen(database.sync_engine, "begin", begin)
    fake = Telegram()
    engine = build(database, fake, Echo())
    async with running(engine):
        full[0] = True
        with pytest.raises(OperationalError, match="full"):
            await flood(engine)
        full[0] = False
        for number in range(50, 53):
            await engine.accept(says(1, number, f"w{number}"))
        await settled(database)
    assert fake.sent[1][-3:] == ["w50", "w51", "w52"]


@asynccontextmanager
async def commits_that_fail(database: AsyncEngine, times: int) -> AsyncIterator[list[int]]:
    """They are written down, and the connection breaks before the answer: nobody knows."""
    dialect, left = database.sync_engine.dialect, [times]
    commit = dialect.do_commit
    error = sqlite3.OperationalError if database.dialect.name == "sqlite" else psycopg.OperationalError

    def do_commit(connection: Any) -> None:
        commit(connection)
        if left[0] > 0:
            left[0] -= 1
            raise error("the connection broke")

    dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    try:
        yield left
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]


@pytest.mark.parametrize("times", [1, 3, 7])
async def test_that_a_commit_of_unknown_fate_is_looked_into(database: AsyncEngine, times: int) -> None:
    """Of turns, of claims and of outcomes: nothing waits for ever, nothing is sent twice."""
    telegram = Telegram()
    engine = build(database, telegram, Echo())
    async with running(engine):
        await engine.accept(says(9, 900, "begin"))
        await settled(database)
        for number in range(4):
            await engine.accept(says(number, number, f"w{number}"))
        async with commits_that_fail(database, times):
            await telegram.until(lambda: all(telegram.sent[number] for number in range(4)))
            await settled(database)
    assert {chat: telegram.sent[chat] for chat in range(4)} == {chat: [f"w{chat}"] for chat in range(4)}
    assert set(await states(database)) == {"sent"}

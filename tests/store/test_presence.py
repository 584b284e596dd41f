"""Who changes what all rest on is alone with the database, also after its server was started again."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import open_database
from bot.store.presence import InUseError, alone, working


async def hello(database: AsyncEngine) -> int:
    async with database.connect() as connection:
        return int((await connection.execute(text("SELECT 1"))).scalar_one())


async def cut(database: AsyncEngine) -> None:
    """Every connection is gone, as after a restart of the server."""
    if database.dialect.name == "sqlite":
        await database.dispose()
        return
    host = str(database.url.query["host"])
    async with await psycopg.AsyncConnection.connect(
        dbname="postgres", host=host, user="postgres", autocommit=True
    ) as server:
        every = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        await server.execute(every, [database.url.database])


async def test_that_whoever_works_still_does_when_the_server_was_started_again(database: AsyncEngine) -> None:
    other = open_database(database.url.render_as_string(hide_password=False))
    async with working(database):
        await cut(database)
        assert await hello(database) == 1
        with pytest.raises(InUseError, match="the bot is running"):
            async with alone(other):
                pass
    await database.dispose()
    async with alone(other):
        with pytest.raises(InUseError, match="being changed"):
            async with working(database):
                pass
    await other.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgresql
async def test_that_a_bot_waits_while_somebody_is_alone_after_a_restart(database: AsyncEngine) -> None:
    """They were quicker than it: for the bot the database is away until they are done."""
    other = open_database(database.url.render_as_string(hide_password=False))
    async with working(database):
        await cut(database)
        async with alone(other):
            with pytest.raises(OperationalError):
                await hello(database)
        assert await hello(database) == 1
    await database.dispose()
    await other.dispose()

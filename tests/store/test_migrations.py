"""The schema that migrations make is the one on the page of tables."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.migrate import downgrade, upgrade
from bot.store.tables import metadata


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_that_migrations_make_the_tables_of_the_page(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_that_down_and_up_again_is_the_same(database: AsyncEngine) -> None:
    await downgrade(database)
    async with database.connect() as connection:
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert left == ["alembic_version"]
    await upgrade(database)
    await upgrade(database)
    async with database.connect() as connection:
        assert await connection.run_sync(_differences) == []

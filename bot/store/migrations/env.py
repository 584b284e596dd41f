"""Runs migrations on the connection that `bot.store.migrate` passes in, or on `-x url=...` of alembic's own command."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.store.database import WRITES, open_database
from bot.store.tables import metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _by_url(url: str) -> None:
    engine = open_database(url)
    async with engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(_by_url(context.get_x_argument(as_dictionary=True)["url"]))

"""The schema of a database, brought to this version of the program (alembic; `bot/store/migrations`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .database import WRITES


class SchemaError(Exception):
    """The database is newer than the program: one line that says how to mend it."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Does nothing where the schema is right already. Raises SchemaError for a schema that is not known here."""
    async with changing(engine) as connection:
        await connection.run_sync(upgrade_here, revision)


async def downgrade(engine: AsyncEngine, revision: str = "base") -> None:
    async with changing(engine) as connection:
        await connection.run_sync(downgrade_here, revision)


@asynccontextmanager
async def changing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction. SQLite makes tables anew: what refers to their rows must not go with the old ones."""
    async with engine.execution_options(**{WRITES: True}).connect() as connection:
        await _refer(connection, on=False)
        try:
            async with connection.begin():
                yield connection
                if engine.dialect.name == "sqlite":
                    left = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                    if left:
                        raise SchemaError(f"rows of {left[0][0]} refer to rows that are not there")
        finally:
            await _refer(connection, on=True)


async def _refer(connection: AsyncConnection, *, on: bool) -> None:
    if connection.dialect.name == "sqlite":
        raw = await connection.get_raw_connection()
        assert raw.driver_connection
        answer = await raw.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
        await answer.close()


def present(connection: Connection) -> str | None:
    """The schema that a database has; None where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def knows(schema: str) -> bool:
    """Whether this version knows a schema of that name."""
    return schema in {script.revision for script in scripts().walk_revisions()}


def history() -> tuple[tuple[str, str], ...]:
    """Schemas, the newest first, each with what it brought."""
    return tuple((one.revision, one.doc.splitlines()[0]) for one in scripts().walk_revisions())


def check_known(connection: Connection) -> str | None:
    """The schema that the database has. Raises SchemaError for one that this version does not know."""
    has = present(connection)
    if has is not None and not knows(has):
        raise SchemaError(f"the database has schema {has}, which this version does not know: update Rangkul")
    return has


def upgrade_here(connection: Connection, revision: str = "head") -> None:
    """Inside a transaction that somebody else has begun. Raises SchemaError."""
    has = check_known(connection)
    if has != scripts().get_current_head() or revision != "head":
        command.upgrade(_config(connection), revision)


def downgrade_here(connection: Connection, revision: str) -> None:
    """Inside a transaction that somebody else has begun. Raises SchemaError."""
    check_known(connection)
    command.downgrade(_config(connection), revision)

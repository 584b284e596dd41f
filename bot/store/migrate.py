"""The schema of a database, brought to this version of the program (alembic; `bot/store/migrations`)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

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
    async with engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(_upgrade, revision)


async def downgrade(engine: AsyncEngine, revision: str = "base") -> None:
    async with engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))


def _upgrade(connection: Connection, revision: str) -> None:
    scripts = ScriptDirectory.from_config(_config())
    present = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if present is not None and present not in known:
        raise SchemaError(
            f"the database has schema {present}, which this version does not know: update Rangkul"
        )
    if present != scripts.get_current_head() or revision != "head":
        command.upgrade(_config(connection), revision)

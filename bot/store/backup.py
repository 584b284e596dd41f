"""All of a database into one sealed file, and back into an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import __version__

from .backup_file import BackupError, Header, master_of, new_file, read_header, read_pieces, write_pieces
from .migrate import changing, check_known, downgrade_here, knows, upgrade_here
from .rows import RowsError, is_empty, read_rows, write_rows
from .seal import Keys, SealError
from .tables import applicants


async def back_up(database: AsyncEngine, masters: Sequence[bytes], path: Path, now: datetime) -> str:
    """One moment of the database, while others write on; the schema it had. Raises BackupError and SchemaError."""
    level = {} if database.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with new_file(path) as out:
        async with database.execution_options(**level).connect() as connection:

            def write(sync: Connection) -> str:
                schema = check_known(sync)
                if schema is None:
                    raise BackupError("the database is empty: there is nothing to back up")
                header = Header.new(schema, __version__, now.isoformat(), masters[0])
                write_pieces(out, header, masters[0], read_rows(sync))
                return schema

            try:
                return await connection.run_sync(write)
            except OSError as error:
                raise BackupError(f"{path}: cannot be written ({error.strerror})") from None


async def restore(database: AsyncEngine, masters: Sequence[bytes], path: Path) -> Header:
    """Into an empty database, in one transaction, at this version's schema. Raises BackupError and SchemaError.

    Whoever was erased since is in it again until `replaying.replay` has run.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path}: cannot be read ({error.strerror})") from None
    with file:
        header = read_header(file, path.name)
        if not knows(header.schema):
            raise BackupError(
                f"{path.name}: has schema {header.schema}, which this version does not know: update Rangkul"
            )
        master = master_of(header, masters, path.name)
        async with changing(database) as connection:
            await connection.run_sync(_make_way, header.schema)
            lines = read_pieces(file, header, master, path.name)
            try:
                await connection.run_sync(write_rows, lines)
            except RowsError as error:
                raise BackupError(f"{path.name}: {error}") from None
            await connection.run_sync(upgrade_here)
            await connection.run_sync(_check_keys, Keys.derive(masters), path.name)
    return header


def _make_way(connection: Connection, schema: str) -> None:
    """The empty tables of the schema that the rows are of."""
    if not is_empty(connection):
        raise BackupError("the database is not empty: restore into a new data directory or a new database")
    if inspect(connection).get_table_names():
        downgrade_here(connection, "base")
    upgrade_here(connection, schema)


def _check_keys(connection: Connection, keys: Keys, name: str) -> None:
    """What was sealed before a rotation of keys must open too."""
    try:
        for row in connection.execute(applicants.select().with_only_columns(applicants.c.data_key)):
            keys.unwrap(row.data_key)
    except SealError:
        raise BackupError(
            f"{name}: some of it was sealed with an older master key that is not in the key file"
        ) from None

"""What a database's files still hold of rows that are gone."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine


async def empty_log(database: AsyncEngine) -> bool:
    """SQLite: pages are overwritten by `secure_delete`; the write-ahead log, which has the old ones, is emptied.

    False while a reader keeps it from being emptied.
    """
    async with database.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection
        answer = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = await answer.fetchone()
        await answer.close()
    return not busy


async def vacuum(database: AsyncEngine) -> bool:
    """PostgreSQL keeps deleted rows in its files. Only a table written anew is surely without them.

    The one with the data keys is: without its key nothing else of a person can be read. It is small, and locked for
    as long as writing it takes; False when somebody else holds it.
    """
    async with database.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SET lock_timeout = '500ms'"))
        try:
            await connection.execute(text("VACUUM (FULL) applicants"))
        except OperationalError:
            return False
        finally:
            await connection.execute(text("RESET lock_timeout"))
    return True

"""Who works with a database: many at once, or one alone that changes what all rest on.

SQLite: a lock on a file beside the database. PostgreSQL: an advisory lock of the database, held by a connection of its
own, and by every connection that is made later: a server that is started again has forgotten the first one. Either ends
with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

_NUMBER = 0x52414E474B554C
"""Of the advisory lock."""


_CHANGED = "the database is being changed by another command (keys, restore): wait until it ends"


class InUseError(Exception):
    """Somebody else works with the database: one line that says what to stop."""


@asynccontextmanager
async def working(database: AsyncEngine) -> AsyncIterator[None]:
    """As one of many. Raises InUseError while somebody is alone with it."""
    async with _held(database, alone=False) as held:
        if not held:
            raise InUseError(_CHANGED)
        if database.dialect.name == "sqlite":
            yield
            return
        event.listen(database.sync_engine, "connect", _take_part)
        try:
            yield
        finally:
            event.remove(database.sync_engine, "connect", _take_part)


@asynccontextmanager
async def alone(database: AsyncEngine) -> AsyncIterator[None]:
    """Nobody else works with it until this ends. Raises InUseError."""
    async with _held(database, alone=True) as held:
        if not held:
            raise InUseError("the bot is running: stop it first (messages wait at Telegram), then try again")
        yield


def _take_part(connection: Any, _record: object) -> None:
    """A new connection of one of many. Away, like a server that does not answer, while somebody is alone."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT pg_try_advisory_lock_shared({_NUMBER})")
    (taken,) = cursor.fetchone()
    cursor.close()
    # The lock is the session's, not the transaction's.
    connection.rollback()
    if not taken:
        raise OperationalError(None, None, InUseError(_CHANGED))


@asynccontextmanager
async def _held(database: AsyncEngine, *, alone: bool) -> AsyncIterator[bool]:
    by = _by_file if database.dialect.name == "sqlite" else _by_connection
    async with by(database, alone=alone) as held:
        yield held


@asynccontextmanager
async def _by_file(database: AsyncEngine, *, alone: bool) -> AsyncIterator[bool]:
    path = Path(f"{database.url.database}.in-use")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InUseError(
            f"{path}: cannot be opened ({error.strerror}); give it to the bot's account"
        ) from None
    try:
        yield _lock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def _by_connection(database: AsyncEngine, *, alone: bool) -> AsyncIterator[bool]:
    kind = "" if alone else "_shared"
    async with database.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        taken = await connection.scalar(text(f"SELECT pg_try_advisory_lock{kind}({_NUMBER})"))
        try:
            yield bool(taken)
        finally:
            # Closed, not given back: the lock goes with it.
            await connection.invalidate()

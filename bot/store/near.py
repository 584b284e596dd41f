"""SQLite connections whose small statements run where they are called.

aiosqlite carries every call to a thread and back: some eighty times in one turn, four fifths of its time. A
statement on an indexed row takes microseconds; what can wait (for another writer, for the disk) still goes to
the thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

_CAN_WAIT = ("BEGIN IMMEDIATE", "PRAGMA")
_WAITS_FOR_DISK = frozenset({"commit", "close"})


class NearConnection(aiosqlite.Connection):
    """An aiosqlite connection; one task uses it at a time."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        said = args[0] if args and isinstance(args[0], str) else ""
        if fn.__name__ in _WAITS_FOR_DISK or said.startswith(_CAN_WAIT):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


async def connect(path: str) -> NearConnection:
    """Made in its thread, used from others too, but never by two at once."""
    connection = NearConnection(partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True
    await connection
    return connection

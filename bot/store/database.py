"""SQLite or PostgreSQL behind the same code."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .near import connect

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
    # KiB of each connection, a quarter of the default: the system keeps the file's pages anyway, once for all of them.
    "PRAGMA cache_size=-512",
)
WRITES = "rangkul_writes"
"""Execution option of connections that write: on SQLite they begin IMMEDIATE and never fail half-way."""


def sqlite_url(data_dir: Path) -> str:
    """The file in `data_dir`, which is made where it is missing (readable by its owner only)."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite+aiosqlite:///{data_dir / 'rangkul.sqlite'}"


def open_database(url: str) -> AsyncEngine:
    """An engine with the settings that durability needs; nothing is connected yet. Its errors quote no values."""
    if not url.startswith("sqlite"):
        engine = create_async_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20
        )
        event.listen(engine.sync_engine, "handle_error", _takes_no_writes)
        return engine
    path = str(make_url(url).database)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=10,
        max_overflow=20,
        # A connection keeps the pages it has read: the same few are used again, the others stay empty.
        pool_use_lifo=True,
        async_creator=lambda: connect(path),
    )
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _takes_no_writes(context: Any) -> None:
    """PostgreSQL that is read-only for a while (a standby, a full disk) is away like one that does not answer."""
    if type(context.original_exception).__name__ == "ReadOnlySqlTransaction":
        raise OperationalError(None, None, context.original_exception, hide_parameters=True)


def _configure(connection: Any, _record: object) -> None:
    # The driver must not begin transactions of its own: `begin` below does.
    connection.isolation_level = None
    cursor: sqlite3.Cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


async def create_tables(engine: AsyncEngine) -> None:
    """Bring the schema to this version (see migrate.py)."""
    from .migrate import upgrade

    await upgrade(engine)

"""The unit of work: everything in it happens, or nothing does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .database import WRITES
from .ledger_entries import enter
from .outage import AWAY, Outage
from .seal import Keys
from .vacuum import empty_log, vacuum


@dataclass(frozen=True)
class Unit:
    """What the repositories work with: one connection in one transaction, the keys, and whose data it is."""

    connection: AsyncConnection
    keys: Keys
    bot_id: int
    # What is done last of all, before the commit; None in units that only read.
    _later: dict[Callable[[Unit, list[Any]], Awaitable[None]], list[Any]] | None = None

    def at_the_end(self, work: Callable[[Unit, list[Any]], Awaitable[None]], thing: Any) -> None:
        """`work` gets all its things at once, after everything else: what it locks nobody waits behind."""
        assert self._later is not None, "this unit only reads"
        self._later.setdefault(work, []).append(thing)

    async def finish(self, work: Callable[[Unit, list[Any]], Awaitable[None]]) -> None:
        """Do now what was to be done at the end."""
        if self._later and (things := self._later.pop(work, None)):
            await work(self, things)

    async def run(self, statement: Any, rows: Any = None) -> Any:
        return await self.connection.execute(statement, rows)

    def insert_new(self, table: Table) -> Any:
        """INSERT that does nothing where a unique value is there already; RETURNING tells (rowcount does not)."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        return dialect.insert(table).on_conflict_do_nothing()


@dataclass(frozen=True)
class Store:
    """One bot's durable state."""

    engine: AsyncEngine
    keys: Keys
    bot_id: int
    ledger: Path | None = None
    """Where erasures are entered; see ledger.py."""
    # SQLite has one writer: waiting here is quicker and fairer than its polling.
    _turnstile: asyncio.Lock = field(default_factory=asyncio.Lock)
    _scrub_due: asyncio.Event = field(default_factory=asyncio.Event)
    outage: Outage = field(default_factory=Outage)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """A transaction that writes: committed at the end, rolled back on any error."""
        try:
            async with self._writing() as unit:
                yield unit
        except AWAY as error:
            self.outage.met(error)
            raise
        self.outage.over()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Unit]:
        if self.engine.dialect.name != "sqlite":
            async with self.engine.begin() as connection, self._unit(connection) as unit:
                yield unit
            return
        writes = self.engine.execution_options(**{WRITES: True})
        async with self._turnstile, writes.begin() as connection, self._unit(connection) as unit:
            yield unit

    @asynccontextmanager
    async def _unit(self, connection: AsyncConnection) -> AsyncIterator[Unit]:
        later: dict[Any, list[Any]] = {}
        unit = Unit(connection, self.keys, self.bot_id, later)
        yield unit
        for work in tuple(later):
            await unit.finish(work)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Unit]:
        """A transaction that only reads; it waits for nobody."""
        try:
            async with self.engine.connect() as connection:
                yield Unit(connection, self.keys, self.bot_id)
        except AWAY as error:
            self.outage.met(error)
            raise

    async def scrub(self) -> None:
        """After an erasure: it is entered into the ledger, and what the database's files still hold goes too."""
        self._scrub_due.set()
        await self.scrub_what_is_due()

    @property
    def is_unclean(self) -> bool:
        """Whether files may still hold what was deleted."""
        return self._scrub_due.is_set()

    async def scrub_what_is_due(self) -> None:
        """Others can stand in its way (readers of SQLite's log, locks of PostgreSQL): it is tried until they are gone."""
        if not self._scrub_due.is_set():
            return
        if self.ledger:
            await enter(self.engine, self.keys, self.ledger)
        if self.engine.dialect.name == "sqlite":
            async with self._turnstile:
                done = await empty_log(self.engine)
        else:
            done = await vacuum(self.engine)
        if done:
            self._scrub_due.clear()

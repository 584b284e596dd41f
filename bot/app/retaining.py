"""Data leaves after its time: by itself while the bot runs, and by `rangkul retention`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog

from bot.engine.trouble import AWAY
from bot.settings import Settings
from bot.store import leases
from bot.store.kinds import Term, terms
from bot.store.ledger_entries import enter
from bot.store.retention import Gone, bots_of, due, let_go
from bot.store.unit import Store

from .wiring import ledger_file, open_store

_log = structlog.get_logger()
DUTY = "retain"
LEASE = timedelta(hours=1)
EVERY = timedelta(hours=6)
FIRST = timedelta(minutes=2)
"""After a start people come first."""


class Round(StrEnum):
    """How a round ended: done, by another replica, without the database, or with an error."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    FAILED = "failed"


def _nobody(_outcome: Round, _gone: Sequence[Gone]) -> None:
    pass


@dataclass(frozen=True)
class Retaining:
    """`work` until `stop` is set. Of several replicas one does it; each keeps its own ledger whole."""

    store: Store
    terms: Sequence[Term]
    clock: Callable[[], datetime]
    holder: str
    first: timedelta = FIRST
    every: timedelta = EVERY
    tell: Callable[[Round, Sequence[Gone]], None] = _nobody
    """Of each round that `work` makes."""

    async def work(self, stop: asyncio.Event) -> None:
        pause = self.first
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause.total_seconds())
                return
            pause = self.every
            self.tell(*await self._round())

    async def _round(self) -> tuple[Round, Sequence[Gone]]:
        try:
            gone = await self.once()
        except AWAY as error:
            _log.warning("database_away", error=type(error).__name__)
            return Round.AWAY, ()
        except Exception as error:
            # Tried again at its time: people are not kept waiting for it.
            _log.error("retention_failed", error=type(error).__name__)
            return Round.FAILED, ()
        return (Round.ELSEWHERE, ()) if gone is None else (Round.DONE, gone)

    async def once(self) -> tuple[Gone, ...] | None:
        """None where another replica has the duty."""
        now = self.clock()
        if self.store.ledger:
            await enter(self.store.engine, self.store.keys, self.store.ledger)
        async with self.store.unit() as unit:
            fence = await leases.take(unit, DUTY, self.holder, now, LEASE)
        if fence is None:
            return None
        gone = await let_go(self.store, self.terms, now)
        async with self.store.unit() as unit:
            await leases.leave(unit, DUTY, fence, self.clock())
        for one in gone:
            if one.count:
                _log.info("data_let_go", kind=one.term.kind.value, count=one.count)
        return gone


async def retention(settings: Settings, tell: Callable[[str], None], *, dry_run: bool) -> None:
    """What would go, or went: a line per kind with counts and a date. Raises like `open_store`."""
    now = datetime.now(UTC)
    chosen = terms(settings.keep_closed_days)
    async with open_store(settings) as (database, keys):
        for bot in await bots_of(database):
            store = Store(database, keys, bot, ledger_file(settings))
            gone = await (due(store, chosen, now) if dry_run else let_go(store, chosen, now))
            for line in told(gone, bot, dry_run=dry_run):
                tell(line)


def told(gone: Sequence[Gone], bot: int, *, dry_run: bool) -> tuple[str, ...]:
    head = f"bot {bot}: {'would go' if dry_run else 'went'}"
    lines = (
        f"  {one.term.kind.value:24} {one.count:7}  after {one.term.days} days"
        + (f", oldest {one.oldest:%Y-%m-%d}" if one.oldest else "")
        for one in gone
    )
    return (head, *lines)

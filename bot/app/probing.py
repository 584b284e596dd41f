"""How the bot's parts do, for the health page."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError

from bot.channel.pulse import Pulse
from bot.engine.sender import DUTY
from bot.engine.trouble import AWAY
from bot.settings import Settings
from bot.store.seal import SealError
from bot.store.unit import Store, Unit
from bot.store.waiting import (
    Counted,
    Waiting,
    counted,
    open_one,
    schema,
    sends_until,
    waiting,
    write_something,
)
from bot.web.health import Health, Reason

from .model import LanguageModel

ANSWER_SECONDS = 2.0
FRESH_SECONDS = 1.0
LEAST_FREE_BYTES = 32 << 20
"""Below it SQLite's file and its log may not be able to grow."""
NOBODY_SENDS = timedelta(seconds=30)
"""A lease that ended so long ago was taken up by nobody."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Sight:
    """What the database showed; `waiting` is None where it did not answer."""

    waiting: Waiting | None
    reasons: tuple[Reason, ...] = ()


LOCKED = Sight(None, ("database_locked",))
"""Told while it does not answer: somebody else holds it."""


@dataclass
class Seldom(Generic[_Answer]):
    """One question at a time, also where many ask, and not again while its answer is fresh.

    What does not answer is not asked again before it has; nothing is broken off half-way.
    """

    ask: Callable[[], Awaitable[_Answer]]
    group: asyncio.TaskGroup
    late: _Answer
    """Told where it does not answer in time."""
    _asking: asyncio.Task[_Answer] | None = None
    _asked_at: float = field(default=float("-inf"))

    async def __call__(self) -> _Answer:
        is_old = time.monotonic() - self._asked_at > FRESH_SECONDS
        if self._asking is None or (self._asking.done() and is_old):
            self._asked_at = time.monotonic()
            self._asking = self.group.create_task(self._answer())
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        return self._asking.result() if done else self.late

    async def _answer(self) -> _Answer:
        return await self.ask()


@dataclass
class DatabaseProbe:
    """Writes, which mail cannot do without, and looks at what must be so for answering it."""

    store: Store
    clock: Callable[[], datetime]
    folder: Path
    """Of the SQLite file."""
    _schema: str = ""
    _began: float = field(default_factory=time.monotonic)

    async def __call__(self) -> Sight:
        full: tuple[Reason, ...] = ("disk_full",) if self._is_full() else ()
        try:
            async with self.store.unit() as unit:
                await write_something(unit, self.clock())
                found = await waiting(unit, self.clock())
                return Sight(found, (*full, *await self._unfit(unit)))
        except (*AWAY, DBAPIError, OSError) as error:
            return Sight(None, full or (why_away(error),))

    def _is_full(self) -> bool:
        if self.store.engine.dialect.name != "sqlite":
            return False
        try:
            return shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES
        except OSError:
            return False

    async def _unfit(self, unit: Unit) -> list[Reason]:
        reasons: list[Reason] = []
        found = await schema(unit)
        # This process has brought the schema to its own version at its start.
        self._schema = self._schema or found
        if found != self._schema:
            reasons.append("schema_newer" if found > self._schema else "schema_older")
        try:
            await open_one(unit)
        except SealError:
            reasons.append("key_wrong")
        if await self._nobody_sends(unit):
            reasons.append("nobody_sends")
        return reasons

    async def _nobody_sends(self, unit: Unit) -> bool:
        until, now = await sends_until(unit, DUTY), self.clock()
        has_begun = time.monotonic() - self._began > NOBODY_SENDS.total_seconds()
        return has_begun and (until is None or until < now - NOBODY_SENDS)


async def counted_or_none(store: Store, clock: Callable[[], datetime]) -> Counted | None:
    """None where the database is away."""
    try:
        async with store.look() as unit:
            return await counted(unit, clock())
    except (*AWAY, DBAPIError, OSError):
        return None


def why_away(error: BaseException) -> Reason:
    """What SQLite says of itself; of another database's errors it is only known that it cannot be used."""
    words = str(getattr(error, "orig", error)).lower()
    if "locked" in words or "busy" in words:
        return "database_locked"
    return "disk_full" if "full" in words or "no space" in words else "database_away"


@dataclass(frozen=True)
class Probe:
    settings: Settings
    pulse: Pulse
    database: Callable[[], Awaitable[Sight]]
    model: LanguageModel
    clock: Callable[[], datetime]

    async def __call__(self) -> Health:
        sight, model = await asyncio.gather(self.database(), self.model.state())
        found, now = sight.waiting, self.clock()
        return Health(
            ready=found is not None and not sight.reasons,
            reasons=sight.reasons,
            mode="webhook" if self.settings.webhook_url else "polling",
            database="away" if found is None else "reachable",
            telegram="answering" if self.pulse.answers else "away",
            telegram_answered_seconds_ago=rounded(self.pulse.seconds_ago),
            model=model,
            oldest_inbox_seconds=rounded(age(found.updates.since if found else None, now)),
            oldest_outbox_seconds=rounded(age(found.letters.since if found else None, now)),
        )


def age(since: datetime | None, now: datetime) -> float | None:
    """Seconds; a clock that was put back shows none."""
    return None if since is None else max((now - since).total_seconds(), 0.0)


def rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)

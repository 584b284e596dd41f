"""How the bot's parts do, for the health page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channel.pulse import Pulse
from bot.engine.trouble import AWAY
from bot.settings import Settings
from bot.store.unit import Store
from bot.store.waiting import Waiting, oldest
from bot.web.health import Health

from .model import LanguageModel

ANSWER_SECONDS = 2.0
FRESH_SECONDS = 1.0


@dataclass
class DatabaseProbe:
    """One question at a time, also where many ask: it takes the right to write, which mail cannot do without.

    A database that does not answer is not asked again before it has; nothing is broken off half-way.
    """

    store: Store
    group: asyncio.TaskGroup
    clock: Callable[[], datetime]
    _asking: asyncio.Task[Waiting | None] | None = None
    _asked_at: float = field(default=float("-inf"))

    async def __call__(self) -> Waiting | None:
        """None where it is away or locked."""
        is_old = time.monotonic() - self._asked_at > FRESH_SECONDS
        if self._asking is None or (self._asking.done() and is_old):
            self._asked_at = time.monotonic()
            self._asking = self.group.create_task(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        return self._asking.result() if done else None

    async def _ask(self) -> Waiting | None:
        try:
            async with self.store.unit() as unit:
                return await oldest(unit, self.clock())
        except (*AWAY, OSError):
            return None


@dataclass
class Unsent:
    """Since when a row is known to be the oldest: rows do not tell when they were queued."""

    _row: int | None = None
    _since: float = 0.0

    def seconds(self, row: int | None, now: float) -> float | None:
        """`now`: seconds that never run backwards."""
        if row != self._row:
            self._row, self._since = row, now
        return None if row is None else now - self._since


@dataclass(frozen=True)
class Probe:
    settings: Settings
    pulse: Pulse
    database: DatabaseProbe
    model: LanguageModel
    unsent: Unsent = field(default_factory=Unsent)

    async def __call__(self) -> Health:
        waiting, model = await asyncio.gather(self.database(), self.model.state())
        now = self.database.clock()
        return Health(
            ready=waiting is not None,
            mode="webhook" if self.settings.webhook_url else "polling",
            database="away" if waiting is None else "reachable",
            telegram="answering" if self.pulse.answers else "away",
            telegram_answered_seconds_ago=_rounded(self.pulse.seconds_ago),
            model=model,
            oldest_inbox_seconds=_age(waiting.update_since if waiting else None, now),
            oldest_outbox_seconds=_rounded(
                self.unsent.seconds(waiting.unsent_row, time.monotonic()) if waiting else None
            ),
        )


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else _rounded((now - since).total_seconds())


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)

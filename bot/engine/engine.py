"""The engine of one bot: accept, take turns lane by lane, send."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import leases, mail
from bot.store.future import bring_near
from bot.store.seal import Keys
from bot.store.unit import Store

from .budget import Budget
from .distribution import LocalDistribution
from .jumps import Jumps
from .lanes import lane_of, private_chat, read_safely, update_id
from .ports import Ports, Stage
from .seed import seed
from .sender import Sender
from .trouble import AWAY
from .turn import Turns

_log = structlog.get_logger()
SWEEP_SECONDS = 1.0


@dataclass
class Engine:
    """`async with asyncio.TaskGroup() as group: engine.start(group)`; `await engine.stop()` lets it drain."""

    database: AsyncEngine
    keys: Keys
    ports: Ports
    budget: Budget = field(default_factory=Budget)
    holder: str = ""
    """Who holds the duty to send; empty: this machine and process."""
    ledger: Path | None = None
    """Where erasures are entered, beside the database."""
    _distribution: LocalDistribution | None = None

    def __post_init__(self) -> None:
        self.store = Store(self.database, self.keys, self.ports.bot_id, self.ledger)
        self._turns = Turns(self.store, self.ports)
        holder = self.holder or leases.holder_name(uuid4().hex)
        self._sender = Sender(self.store, self.ports, holder, self.budget)
        self._stopping = asyncio.Event()
        self._jumps = Jumps(lambda: self.ports.clock())

    def start(self, group: asyncio.TaskGroup) -> None:
        self._distribution = LocalDistribution(self._take_next, group)
        group.create_task(self._sweep())
        group.create_task(self._sender.work(group))

    async def seed(
        self,
        *,
        admins: Iterable[int] = (),
        workers: Iterable[int] = (),
        group: int | None = None,
        is_forum: bool = True,
    ) -> None:
        """Staff and staff group that the settings name; harmless to repeat."""
        now, agency = self.ports.clock(), self.ports.agency
        await seed(self.store, agency, now, admins=admins, workers=workers, group=group, is_forum=is_forum)

    async def accept(self, update: dict[str, Any]) -> None:
        """Returns after the commit; only then may the update be confirmed to Telegram."""
        await self.accept_all((update,))

    async def accept_all(self, updates: Sequence[dict[str, Any]]) -> None:
        """Several in one transaction, in their order."""
        now = self.ports.clock()
        lanes: dict[str, None] = {}
        self.ports.meter.mark(now)
        with self.ports.meter.during(Stage.ACCEPTED):
            async with self.store.unit() as unit:
                for raw in updates:
                    lane = await lane_of(unit, read_safely(self.ports.read, raw), private_chat(raw))
                    if await mail.accept(unit, update_id(raw), lane, raw, now):
                        lanes[lane] = None
        for lane in lanes:
            self.wake(lane)

    def wake(self, lane: str) -> None:
        if self._distribution:
            self._distribution.wake(lane)

    async def stop(self) -> None:
        """No new turns; what runs is finished; what waits stays in the database."""
        self._stopping.set()
        if self._distribution:
            self._distribution.stop()
        self._sender.stop()

    async def _take_next(self, lane: str) -> bool:
        more = await self._turns.take_next(lane)
        self._sender.nudge()
        return more

    async def _watch_the_clock(self) -> None:
        """A clock that was put back makes nothing wait until it is as late again."""
        if self._jumps.went_back():
            async with self.store.unit() as unit:
                moved = await bring_near(unit, self.ports.clock())
            if moved:
                _log.warning("clock_went_back")
            else:
                self._jumps.put_right()

    async def _sweep(self) -> None:
        """Timers that are due, and mail that a crash or an absent database left behind."""
        while not self._stopping.is_set():
            try:
                await self._watch_the_clock()
                async with self.store.look() as unit:
                    lanes = await mail.overdue_lanes(unit, self.ports.clock())
                for lane in lanes:
                    self.wake(lane)
                await self.store.scrub_what_is_due()
            except AWAY:
                pass  # The store has said so.
            except Exception as error:
                # Nothing else brings timers: whatever happened, it is tried again.
                _log.error("sweep_failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SWEEP_SECONDS)

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

from bot.situation.incoming import Incoming, Kind
from bot.store import leases, mail
from bot.store.future import bring_near
from bot.store.seal import Keys
from bot.store.unit import Store

from .budget import Budget
from .burst import is_piece
from .distribution import MOST_AWAKE, LocalDistribution
from .fullness import MOST_WAITING, FullError
from .jumps import Jumps
from .lanes import lanes_of, read_safely, update_id
from .lookout import Lookout
from .pace import Pace, Tempo
from .ports import Ports, Stage
from .seed import seed
from .sender import Sender
from .trouble import AWAY
from .turn import Turns

_log = structlog.get_logger()
SWEEP_SECONDS = 1.0
_PROMPT = frozenset({Kind.BUTTON, Kind.COMMAND})


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
    pace: Pace | None = None
    """How often one person is listened to; None: with limits where sending has some."""
    most_waiting: int = MOST_WAITING
    _distribution: LocalDistribution | None = None
    _waiting: int = 0

    def __post_init__(self) -> None:
        self.store = Store(self.database, self.keys, self.ports.bot_id, self.ledger)
        self._pace = self.pace or Pace(Tempo() if self.budget.rates else None)
        self._turns = Turns(self.store, self.ports, self._pace)
        self._lookout = Lookout(self.store, self.ports, self._hurry)
        holder = self.holder or leases.holder_name(uuid4().hex)
        self._sender = Sender(self.store, self.ports, holder, self.budget)
        self._stopping = asyncio.Event()
        self._jumps = Jumps(lambda: self.ports.clock())

    def start(self, group: asyncio.TaskGroup) -> None:
        self._distribution = LocalDistribution(self._take_next, group, pace=self._pace)
        group.create_task(self._sweep())
        group.create_task(self._lookout.work())
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
        """Several in one transaction, in their order. Raises FullError, and keeps none, while too much waits."""
        if self._waiting + len(updates) > self.most_waiting:
            raise FullError
        now = self.ports.clock()
        self.ports.meter.mark(now)
        with self.ports.meter.during(Stage.ACCEPTED):
            # Read before the transaction begins: nobody else writes while it lasts.
            read = [(raw, read_safely(self.ports.read, raw)) for raw in updates]
            async with self.store.unit() as unit:
                lanes = await lanes_of(unit, read)
                mails = [
                    mail.Arrival(update_id(raw), lane, raw) for raw, lane in zip(updates, lanes, strict=True)
                ]
                new = await mail.accept_all(unit, mails, now)
        came = [
            (lane, incoming) for lane, (_, incoming), is_new in zip(lanes, read, new, strict=True) if is_new
        ]
        self._waiting += len(came)
        for lane, incoming in came:
            self._pace.came(
                lane, piece=bool(incoming and is_piece(incoming)), hurries=self._hurries(incoming)
            )
        for lane in dict.fromkeys(lane for lane, _ in came):
            self.wake(lane)
            if self._pace.wait(lane):
                self._lookout.over(lane)

    def _hurries(self, incoming: Incoming | None) -> bool:
        return incoming is not None and (
            incoming.kind in _PROMPT or (incoming.kind is Kind.TEXT and self.ports.closes(incoming.text))
        )

    def _hurry(self, lane: str) -> None:
        self._pace.came(lane, hurries=True)
        self.wake(lane)

    def wake(self, lane: str) -> None:
        if self._distribution:
            self._distribution.wake(lane)

    async def stop(self) -> None:
        """No new turns; what runs is finished; what waits stays in the database."""
        self._stopping.set()
        if self._distribution:
            self._distribution.stop()
        self._lookout.stop()
        self._sender.stop()

    async def _take_next(self, lane: str) -> bool:
        more = await self._turns.take_next(lane)
        self._sender.nudge()
        if more and self._pace.wait(lane):
            # What it must wait with from now on may have come before it had to.
            self._lookout.over(lane)
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
                    now = self.ports.clock()
                    lanes = await mail.overdue_lanes(unit, now, MOST_AWAKE)
                    self._waiting = await mail.waits(unit, now)
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

"""The engine of one bot: accept, take turns lane by lane, send."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.engine import mail, outgoing
from bot.engine.outgoing import Row
from bot.engine.ports import Ports
from bot.engine.turn import Turns
from bot.store.seal import Keys

SWEEP_SECONDS = 1.0
MOST_LANES_AT_ONCE = 32


@dataclass
class Engine:
    """`async with asyncio.TaskGroup() as group: engine.start(group)`; `await engine.stop()` lets it drain."""

    database: AsyncEngine
    keys: Keys
    ports: Ports
    _awake: set[str] = field(default_factory=set)
    _again: set[str] = field(default_factory=set)
    _sending: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._turns = Turns(self.database, self.keys, self.ports)
        self._limit = asyncio.Semaphore(MOST_LANES_AT_ONCE)
        self._more_to_send = asyncio.Event()
        self._stopping = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None

    def start(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        group.create_task(self._sweep())
        group.create_task(self._send())

    async def accept(self, update: dict[str, Any]) -> None:
        """Returns after the commit; only then may the update be confirmed to Telegram."""
        lane = await mail.accept(self.database, self.keys, self.ports.bot_id, update, self.ports.clock())
        if lane:
            self.wake(lane)

    def wake(self, lane: str) -> None:
        """There is mail for this lane. One turn of a lane at a time; a wake during a turn is not forgotten."""
        if self._group is None or self._stopping.is_set():
            return
        if lane in self._awake:
            self._again.add(lane)
            return
        self._awake.add(lane)
        self._group.create_task(self._drain(lane))

    async def stop(self) -> None:
        """No new turns; what runs is finished; what waits stays in the database."""
        self._stopping.set()
        self._more_to_send.set()

    async def _drain(self, lane: str) -> None:
        try:
            async with self._limit:
                while not self._stopping.is_set() and await self._turns.take_next(lane):
                    self._more_to_send.set()
        finally:
            self._awake.discard(lane)
        if lane in self._again:
            self._again.discard(lane)
            self.wake(lane)

    async def _sweep(self) -> None:
        """Timers that are due, and mail that a crash left behind."""
        while not self._stopping.is_set():
            for lane in await mail.overdue_lanes(self.database, self.ports.bot_id, self.ports.clock()):
                self.wake(lane)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SWEEP_SECONDS)

    async def _send(self) -> None:
        """Each chat has at most one message on its way; chats do not wait for one another."""
        assert self._group
        while not self._stopping.is_set():
            self._more_to_send.clear()
            now = self.ports.clock()
            rows = await outgoing.heads(self.database, self.keys, self.ports.bot_id, now, self._sending)
            for row in rows:
                self._sending.add(row.chat)
                self._group.create_task(self._send_one(row))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more_to_send.wait(), 0.5)

    async def _send_one(self, row: Row) -> None:
        try:
            if await outgoing.claim(self.database, row):
                outcome = await self.ports.transport(row.call)
                pause = self.ports.retry_after_unavailable
                await outgoing.settle(self.database, row, outcome, self.ports.clock(), pause)
        finally:
            self._sending.discard(row.chat)
            self._more_to_send.set()

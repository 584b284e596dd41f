"""Looks ahead into what waits of somebody who is not listened to at once: words of danger go before all else of theirs."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.situation.incoming import Kind
from bot.store import mail
from bot.store.mail import Mail
from bot.store.unit import Store

from .lanes import read_safely
from .ports import Ports
from .trouble import AWAY

_log = structlog.get_logger()
MOST_LANES = 10_000
PAGE = 64
"""Messages of one lane that are read before the next lane's."""
SHORT = 400
"""Characters that are read at once. More are read beside the event loop, where reading costs the others more."""
REST, LONGEST_REST = 4.0, 0.02
"""After each message others have the processor for so many times as long as reading it took; seconds at most."""
AGAIN_SECONDS = 1.0


@dataclass
class Lookout:
    """`found(lane)` is told after its words of danger were put first."""

    store: Store
    ports: Ports
    found: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    _lanes: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _seen: OrderedDict[str, int] = field(default_factory=OrderedDict)
    """The last mail that was looked at."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def over(self, lane: str) -> None:
        """Look at what waits there."""
        if len(self._lanes) < MOST_LANES:
            self._lanes[lane] = None
            self._news.set()

    def stop(self) -> None:
        self._stopping = True
        self._news.set()

    async def work(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            self._news.clear()
            while self._lanes and not self._stopping:
                lane, _ = self._lanes.popitem(last=False)
                await self._look(lane)
            if not self._stopping:
                await self._news.wait()

    async def _look(self, lane: str) -> None:
        try:
            if await self._page(lane):
                self.over(lane)
        except AWAY:
            self._lanes[lane] = None
            await asyncio.sleep(AGAIN_SECONDS)
        except Exception as error:
            # The turn will read it in its time.
            _log.error("look_ahead_failed", error=type(error).__name__)

    async def _page(self, lane: str) -> bool:
        """Whether there may be more."""
        async with self.store.look() as unit:
            page = await mail.ahead(unit, lane, self._seen.get(lane, 0), PAGE)
        if not page:
            return False
        for one in page:
            if self._stopping:
                return False
            began = self.clock()
            if await self._is_alarming(one):
                await self._put_first(one)
            # A flood is not looked through at the cost of whoever else is being answered.
            await asyncio.sleep(min(REST * (self.clock() - began), LONGEST_REST))
            self._remember(lane, one.id)
        return True

    async def _put_first(self, one: Mail) -> None:
        async with self.store.unit() as unit:
            await mail.put_first(unit, [one.id])
        self.found(one.lane)

    async def _is_alarming(self, one: Mail) -> bool:
        incoming = read_safely(self.ports.read, one.payload)
        if incoming is None or incoming.kind is not Kind.TEXT:
            return False
        if len(incoming.text) <= SHORT:
            return self.ports.alarming(incoming.text)
        return await asyncio.to_thread(self.ports.alarming, incoming.text)

    def _remember(self, lane: str, last: int) -> None:
        self._seen[lane] = last
        self._seen.move_to_end(lane)
        if len(self._seen) > MOST_LANES:
            self._seen.popitem(last=False)

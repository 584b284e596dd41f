"""Looks ahead into what waits of somebody who is not listened to at once: words of danger go before all else of theirs."""

from __future__ import annotations

import asyncio
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
AT_ONCE = 8
"""Of these, read without letting others have their turn."""
AGAIN_SECONDS = 1.0


@dataclass
class Lookout:
    """`found(lane)` is told after its words of danger were put first."""

    store: Store
    ports: Ports
    found: Callable[[str], None]
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
        first: list[int] = []
        for start in range(0, len(page), AT_ONCE):
            # Beside the event loop: a long text takes long to read, and others are served meanwhile.
            first += await asyncio.to_thread(self._alarming, page[start : start + AT_ONCE])
        self._remember(lane, page[-1].id)
        if first:
            async with self.store.unit() as unit:
                await mail.put_first(unit, first)
            self.found(lane)
        return True

    def _alarming(self, page: tuple[Mail, ...]) -> list[int]:
        read = ((one.id, read_safely(self.ports.read, one.payload)) for one in page)
        return [
            number for number, one in read if one and one.kind is Kind.TEXT and self.ports.alarming(one.text)
        ]

    def _remember(self, lane: str, last: int) -> None:
        self._seen[lane] = last
        self._seen.move_to_end(lane)
        if len(self._seen) > MOST_LANES:
            self._seen.popitem(last=False)

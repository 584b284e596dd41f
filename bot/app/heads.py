"""The audit log's head, noted where the database's owner cannot change it: in the logs, and in a file of its own.

A log whose end was cut off together with its head looks whole; one of these lines shows that it is not.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.settings import Settings
from bot.store.audit import head_of
from bot.store.audit_check import Seen
from bot.store.unit import Store

_log = structlog.get_logger()
_LINE = re.compile(r"(?P<bot>[0-9]+) (?P<count>[0-9]+) (?P<link>[0-9a-f]{64})")
EVERY_SECONDS = 3600.0


def heads_file(settings: Settings) -> Path:
    return settings.data_dir / "audit-heads"


@dataclass
class Heads:
    """Notes the head of one bot's chain: at the start, each hour, and at the end."""

    store: Store
    path: Path
    _last: int = 0

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.note()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
        await self.note()

    async def note(self) -> None:
        """A full disk or a database that is away keeps nobody from being served."""
        try:
            async with self.store.look() as unit:
                head = await head_of(unit)
            if head and head.count > self._last:
                self._last = head.count
                _log.info("audit_head", lines=head.count, link=head.link)
                _add(self.path, f"{self.store.bot_id} {head.count} {head.link}\n")
        except Exception as error:
            _log.warning("audit_head_not_noted", error=type(error).__name__)


def _add(path: Path, line: str) -> None:
    path.touch(mode=0o600)
    with path.open("a") as out:
        out.write(line)


def read_heads(path: Path) -> dict[int, tuple[Seen, ...]]:
    """Per bot. Lines of a log are as good: what is no head is passed over."""
    found: dict[int, tuple[Seen, ...]] = {}
    for one in _LINE.finditer(path.read_text(errors="replace") if path.exists() else ""):
        bot = int(one["bot"])
        found[bot] = (*found.get(bot, ()), Seen(int(one["count"]), one["link"]))
    return found

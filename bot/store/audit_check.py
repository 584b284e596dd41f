"""Whether the audit log is whole: the first line that was changed, removed, added or put elsewhere."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .audit import BEGINS, CHECKPOINT, FIRST, Head, Line, before_the_chain, head_of, lines, linked
from .tables import audit, audit_heads
from .unit import Unit


@dataclass(frozen=True)
class Found:
    """`kept` lines were read; `broken`: what is wrong, with the number of the first line; empty where all is well."""

    kept: int
    head: Head | None
    broken: str = ""


@dataclass(frozen=True)
class Seen:
    """A head that was noted elsewhere: the chain had this link at this line."""

    count: int
    link: str


async def check(unit: Unit, seen: Iterable[Seen] = ()) -> Found:
    """`seen`: heads kept elsewhere; without any, nobody can tell whether the end was cut off together with the head."""
    head = await head_of(unit)
    if head is None:
        return Found(0, None, await _without_head(unit, tuple(seen)))
    walk = _Walk(unit.bot_id, head, {one.count: one.link for one in seen}, list(unit.keys.audits))
    broken = walk.too_few() or await _walked(unit, walk) or walk.at_the_end()
    return Found(walk.kept, head, broken or await _before(unit, head) or await _behind(unit))


async def bots(connection: AsyncConnection) -> tuple[int, ...]:
    """Those of which something was ever noted."""
    ever = select(audit.c.bot_id).union(select(audit_heads.c.bot_id)).order_by("bot_id")
    return tuple((await connection.execute(ever)).scalars())


async def _without_head(unit: Unit, seen: tuple[Seen, ...]) -> str:
    chained = select(func.count()).where(audit.c.bot_id == unit.bot_id, audit.c.seq.is_not(None))
    if seen:
        return f"line {max(one.count for one in seen)} was there, and the log is empty: its end was cut off"
    return "the head of the log is missing" if (await unit.run(chained)).scalar_one() else ""


async def _walked(unit: Unit, walk: _Walk) -> str:
    before = walk.head.kept_link if walk.head.kept_from > FIRST else await before_the_chain(unit)
    return await walk.through(lines(unit, walk.head.count), before)


async def _before(unit: Unit, head: Head) -> str:
    """Lines from before the chain go together with its first line."""
    old = select(func.count()).where(audit.c.bot_id == unit.bot_id, audit.c.seq.is_(None))
    if head.kept_from > FIRST and (await unit.run(old)).scalar_one():
        return "a line without a number was added"
    return ""


async def _behind(unit: Unit) -> str:
    """One statement: whoever writes meanwhile moves lines and head together."""
    mine = (audit.c.bot_id == unit.bot_id, audit_heads.c.bot_id == unit.bot_id)
    behind = select(func.min(audit.c.seq)).where(*mine, audit.c.seq > audit_heads.c.count)
    first = (await unit.run(behind)).scalar_one()
    return f"line {first} was added behind the head" if first else ""


@dataclass
class _Walk:
    """`keys`: those that can still come, the oldest first: after a newer one no older one links."""

    bot: int
    head: Head
    seen: dict[int, str]
    keys: list[bytes]
    kept: int = 0
    last: str = ""
    checkpoint: int = FIRST

    def too_few(self) -> str:
        cut = max(self.seen, default=0)
        return (
            f"line {cut} was there, and the log ends at {self.head.count}: its end was cut off"
            if cut > self.head.count
            else ""
        )

    async def through(self, every: AsyncIterator[tuple[int, str, Line]], before: str) -> str:
        expected, link = self.head.kept_from, before
        async for seq, stored, line in every:
            if seq != expected:
                return f"line {expected} is missing" if seq > expected else f"line {seq} was added"
            if not self._is_linked(link, seq, line, stored):
                return self._unlinked(seq, line)
            if stored != self.seen.get(seq, stored):
                return f"line {seq} is not the one that was noted elsewhere"
            self._keep(line)
            expected, link = expected + 1, stored
        self.last = link
        return ""

    def _is_linked(self, before: str, seq: int, line: Line, stored: str) -> bool:
        for skipped, key in enumerate(self.keys):
            if hmac.compare_digest(linked(key, self.bot, before, seq, line), stored):
                del self.keys[:skipped]
                return True
        return False

    def _unlinked(self, seq: int, line: Line) -> str:
        if seq == FIRST and line.act == BEGINS:
            return "line 1, or a line from before the chain, was changed"
        return f"line {seq} was changed, or the line before it was"

    def _keep(self, line: Line) -> None:
        self.kept += 1
        word, _, number = line.act.partition(" ")
        if word == CHECKPOINT and number.isdigit():
            self.checkpoint = int(number)

    def at_the_end(self) -> str:
        end = self.head.kept_from + self.kept - 1
        if end != self.head.count or self.last != self.head.link:
            return f"the log ends at line {end}, its head says {self.head.count}: lines were cut off or added"
        if self.checkpoint != self.head.kept_from:
            return f"lines before {self.head.kept_from} are missing without a checkpoint"
        return ""

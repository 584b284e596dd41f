"""`rangkul audit`: whether the log is whole, and what it tells of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.store import audit, audit_check, cases, staff
from bot.store.audit import Line
from bot.store.audit_check import Seen
from bot.store.unit import Store, Unit

from .errors import CommandError
from .heads import heads_file, read_heads
from .wiring import open_store

Tell = Callable[[str], None]


async def verify(settings: Settings, tell: Tell, heads: Path | None) -> None:
    """A line per bot. Raises CommandError with the first broken line; and like `serve`."""
    seen = _seen(settings, heads)
    async with open_store(settings) as (database, keys):
        for bot in sorted({*await _bots(database), *seen}):
            async with Store(database, keys, bot).look() as unit:
                found = await audit_check.check(unit, seen.get(bot, ()))
            if found.broken:
                raise CommandError(f"audit log of bot {bot}: {found.broken}; compare it with a backup")
            head = found.head
            end = f", ends at line {head.count} with {head.link}" if head else ""
            against = len(seen.get(bot, ()))
            tell(f"audit log of bot {bot}: whole, {found.kept} lines{end}, {against} noted heads agree")


def _seen(settings: Settings, heads: Path | None) -> dict[int, tuple[Seen, ...]]:
    if heads and not heads.exists():
        raise CommandError(f"{heads}: there is no such file; give one that `run` wrote, or leave --heads out")
    return read_heads(heads or heads_file(settings))


async def _bots(database: AsyncEngine) -> tuple[int, ...]:
    async with database.connect() as connection:
        return await audit_check.bots(connection)


async def show(settings: Settings, tell: Tell, code: str) -> None:
    """Who did and read what, of one case; looking is noted too. Raises CommandError; and like `serve`."""
    async with open_store(settings) as (database, keys):
        for bot in await _bots(database):
            async with Store(database, keys, bot).unit() as unit:
                case = await cases.by_code(unit, code)
                if case is None:
                    continue
                for line in await _lines(unit, await audit.of_case(unit, case)):
                    tell(line)
                await audit.note_act(unit, datetime.now(UTC), "operator", "audit shown", case_id=case)
                return
    raise CommandError(f"there is no case {code}: it was erased, or the code is mistyped")


async def _lines(unit: Unit, found: Iterable[Line]) -> list[str]:
    return [await _told(unit, line) for line in found]


async def _told(unit: Unit, line: Line) -> str:
    member = await staff.ever(unit, line.staff_id) if line.staff_id else None
    who = f"{line.actor} {line.staff_id} ({member.staff.name})" if member else line.actor
    return f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z  {who}  {line.act}"

"""Mail that made its turn fail three times: listed for the operator, taken up again, or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from .mail import AGAIN, CANCELLED, OPEN, POISONED
from .tables import inbox
from .unit import Unit


@dataclass(frozen=True)
class SetAside:
    """What an operator may know of it: nothing of anybody. `timer` is empty for what came from Telegram."""

    id: int
    timer: str
    received_at: datetime
    since: datetime
    error: str
    emptied: bool
    """Whoever it was about has had it erased: nothing can be tried again."""


async def everything(unit: Unit) -> tuple[SetAside, ...]:
    """The oldest first."""
    found = await unit.run(select(inbox).where(*_mine(unit)).order_by(inbox.c.id))
    return tuple(_shown(row) for row in found)


async def one(unit: Unit, number: int) -> SetAside | None:
    row = (await unit.run(select(inbox).where(*_mine(unit), inbox.c.id == number))).first()
    return _shown(row) if row else None


def _mine(unit: Unit) -> tuple[Any, ...]:
    return inbox.c.bot_id == unit.bot_id, inbox.c.state == POISONED


def _shown(row: Any) -> SetAside:
    emptied = row.payload is None and row.timer is None
    return SetAside(
        row.id, row.timer or "", row.received_at, row.done_at or row.due_at, row.error or "", emptied
    )


async def any_lately(unit: Unit, lane: str, since: datetime, but: int) -> bool:
    """Whether other mail of this lane was set aside since then."""
    others = (inbox.c.lane == lane, inbox.c.done_at >= since, inbox.c.id != but)
    count = select(func.count()).select_from(inbox).where(*_mine(unit), *others)
    return bool((await unit.run(count)).scalar_one())


async def take_up(unit: Unit, found: SetAside, now: datetime) -> bool:
    """Its turn comes after what waits in its lane already: it has its effect in the present.

    False where it is not set aside any more, is emptied, or a newer timer of its name has taken its place.
    """
    if found.emptied or await _has_newer(unit, found):
        return False
    anew = {"state": OPEN, "done_at": None, "failures": 0, "error": AGAIN, "due_at": now, "received_at": now}
    changed = await unit.run(update(inbox).where(*_mine(unit), inbox.c.id == found.id).values(anew))
    return bool(changed.rowcount == 1)


async def _has_newer(unit: Unit, found: SetAside) -> bool:
    if not found.timer:
        return False
    lane = select(inbox.c.lane).where(inbox.c.id == found.id).scalar_subquery()
    same = (inbox.c.bot_id == unit.bot_id, inbox.c.lane == lane, inbox.c.timer == found.timer)
    newer = select(inbox.c.id).where(*same, inbox.c.done_at.is_(None)).limit(1)
    return (await unit.run(newer)).first() is not None


async def give_up(unit: Unit, number: int, now: datetime) -> bool:
    """It is emptied and never tried again; False where it is not set aside."""
    gone = {"state": CANCELLED, "payload": None, "done_at": now}
    changed = await unit.run(update(inbox).where(*_mine(unit), inbox.c.id == number).values(gone))
    return bool(changed.rowcount == 1)

"""What waits, in and out, and whether the database can be written and read: for the operator's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update

from .cases import OPEN as OPEN_CASES
from .letter import OPEN, UNKNOWN
from .mail import POISONED
from .tables import bots, cases, chats, inbox, leases, outbox
from .unit import Unit

SOON = timedelta(minutes=1)
"""What is tried again within this time is late; what waits for longer does so on purpose (quiet hours)."""
_URGENT, _UNCLAIMED = "urgent", "waiting"


@dataclass(frozen=True)
class Queue:
    """How many wait, and since when the oldest does; None where nothing waits."""

    depth: int
    since: datetime | None


@dataclass(frozen=True)
class Waiting:
    """Updates that are not handled, and letters that are not sent."""

    updates: Queue
    letters: Queue


@dataclass(frozen=True)
class Counted:
    """For the metrics: what waits, and what needs somebody's eye."""

    waiting: Waiting
    set_aside: int
    """Updates that could not be handled."""
    unknown: int
    """Letters of which nobody knows whether they arrived."""
    urgent: int
    """Open urgent cases."""
    urgent_unclaimed_since: datetime | None
    leases: tuple[tuple[str, bool], ...]
    """Per duty whether somebody has it."""


async def write_something(unit: Unit, now: datetime) -> None:
    """Only a write shows that there is room for one: a full or read-only disk lets everything else pass."""
    mine = update(bots).where(bots.c.bot_id == unit.bot_id).values(seen_at=now)
    if not (await unit.run(mine)).rowcount:
        await unit.run(unit.insert_new(bots).values(bot_id=unit.bot_id, seen_at=now))


async def waiting(unit: Unit, now: datetime) -> Waiting:
    open_mail = (inbox.c.bot_id == unit.bot_id, inbox.c.done_at.is_(None), inbox.c.timer.is_(None))
    unsent = (
        outbox.c.bot_id == unit.bot_id,
        outbox.c.state.in_(OPEN),
        outbox.c.not_before <= now + SOON,
    )
    return Waiting(
        await _queue(unit, inbox.c.received_at, *open_mail), await _queue(unit, outbox.c.queued_at, *unsent)
    )


async def _queue(unit: Unit, began: Any, *where: Any) -> Queue:
    row = (await unit.run(select(func.count(), func.min(began)).where(*where))).one()
    return Queue(row[0], row[1])


async def counted(unit: Unit, now: datetime) -> Counted:
    mine = cases.c.bot_id == unit.bot_id
    urgent = (mine, cases.c.urgency == _URGENT, cases.c.state.in_(OPEN_CASES))
    unclaimed = (mine, cases.c.urgency == _URGENT, cases.c.state == _UNCLAIMED)
    held = await unit.run(select(leases.c.duty, leases.c.until).where(leases.c.bot_id == unit.bot_id))
    return Counted(
        waiting=await waiting(unit, now),
        set_aside=await _count(unit, inbox.c.bot_id == unit.bot_id, inbox.c.state == POISONED),
        unknown=await _count(unit, outbox.c.bot_id == unit.bot_id, outbox.c.state == UNKNOWN),
        urgent=await _count(unit, *urgent),
        urgent_unclaimed_since=(await _queue(unit, cases.c.opened_at, *unclaimed)).since,
        leases=tuple((row.duty, row.until > now) for row in held),
    )


async def _count(unit: Unit, *where: Any) -> int:
    return int((await unit.run(select(func.count()).where(*where))).scalar_one())


async def sends_until(unit: Unit, duty: str) -> datetime | None:
    """Until when somebody has this duty, or had it; None where nobody ever did."""
    same = (leases.c.bot_id == unit.bot_id, leases.c.duty == duty)
    until: datetime | None = (await unit.run(select(leases.c.until).where(*same))).scalar_one_or_none()
    return until


async def schema(unit: Unit) -> str:
    return str((await unit.run(text("SELECT version_num FROM alembic_version"))).scalar_one())


async def open_one(unit: Unit) -> None:
    """The newest sealed chat is opened, where there is one. Raises SealError where the key is another one."""
    newest = select(chats.c.chat).where(chats.c.bot_id == unit.bot_id).order_by(chats.c.id.desc()).limit(1)
    sealed = (await unit.run(newest)).scalar_one_or_none()
    if sealed is not None:
        unit.keys.installation.open(sealed, "chats.chat")

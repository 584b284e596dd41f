"""After the clock was put back: what was written down by the wrong one does not wait until it is that late again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, or_, select, update

from .letter import QUEUED
from .tables import inbox, outbox
from .unit import Unit

SLACK = timedelta(seconds=2)
"""Clocks of machines may differ by so much."""
LONGEST_PAUSE = timedelta(minutes=1)
"""No message is put off for longer, and no letter by anybody but Telegram, which says so again."""
AT_ONCE = 500


async def bring_near(unit: Unit, now: datetime) -> int:
    """How many rows were moved; call it again until there are none.

    Timers keep the time that they had still to go. Messages keep their order, and letters are due: what holds back
    their sender knows better than they do.
    """
    return await _messages(unit, now) + await _timers(unit, now) + await _letters(unit, now)


async def _messages(unit: Unit, now: datetime) -> int:
    late = or_(inbox.c.received_at > now + SLACK, inbox.c.due_at > now + LONGEST_PAUSE)
    ids = await _some(unit, inbox, inbox.c.timer.is_(None), inbox.c.done_at.is_(None), late)
    # The earliest first: the number says the order from now on.
    if ids:
        await unit.run(update(inbox).where(inbox.c.id.in_(ids)).values(received_at=now, due_at=now))
    return len(ids)


async def _timers(unit: Unit, now: datetime) -> int:
    open_timers = (inbox.c.timer.is_not(None), inbox.c.done_at.is_(None))
    future = (inbox.c.bot_id == unit.bot_id, *open_timers, inbox.c.received_at > now + SLACK)
    found = (await unit.run(select(inbox).where(*future).order_by(inbox.c.id).limit(AT_ONCE))).all()
    for row in found:
        times = {"received_at": now, "due_at": now + max(row.due_at - row.received_at, timedelta(0))}
        await unit.run(update(inbox).where(inbox.c.id == row.id).values(times))
    return len(found)


async def _letters(unit: Unit, now: datetime) -> int:
    ids = await _some(unit, outbox, outbox.c.state == QUEUED, outbox.c.not_before > now + LONGEST_PAUSE)
    if ids:
        await unit.run(update(outbox).where(outbox.c.id.in_(ids)).values(not_before=now))
    return len(ids)


async def _some(unit: Unit, table: Table, *where: Any) -> list[int]:
    mine = (table.c.bot_id == unit.bot_id, *where)
    return [
        row.id for row in await unit.run(select(table.c.id).where(*mine).order_by(table.c.id).limit(AT_ONCE))
    ]

"""The inbox: accepted first, thought about later. Timers are mail with a due time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, select, update

from .seal import SealError
from .tables import inbox
from .unit import Unit

STRIKES = 3
AGAIN = "again"
"""Ends the error of mail that an operator had tried once more."""
OPEN, URGENT, DONE, POISONED, CANCELLED = "open", "urgent", "done", "poisoned", "cancelled"


@dataclass(frozen=True)
class Mail:
    """`payload` is empty where it is `broken`: sealed with another key, or torn."""

    id: int
    lane: str
    timer: str
    payload: dict[str, Any]
    received_at: datetime
    failures: int
    broken: bool = False
    retried: bool = False
    """By an operator, after it had been set aside."""
    urgent: bool = False
    """It goes before all others of its lane."""


@dataclass(frozen=True)
class Arrival:
    """An update that has come; `raw` as Telegram sent it."""

    update_id: int | None
    lane: str
    raw: dict[str, Any]


async def accept(unit: Unit, update_id: int | None, lane: str, raw: dict[str, Any], now: datetime) -> bool:
    """Keep an update; False where it was here before."""
    return (await accept_all(unit, (Arrival(update_id, lane, raw),), now))[0]


async def accept_all(unit: Unit, arrivals: Sequence[Arrival], now: datetime) -> tuple[bool, ...]:
    """Keep them in their order, by one statement: nobody else writes meanwhile. False for what was here before."""
    if not arrivals:
        return ()
    received = {lane: await _not_before_others(unit, lane, now) for lane in {one.lane for one in arrivals}}
    rows = [
        _row(unit, one.lane, received[one.lane], now)
        | {"update_id": one.update_id, "payload": _sealed(unit, one.raw)}
        for one in arrivals
    ]
    made = Counter(row.update_id for row in await unit.run(_kept(unit), rows))
    new = []
    for one in arrivals:
        new.append(made[one.update_id] > 0)
        made[one.update_id] -= 1
    return tuple(new)


def _sealed(unit: Unit, raw: dict[str, Any]) -> bytes:
    return unit.keys.installation.seal(json.dumps(raw).encode(), "inbox.payload")


def _kept(unit: Unit) -> Any:
    return unit.insert_new(inbox).returning(inbox.c.update_id)


async def _not_before_others(unit: Unit, lane: str, now: datetime) -> datetime:
    """A clock that was put back does not let what comes now overtake what waits."""
    last = (await unit.run(_newest(), {"bot": unit.bot_id, "lane_": lane})).scalar()
    return max(now, last) if last else now


@cache
def _newest() -> Select[Any]:
    """Built once. By the index: of ten thousand that wait, one row is read."""
    waits = (
        inbox.c.bot_id == bindparam("bot"),
        inbox.c.lane == bindparam("lane_"),
        inbox.c.done_at.is_(None),
    )
    newest = (inbox.c.due_at.desc(), inbox.c.id.desc())
    return select(inbox.c.received_at).where(*waits, inbox.c.timer.is_(None)).order_by(*newest).limit(1)


def _row(unit: Unit, lane: str, now: datetime, due: datetime) -> dict[str, Any]:
    return {
        "bot_id": unit.bot_id,
        "lane": lane,
        "received_at": now,
        "due_at": due,
        "state": OPEN,
        "failures": 0,
    }


async def due(unit: Unit, lane: str, now: datetime, most: int) -> tuple[Mail, ...]:
    """The lane's oldest mail that is due, in order."""
    found = await unit.run(_due(), {"bot": unit.bot_id, "lane_": lane, "now": now, "most": most})
    return tuple(_mail(unit, row) for row in found)


def _mail(unit: Unit, row: Any) -> Mail:
    payload = _opened(unit, row.payload)
    retried = (row.error or "").endswith(AGAIN)
    broken = payload is None or (row.payload is None and row.timer is None)
    return Mail(
        row.id,
        row.lane,
        row.timer or "",
        payload or {},
        row.received_at,
        row.failures,
        broken,
        retried,
        row.state == URGENT,
    )


@cache
def _due() -> Select[Any]:
    """Built once: building it costs more than running it."""
    mine = (inbox.c.bot_id == bindparam("bot"), inbox.c.lane == bindparam("lane_"))
    open_now = (inbox.c.done_at.is_(None), inbox.c.due_at <= bindparam("now"))
    # A message that failed is tried again after a pause; the ones after it wait with it.
    paused = (inbox.c.done_at.is_(None), inbox.c.due_at > bindparam("now"), inbox.c.failures > 0)
    waits = select(inbox.c.id).where(*mine, *paused, inbox.c.timer.is_(None)).correlate(None).exists()
    order = (inbox.c.state != URGENT, _place(), inbox.c.id)
    # Ids first: only what is taken is read, not everything that waits.
    first = select(inbox.c.id).where(*mine, *open_now, ~waits).order_by(*order).limit(bindparam("most"))
    return select(inbox).where(inbox.c.id.in_(first)).order_by(*order)


def _place() -> Any:
    """Messages keep their order also where one had to be tried again."""
    return case((inbox.c.timer.is_(None), inbox.c.received_at), else_=inbox.c.due_at)


def _opened(unit: Unit, payload: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(unit.keys.installation.open(payload, "inbox.payload")) if payload else {}
    except (SealError, ValueError):
        return None
    return found if isinstance(found, dict) else None


async def ahead(unit: Unit, lane: str, after: int, most: int) -> tuple[Mail, ...]:
    """Messages of the lane that wait, by their ids."""
    mine = (inbox.c.bot_id == unit.bot_id, inbox.c.lane == lane, inbox.c.done_at.is_(None))
    later = (inbox.c.timer.is_(None), inbox.c.id > after)
    found = await unit.run(select(inbox).where(*mine, *later).order_by(inbox.c.id).limit(most))
    return tuple(_mail(unit, row) for row in found)


async def put_first(unit: Unit, ids: Sequence[int]) -> None:
    """They go before all others of their lane."""
    open_now = (inbox.c.id.in_(ids), inbox.c.done_at.is_(None))
    await unit.run(update(inbox).where(*open_now).values(state=URGENT))


async def waits(unit: Unit, now: datetime) -> int:
    """How much is due and not yet done."""
    # Every lane has a name. That it is asked for leads to the index of what is open, not through all that is done.
    mine = (inbox.c.bot_id == unit.bot_id, inbox.c.lane > "")
    open_now = (*mine, inbox.c.done_at.is_(None), inbox.c.due_at <= now)
    return int((await unit.run(select(func.count()).select_from(inbox).where(*open_now))).scalar_one())


async def overdue_lanes(unit: Unit, now: datetime, most: int) -> tuple[str, ...]:
    """Those whose oldest is due for longest first."""
    found = await unit.run(
        select(inbox.c.lane)
        .where(inbox.c.bot_id == unit.bot_id, inbox.c.done_at.is_(None), inbox.c.due_at <= now)
        .group_by(inbox.c.lane)
        .order_by(func.min(inbox.c.due_at))
        .limit(most)
    )
    return tuple(row.lane for row in found)


async def finish(unit: Unit, ids: Sequence[int], now: datetime) -> bool:
    """Mark them done and empty them; False when any was done before: then nothing may happen."""
    done = await unit.run(
        update(inbox)
        .where(inbox.c.id.in_(ids), inbox.c.done_at.is_(None))
        .values(done_at=now, payload=None, state=DONE)
    )
    return bool(done.rowcount == len(ids))


async def strike(
    unit: Unit, mail: Mail, error: str, now: datetime, again: datetime, *, hopeless: bool = False
) -> bool:
    """A failed turn, tried `again` then: True when it is set aside after its last strike (content kept, sealed).

    `hopeless`: trying again would fail alike, so this strike is the last.
    """
    failures = STRIKES if hopeless else mail.failures + 1
    last = failures >= STRIKES
    named = f"{error[:70]} {AGAIN}" if mail.retried else error[:80]
    values: dict[str, Any] = {"failures": failures, "error": named, "due_at": again}
    if last:
        values |= {"done_at": now, "state": POISONED}
    same = (inbox.c.id == mail.id, inbox.c.done_at.is_(None))
    changed = await unit.run(update(inbox).where(*same).values(values))
    return last and bool(changed.rowcount == 1)


async def put_off(unit: Unit, ids: Sequence[int], until: datetime) -> None:
    open_now = (inbox.c.id.in_(ids), inbox.c.done_at.is_(None))
    await unit.run(update(inbox).where(*open_now).values(due_at=until))


async def wake(unit: Unit, lane: str, name: str, at: datetime, now: datetime, argument: str = "") -> None:
    """A timer of this lane; an open one of the same name gives way."""
    await cancel(unit, lane, name, now)
    payload = json.dumps({"argument": argument}).encode() if argument else None
    row = _row(unit, lane, now, at) | {"timer": name}
    if payload:
        row["payload"] = unit.keys.installation.seal(payload, "inbox.payload")
    await unit.run(inbox.insert().values(row))


async def cancel(unit: Unit, lane: str, name: str, now: datetime) -> None:
    """An open timer by its name."""
    await _cancel(unit, lane, now, inbox.c.timer == name)


async def cancel_like(unit: Unit, lane: str, prefix: str, now: datetime) -> None:
    """All open timers whose names begin so."""
    await _cancel(unit, lane, now, inbox.c.timer.like(f"{prefix}%"))


async def cancel_plain(unit: Unit, lane: str, now: datetime) -> None:
    """All open timers whose names have no prefix (`case:...` belongs to the staff's side, `engine:...` to the engine)."""
    await _cancel(unit, lane, now, inbox.c.timer.not_like("%:%"))


async def _cancel(unit: Unit, lane: str, now: datetime, named: Any) -> None:
    mine = (inbox.c.bot_id == unit.bot_id, inbox.c.lane == lane, inbox.c.done_at.is_(None))
    await unit.run(update(inbox).where(*mine, named).values(done_at=now, payload=None, state=CANCELLED))


async def forget(unit: Unit, lane: str) -> None:
    """Of a person who is erased: timers go, whether done or not; mail that was set aside is emptied."""
    mine = (inbox.c.bot_id == unit.bot_id, inbox.c.lane == lane)
    await unit.run(delete(inbox).where(*mine, inbox.c.timer.is_not(None)))
    await unit.run(update(inbox).where(*mine, inbox.c.done_at.is_not(None)).values(payload=None))

"""The audit log: who did or read what, line by line, each bound to the one before it.

A line's `link` is an HMAC over the link before it and the line. Without the key no line can be changed, removed,
added or put elsewhere unnoticed; that the end was not cut off is known from a head that was kept elsewhere (see
`bot/app/heads.py`). Ids only, no words: the log outlives what it tells of.

Lines are written at the very end of a transaction, with the bot's head locked: nobody who holds it waits for
anything else.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, delete, select, update

from .tables import audit, audit_heads, shares
from .unit import Unit

FIRST = 1
BEGINS = "chain_begins"
"""The first line. What was noted before there was a chain is bound into it."""
CHECKPOINT = "checkpoint"
"""`checkpoint N`: lines before N are deleted because of their age; the chain goes on."""
_MOST = 48
_DAY = re.compile(r" \d{4}-\d\d-\d\d$")
_PAGE = 1000


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    act: str
    staff_id: int | None = None
    case_id: int | None = None


async def note_act(
    unit: Unit,
    now: datetime,
    actor: str,
    act: str,
    *,
    staff_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """One line of the audit log: who did or read what, of which case. Written when the unit ends.

    `actor`: staff, applicant, system, operator (the command line) or nobody (somebody without any role).
    """
    unit.at_the_end(_append, Line(now, actor, act[:_MOST], staff_id, case_id))


async def note_now(unit: Unit, now: datetime, actor: str, act: str, *, case_id: int | None = None) -> int:
    """Like `note_act`, for what must point to the line: its id. Everybody else's lines wait until the unit ends."""
    await write_now(unit)
    await _append(unit, (Line(now, actor, act[:_MOST], None, case_id),))
    mine = (
        audit.c.bot_id == unit.bot_id,
        audit_heads.c.bot_id == unit.bot_id,
        audit.c.seq == audit_heads.c.count,
    )
    return int((await unit.run(select(audit.c.id).where(*mine))).scalar_one())


async def prune(unit: Unit, before: datetime, now: datetime) -> int:
    """Delete lines that are older, as the one way the database allows; how many went.

    What somebody's words are still shared on is noted once more, then a checkpoint, so that the chain goes on from
    there and tells what is missing and why.
    """
    rests = await _rests_on(unit, before)
    await write_now(unit)
    head = await _locked_head(unit, now)
    kept_from = await _first_since(unit, before) or head.count + 1
    if kept_from <= head.kept_from:
        return 0
    last = select(audit.c.link).where(audit.c.bot_id == unit.bot_id, audit.c.seq == kept_from - 1)
    kept_link = str((await unit.run(last)).scalar_one())
    again = [row for row in rests if row.seq is None or row.seq < kept_from]
    checkpoint = Line(now, "operator", f"{CHECKPOINT} {kept_from}")
    await _append(unit, (*(_once_more(row, now) for row in again), checkpoint))
    for seq, row in enumerate(again, head.count + 1):
        await _rest_on(unit, row.id, seq)
    await _change_head(unit, kept_from=kept_from, kept_link=kept_link)
    old = (audit.c.seq.is_(None)) | (audit.c.seq < kept_from)
    return int((await unit.run(delete(audit).where(audit.c.bot_id == unit.bot_id, old))).rowcount)


async def _first_since(unit: Unit, before: datetime) -> int | None:
    mine = (audit.c.bot_id == unit.bot_id, audit.c.seq.is_not(None), audit.c.at >= before)
    first = select(audit.c.seq).where(*mine).order_by(audit.c.seq).limit(1)
    found: int | None = (await unit.run(first)).scalar()
    return found


async def _rests_on(unit: Unit, before: datetime) -> Sequence[Any]:
    """Old lines that words are shared on. Locked before the head is: whoever changes these waits for it later."""
    old = (audit.c.at < before) | audit.c.seq.is_(None)
    mine = (
        select(audit).join(shares, shares.c.audit_id == audit.c.id).where(audit.c.bot_id == unit.bot_id, old)
    )
    rows: Sequence[Any] = (await unit.run(mine.order_by(shares.c.id).with_for_update(of=shares))).all()
    return tuple({row.id: row for row in rows}.values())


def _once_more(row: Any, now: datetime) -> Line:
    """With the day it was noted first."""
    day = f" {row.at:%Y-%m-%d}"
    act = row.act if _DAY.search(row.act) else row.act[: _MOST - len(day)] + day
    return Line(now, row.actor, act, row.staff_id, row.case_id)


async def _rest_on(unit: Unit, old: int, seq: int) -> None:
    new = select(audit.c.id).where(audit.c.bot_id == unit.bot_id, audit.c.seq == seq).scalar_subquery()
    await unit.run(update(shares).where(shares.c.audit_id == old).values(audit_id=new))


async def write_now(unit: Unit) -> None:
    """What this unit has noted until here, before it ends."""
    await unit.finish(_append)


@dataclass(frozen=True)
class Head:
    """Where a bot's chain ends (`count`, `link`), and from where on it is kept."""

    count: int
    link: str
    kept_from: int = FIRST
    kept_link: str = ""


async def head_of(unit: Unit) -> Head | None:
    row = (await unit.run(_head(unit))).first()
    return Head(row.count, row.link, row.kept_from, row.kept_link) if row else None


def _head(unit: Unit) -> Select[Any]:
    return select(audit_heads).where(audit_heads.c.bot_id == unit.bot_id)


async def _append(unit: Unit, lines: Sequence[Line]) -> None:
    head = await _locked_head(unit, lines[0].at)
    rows, link = [], head.link
    for seq, line in enumerate(lines, head.count + 1):
        link = linked(unit.keys.audits[-1], unit.bot_id, link, seq, line)
        rows.append(_row(unit, line) | {"seq": seq, "link": link})
    await unit.run(audit.insert(), rows)
    await _change_head(unit, count=head.count + len(rows), link=link)


async def _locked_head(unit: Unit, now: datetime) -> Head:
    """Nobody else appends until this unit ends: PostgreSQL by the row's lock, SQLite has one writer."""
    row = (await unit.run(_head(unit).with_for_update())).first()
    if row is None:
        empty = {"bot_id": unit.bot_id, "count": 0, "link": "", "kept_from": FIRST, "kept_link": ""}
        await unit.run(unit.insert_new(audit_heads).values(empty))
        row = (await unit.run(_head(unit).with_for_update())).one()
    if row.count:
        return Head(row.count, row.link, row.kept_from, row.kept_link)
    return await _begin(unit, now)


async def _begin(unit: Unit, now: datetime) -> Head:
    line, key = Line(now, "system", BEGINS), unit.keys.audits[-1]
    link = linked(key, unit.bot_id, await before_the_chain(unit), FIRST, line)
    await unit.run(audit.insert().values(_row(unit, line) | {"seq": FIRST, "link": link}))
    await _change_head(unit, count=FIRST, link=link)
    return Head(FIRST, link)


async def _change_head(unit: Unit, **values: object) -> None:
    await unit.run(update(audit_heads).where(audit_heads.c.bot_id == unit.bot_id).values(values))


async def before_the_chain(unit: Unit) -> str:
    """A digest of the lines that were noted before there was a chain."""
    digest = sha256()
    mine = (audit.c.bot_id == unit.bot_id, audit.c.seq.is_(None))
    for row in await unit.run(select(audit).where(*mine).order_by(audit.c.id)):
        digest.update(_told(unit.bot_id, 0, _line(row)))
    return digest.hexdigest()


def linked(key: bytes, bot: int, before: str, seq: int, line: Line) -> str:
    return hmac.new(key, before.encode() + _told(bot, seq, line), sha256).hexdigest()


def _told(bot: int, seq: int, line: Line) -> bytes:
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    every = [bot, seq, at, line.actor, line.staff_id, line.case_id, line.act]
    return json.dumps(every, separators=(",", ":")).encode() + b"\n"


def _row(unit: Unit, line: Line) -> dict[str, Any]:
    return {
        "bot_id": unit.bot_id,
        "at": line.at,
        "actor": line.actor,
        "act": line.act,
        "staff_id": line.staff_id,
        "case_id": line.case_id,
    }


def _line(row: Any) -> Line:
    return Line(row.at, row.actor, row.act, row.staff_id, row.case_id)


async def lines(unit: Unit, last: int) -> AsyncIterator[tuple[int, str, Line]]:
    """Number, link and content of every line of the chain until `last`, in order."""
    after = 0
    while rows := (await unit.run(_page(unit, after, last))).all():
        for row in rows:
            yield row.seq, row.link, _line(row)
        after = rows[-1].seq


def _page(unit: Unit, after: int, last: int) -> Select[Any]:
    mine = (audit.c.bot_id == unit.bot_id, audit.c.seq > after, audit.c.seq <= last)
    return select(audit).where(*mine).order_by(audit.c.seq).limit(_PAGE)


async def of_case(unit: Unit, case_id: int) -> tuple[Line, ...]:
    mine = (audit.c.bot_id == unit.bot_id, audit.c.case_id == case_id)
    return _lines(await unit.run(select(audit).where(*mine).order_by(audit.c.id)))


async def newest(unit: Unit, most: int) -> tuple[Line, ...]:
    """The last lines, in order."""
    mine = select(audit).where(audit.c.bot_id == unit.bot_id)
    return _lines(await unit.run(mine.order_by(audit.c.id.desc()).limit(most)))[::-1]


def _lines(rows: Iterable[Any]) -> tuple[Line, ...]:
    return tuple(_line(row) for row in rows)

"""The outbox: calls written in the turn's transaction, sent in order per queue by one sender."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, literal_column, select, update

from .letter import (
    BLOCKED,
    OPEN,
    QUEUED,
    RECALLED,
    REFUSED,
    SENDING,
    SENT,
    UNKNOWN,
    Letter,
    Row,
    row_of,
    values,
)
from .tables import cases, leases, outbox, relays, shares
from .unit import Unit

# The states of a letter are spoken of as the outbox's.
__all__ = ["BLOCKED", "OPEN", "QUEUED", "RECALLED", "REFUSED", "SENDING", "SENT", "UNKNOWN"]
# In the words of the index: with parameters in their place, SQLite reads every letter that was ever sent.
_IS_OPEN = outbox.c.state.in_([literal_column(f"'{state}'") for state in OPEN])
_IN_QUEUE = (outbox.c.queue > "", _IS_OPEN)
"""Every queue has a name; that it is asked for leads SQLite to that index where there are others of the bot."""


async def add(unit: Unit, letters: Iterable[Letter], now: datetime) -> None:
    """In the order given."""
    every = await _resting(unit, tuple(letters))
    names = [letter.replaces for letter in every if letter.replaces]
    if names:
        mine = (outbox.c.bot_id == unit.bot_id, outbox.c.replaces.in_(names), outbox.c.state == QUEUED)
        await unit.run(delete(outbox).where(*mine, *_IN_QUEUE))
    if every:
        await unit.run(outbox.insert(), [values(unit, letter, now) for letter in every])


async def _resting(unit: Unit, letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Words about a case go out on what its sharing rests on; where it rests on nothing, the database refuses them."""
    about = {letter.case for letter in letters if letter.case and not letter.wordless}
    if not about:
        return letters
    same = shares.c.engagement_id == cases.c.engagement_id
    asked = select(cases.c.id, shares.c.id.label("share")).join(shares, same).where(cases.c.id.in_(about))
    found = {row.id: row.share for row in await unit.run(asked)}
    return tuple(
        letter if letter.wordless else replace(letter, share=found.get(letter.case or 0))
        for letter in letters
    )


async def heads(unit: Unit, now: datetime, busy: Collection[str], most: int) -> tuple[Row, ...]:
    """The first unsent row of each queue that is not busy and need not wait."""
    given = {"bot": unit.bot_id, "now": now, "busy": tuple(busy), "most": most}
    # Whoever changes one of them at this moment is left to finish: what is claimed is what was read.
    found = await unit.run(_heads().with_for_update(skip_locked=True), given)
    return tuple(row_of(unit, row) for row in found)


async def is_waiting(unit: Unit, now: datetime, busy: Collection[str]) -> bool:
    """Whether `heads` would find anything."""
    given = {"bot": unit.bot_id, "now": now, "busy": tuple(busy), "most": 1}
    return (await unit.run(_heads().with_only_columns(outbox.c.id), given)).first() is not None


@cache
def _heads() -> Select[Any]:
    """Built once: building it costs more than running it."""
    first = (
        select(func.min(outbox.c.id))
        .where(
            outbox.c.bot_id == bindparam("bot"),
            _IS_OPEN,
            outbox.c.queue.not_in(bindparam("busy", expanding=True)),
        )
        .group_by(outbox.c.queue)
    )
    ready = (outbox.c.not_before <= bindparam("now"), outbox.c.state == QUEUED)
    order = (outbox.c.fate != "emergency", outbox.c.fate.not_in(("card", "topic")), outbox.c.id)
    return select(outbox).where(outbox.c.id.in_(first), *ready).order_by(*order).limit(bindparam("most"))


async def next_due(unit: Unit, now: datetime) -> datetime | None:
    """When the next row that has to wait may be sent, of those that are the first of their queues."""
    due: datetime | None = (await unit.run(_next_due(), {"bot": unit.bot_id, "now": now})).scalar_one()
    return due


@cache
def _next_due() -> Select[Any]:
    first = select(func.min(outbox.c.id)).where(outbox.c.bot_id == bindparam("bot"), _IS_OPEN)
    waits = (outbox.c.state == QUEUED, outbox.c.not_before > bindparam("now"))
    return select(func.min(outbox.c.not_before)).where(
        outbox.c.id.in_(first.group_by(outbox.c.queue)), *waits
    )


async def claim(unit: Unit, ids: Sequence[int], duty: str, fence: int) -> bool:
    """Said before it is sent: after a crash its fate is known to be unclear. False when the fence is outdated."""
    if not ids:
        return True
    held = (
        select(leases.c.fence)
        .where(leases.c.bot_id == unit.bot_id, leases.c.duty == duty, leases.c.fence == fence)
        .exists()
    )
    claimed = await unit.run(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.state == QUEUED, held)
        .values(state=SENDING, attempts=outbox.c.attempts + 1)
    )
    return bool(claimed.rowcount == len(ids))


async def interrupted(unit: Unit) -> tuple[Row, ...]:
    """Rows that a sender before us had in its hands."""
    mine = (outbox.c.bot_id == unit.bot_id, outbox.c.state == SENDING, *_IN_QUEUE)
    found = await unit.run(select(outbox).where(*mine).order_by(outbox.c.id))
    return tuple(row_of(unit, row) for row in found)


async def close(
    unit: Unit,
    row_id: int,
    state: str,
    *,
    message: int | None = None,
    at: datetime | None = None,
    keep: bool = False,
) -> bool:
    """It leaves the queue, and is emptied unless somebody may ask to send it again; False where it is gone."""
    values: dict[str, Any] = {"state": state, "telegram_message": message, "sent_at": at}
    if not keep:
        values["payload"] = None
    changed = await unit.run(update(outbox).where(outbox.c.id == row_id).values(values))
    return bool(changed.rowcount)


async def postpone(unit: Unit, row: Row, until: datetime, *, counts: bool) -> None:
    """From the sender's hands back into its queue, unless its chat was stopped meanwhile.

    `counts`: this try is one of its tries.
    """
    attempts = row.attempts + 1 if counts else row.attempts
    values = {"state": QUEUED, "not_before": until, "attempts": attempts}
    in_hand = (outbox.c.id == row.id, outbox.c.state == SENDING)
    back = await unit.run(update(outbox).where(*in_hand, outbox.c.payload.is_not(None)).values(values))
    if back.rowcount == 0:
        await unit.run(update(outbox).where(*in_hand).values(state=RECALLED))


async def hold(unit: Unit, row_id: int, until: datetime) -> None:
    """It stays in its queue and leaves its place in this round to others."""
    waits = (outbox.c.id == row_id, outbox.c.state == QUEUED)
    await unit.run(update(outbox).where(*waits).values(not_before=until))


async def sent_to(unit: Unit, chat_key: str, since: datetime) -> tuple[int, ...]:
    """Telegram's ids of what reached a chat since then; of an album each one."""
    sent = select(outbox.c.telegram_message).where(
        outbox.c.bot_id == unit.bot_id,
        outbox.c.chat_key == chat_key,
        outbox.c.telegram_message.is_not(None),
        outbox.c.sent_at >= since,
    )
    mirrored = select(relays.c.message).where(
        relays.c.bot_id == unit.bot_id, relays.c.chat_key == chat_key, relays.c.at >= since
    )
    found = await unit.run(sent.union(mirrored))
    return tuple(row.telegram_message for row in found)


async def send_again(unit: Unit, row_id: int, engagement: int, now: datetime) -> bool:
    """A row of unknown fate goes out once more; False where it is none of this engagement's."""
    mine = (
        outbox.c.bot_id == unit.bot_id,
        outbox.c.id == row_id,
        outbox.c.engagement_id == engagement,
        outbox.c.state == UNKNOWN,
        outbox.c.payload.is_not(None),
    )
    changed = await unit.run(update(outbox).where(*mine).values(state=QUEUED, not_before=now, attempts=0))
    return bool(changed.rowcount == 1)


async def reanchor(unit: Unit, row_id: int, anchor: str) -> None:
    in_hand = (outbox.c.id == row_id, outbox.c.state == SENDING)
    await unit.run(update(outbox).where(*in_hand).values(anchor=anchor))


async def sent_after(unit: Unit, chat_key: str, message: int) -> tuple[int, ...]:
    """Telegram's ids of what reached a chat after that message, the newest hundred."""
    sent = select(outbox.c.telegram_message).where(
        outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == chat_key, outbox.c.telegram_message > message
    )
    mirrored = select(relays.c.message).where(
        relays.c.bot_id == unit.bot_id, relays.c.chat_key == chat_key, relays.c.message > message
    )
    found = await unit.run(sent.union(mirrored))
    return tuple(sorted((row.telegram_message for row in found), reverse=True)[:100])

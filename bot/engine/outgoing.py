"""The outbox: calls written in the turn's transaction, sent in order per chat by one sender."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.engine.ports import Call, Fate, Outcome, Result
from bot.store.seal import Keys
from bot.store.tables import outbox

PLACE = "outbox.payload"
MOST_ORDINARY = 2
WINDOW = timedelta(hours=48)


@dataclass(frozen=True)
class Row:
    id: int
    chat: str
    call: Call
    attempts: int


async def queue(
    connection: AsyncConnection, keys: Keys, bot_id: int, chat: str, calls: Iterable[Call], now: datetime
) -> None:
    for call in calls:
        sealed = keys.installation.seal(json.dumps(call.params).encode(), PLACE)
        await connection.execute(
            outbox.insert().values(
                bot_id=bot_id,
                chat=chat,
                kind=call.fate.value,
                method=call.method,
                payload=sealed,
                state="queued",
                attempts=0,
                not_before=now,
            )
        )


async def heads(engine: AsyncEngine, keys: Keys, bot_id: int, now: datetime, busy: set[str]) -> list[Row]:
    """The first unsent row of each chat that may be sent now."""
    async with engine.connect() as connection:
        found = await connection.execute(
            select(outbox)
            .where(outbox.c.bot_id == bot_id, outbox.c.state.in_(("queued", "sending")))
            .order_by(outbox.c.id)
            .limit(500)
        )
        seen: set[str] = set(busy)
        ready = []
        for row in found:
            if row.chat in seen:
                continue
            seen.add(row.chat)
            if _aware(row.not_before) <= now:
                params = json.loads(keys.installation.open(row.payload, PLACE))
                ready.append(Row(row.id, row.chat, Call(row.method, params, Fate(row.kind)), row.attempts))
        return ready


def _aware(at: datetime) -> datetime:
    """SQLite gives times back without their zone: they are UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def claim(engine: AsyncEngine, row: Row) -> bool:
    """Said before it is sent: after a crash its fate is known to be unclear. False: given up, sent often enough."""
    if row.call.fate is Fate.ORDINARY and row.attempts >= MOST_ORDINARY:
        await _set(engine, row, state="unknown", payload=None)
        return False
    await _set(engine, row, state="sending", attempts=row.attempts + 1)
    return True


async def settle(engine: AsyncEngine, row: Row, outcome: Outcome, now: datetime, pause: float) -> None:
    """What the answer means for this row, by its kind."""
    if outcome.result in (Result.SENT, Result.DONE):
        await _set(engine, row, state="sent", payload=None, telegram_message=outcome.message, sent_at=now)
    elif outcome.result in (Result.LATER, Result.UNAVAILABLE):
        # Surely not sent: this try does not count.
        wait = outcome.seconds if outcome.result is Result.LATER else pause
        await _set(
            engine, row, state="queued", attempts=row.attempts, not_before=now + timedelta(seconds=wait)
        )
    elif outcome.result is Result.BLOCKED:
        async with engine.begin() as connection:
            await connection.execute(
                update(outbox)
                .where(outbox.c.chat == row.chat, outbox.c.state.in_(("queued", "sending")))
                .values(state="blocked", payload=None)
            )
    elif outcome.result is Result.REFUSED:
        await _set(engine, row, state="refused", payload=None)
    else:
        await _set(engine, row, state="queued", not_before=now + timedelta(seconds=pause))


async def _set(engine: AsyncEngine, row: Row, **values: object) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))


async def recall(connection: AsyncConnection, chat: str, now: datetime) -> tuple[int, ...]:
    """Stop what is on its way to a chat; the ids of what reached it in the last 48 hours."""
    await connection.execute(
        update(outbox)
        .where(outbox.c.chat == chat, outbox.c.state == "queued")
        .values(state="recalled", payload=None)
    )
    found = await connection.execute(
        select(outbox.c.telegram_message).where(
            outbox.c.chat == chat, outbox.c.telegram_message.is_not(None), outbox.c.sent_at >= now - WINDOW
        )
    )
    return tuple(row.telegram_message for row in found)

"""The inbox: accepted first, thought about later. Timers are mail with a due time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.seal import Keys
from bot.store.tables import inbox

PLACE = "inbox.payload"
STRIKES = 3


@dataclass(frozen=True)
class Mail:
    id: int
    lane: str
    timer: str | None
    payload: dict[str, Any]
    received_at: datetime
    failures: int


def chat_of(raw: dict[str, Any]) -> int | None:
    """The chat that an update belongs to, whatever its shape."""
    for part in raw.values():
        if isinstance(part, dict):
            holder = part.get("message") if isinstance(part.get("message"), dict) else part
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
            sender = part.get("from")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return None


async def accept(
    engine: AsyncEngine, keys: Keys, bot_id: int, raw: dict[str, Any], now: datetime
) -> str | None:
    """Keep an update; its lane, or None where it was here before. Returning means: it is committed."""
    chat = chat_of(raw)
    lane = keys.find("chat", chat) if chat is not None else "nobody"
    sealed = keys.installation.seal(json.dumps(raw).encode(), PLACE)
    row = {
        "bot_id": bot_id,
        "update_id": raw.get("update_id"),
        "lane": lane,
        "payload": sealed,
        "received_at": now,
        "due_at": now,
        "failures": 0,
    }
    try:
        async with engine.begin() as connection:
            await connection.execute(inbox.insert().values(row))
    except IntegrityError:
        return None
    return lane


async def next_mail(
    connection: AsyncConnection, keys: Keys, bot_id: int, lane: str, now: datetime
) -> Mail | None:
    row = (
        await connection.execute(
            select(inbox)
            .where(
                inbox.c.bot_id == bot_id,
                inbox.c.lane == lane,
                inbox.c.done_at.is_(None),
                inbox.c.due_at <= now,
            )
            .order_by(inbox.c.due_at, inbox.c.id)
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    payload = json.loads(keys.installation.open(row.payload, PLACE)) if row.payload else {}
    return Mail(row.id, row.lane, row.timer, payload, row.received_at, row.failures)


async def overdue_lanes(engine: AsyncEngine, bot_id: int, now: datetime) -> list[str]:
    async with engine.connect() as connection:
        found = await connection.execute(
            select(inbox.c.lane)
            .where(inbox.c.bot_id == bot_id, inbox.c.done_at.is_(None), inbox.c.due_at <= now)
            .distinct()
        )
        return [row.lane for row in found]


async def finish(connection: AsyncConnection, mail: Mail, now: datetime, error: str | None = None) -> bool:
    """Mark it done and empty it; False when somebody else did so before."""
    done = await connection.execute(
        update(inbox)
        .where(inbox.c.id == mail.id, inbox.c.done_at.is_(None))
        .values(done_at=now, payload=None, error=error)
    )
    return bool(done.rowcount == 1)


async def strike(engine: AsyncEngine, mail: Mail, error: str, now: datetime) -> bool:
    """A failed turn: True when the mail is set aside after its last strike (its content is kept)."""
    last = mail.failures + 1 >= STRIKES
    async with engine.begin() as connection:
        values = {"failures": mail.failures + 1, "error": error[:80], **({"done_at": now} if last else {})}
        await connection.execute(update(inbox).where(inbox.c.id == mail.id).values(values))
    return last

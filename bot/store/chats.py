"""Chats that the bot has met: which are blocked, and which groups were told that it answers in private only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from .tables import chats
from .unit import Unit

_CHAT = "chats.chat"


async def meet(unit: Unit, chat: int, kind: str) -> None:
    """Note a chat that was unknown until now."""
    row = {
        "bot_id": unit.bot_id,
        "chat_key": unit.keys.find("chat", chat),
        "chat": unit.keys.installation.seal(str(chat).encode(), _CHAT),
        "kind": kind,
    }
    await unit.run(unit.insert_new(chats).values(row))


async def is_open(unit: Unit, chat_key: str) -> bool:
    """Whether somebody once opened this chat and has not blocked the bot since."""
    row = (await unit.run(_mine(unit, chat_key))).first()
    return row is not None and row.blocked_at is None


async def where(unit: Unit, chat_key: str) -> int | None:
    """Telegram's id of a chat that we have met."""
    row = (await unit.run(_mine(unit, chat_key))).first()
    return int(unit.keys.installation.open(row.chat, _CHAT)) if row else None


def _mine(unit: Unit, chat_key: str) -> Select[Any]:
    return select(chats).where(chats.c.bot_id == unit.bot_id, chats.c.chat_key == chat_key)


async def set_blocked(unit: Unit, chat_key: str, blocked_at: datetime | None) -> bool:
    """True when this is news."""
    news = chats.c.blocked_at.is_(None) if blocked_at else chats.c.blocked_at.is_not(None)
    changed = await unit.run(
        update(chats)
        .where(chats.c.bot_id == unit.bot_id, chats.c.chat_key == chat_key, news)
        .values(blocked_at=blocked_at)
    )
    return bool(changed.rowcount == 1)


async def blocked(unit: Unit, keys: Iterable[str]) -> frozenset[str]:
    found = await unit.run(
        select(chats.c.chat_key).where(
            chats.c.bot_id == unit.bot_id, chats.c.chat_key.in_(tuple(keys)), chats.c.blocked_at.is_not(None)
        )
    )
    return frozenset(row.chat_key for row in found)


async def tell_once(unit: Unit, chat_key: str, now: datetime, not_since: datetime) -> bool:
    """True when this chat was told nothing since then; it counts as told now."""
    changed = await unit.run(
        update(chats)
        .where(
            chats.c.bot_id == unit.bot_id,
            chats.c.chat_key == chat_key,
            or_(chats.c.told_at.is_(None), chats.c.told_at < not_since),
        )
        .values(told_at=now)
    )
    return bool(changed.rowcount == 1)


async def forget(unit: Unit, chat_key: str) -> None:
    await unit.run(delete(chats).where(chats.c.bot_id == unit.bot_id, chats.c.chat_key == chat_key))

"""Deletions of one job (an erasure, words taken back): what is under way, and what Telegram would not delete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from .letter import BLOCKED, OPEN, REFUSED, UNKNOWN, row_of
from .messages import Place
from .tables import outbox, relays
from .unit import Unit

_LEFT = (REFUSED, UNKNOWN, BLOCKED)
_GONE = "gone"
"""The fate of letters that take words off a screen."""


@dataclass(frozen=True)
class Shown:
    """A message of ours about an engagement; `copy`: it mirrors one of a person's."""

    place: Place
    at: datetime
    wordless: bool
    copy: bool


async def shown(unit: Unit, engagement: int) -> tuple[Shown, ...]:
    """Every one that was sent, in any chat, the oldest first."""
    found = await unit.run(select(relays).where(relays.c.engagement_id == engagement).order_by(relays.c.id))
    return tuple(
        Shown(Place(row.chat_key, row.message), row.at, row.wordless, row.source_key is not None)
        for row in found
    )


def _of_job(unit: Unit, job: str) -> tuple[Any, ...]:
    return (outbox.c.bot_id == unit.bot_id, outbox.c.job == job, outbox.c.fate == _GONE)


async def is_under_way(unit: Unit, job: str, chat_key: str = "") -> bool:
    """Whether a deletion of this job still waits (in one chat, or in any)."""
    here = (outbox.c.chat_key == chat_key,) if chat_key else ()
    asked = select(outbox.c.id).where(*_of_job(unit, job), *here, outbox.c.state.in_(OPEN)).limit(1)
    return (await unit.run(asked)).first() is not None


async def left(unit: Unit, job: str, chat_key: str) -> tuple[int, ...]:
    """Messages in this chat that Telegram would neither delete nor change."""
    mine = (*_of_job(unit, job), outbox.c.chat_key == chat_key, outbox.c.state.in_(_LEFT))
    rows = [row_of(unit, row) for row in await unit.run(select(outbox).where(*mine).order_by(outbox.c.id))]
    found = (row.letter.params.get("message_id") for row in rows)
    return tuple(one for one in found if isinstance(one, int))


async def count_left(unit: Unit, job: str) -> int:
    asked = select(func.count()).select_from(outbox).where(*_of_job(unit, job), outbox.c.state.in_(_LEFT))
    return int((await unit.run(asked)).scalar_one())


async def drop_views(unit: Unit, engagement: int) -> None:
    """Full views and other bubbles with words for staff that still wait: what they say has just been taken back."""
    views = (
        outbox.c.engagement_id == engagement,
        outbox.c.share_id.is_not(None),
        outbox.c.source_key.is_(None),
        outbox.c.method == "sendMessage",
        outbox.c.fate != "card",
    )
    await unit.run(outbox.delete().where(*views, outbox.c.state.in_(OPEN)))

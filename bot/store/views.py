"""What a member of staff has on their own screen of people they helped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from .messages import WINDOW
from .post import QUEUED, RECALLED, SENDING
from .tables import applicants, engagements, outbox, relays
from .unit import Unit

ARRIVES_WITHIN = timedelta(seconds=30)
"""How long a message can be on its way."""


async def of_others(unit: Unit, chat_key: str, now: datetime) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Messages in this private chat about anybody but its owner: those that can be deleted, and older ones."""
    found = await unit.run(
        select(relays.c.message, relays.c.at)
        .join(engagements, engagements.c.id == relays.c.engagement_id)
        .join(applicants, applicants.c.id == engagements.c.applicant_id)
        .where(
            relays.c.bot_id == unit.bot_id,
            relays.c.chat_key == chat_key,
            applicants.c.person_key != chat_key,
        )
        .order_by(relays.c.id)
    )
    rows = found.all()
    young = tuple(row.message for row in rows if row.at > now - WINDOW)
    return young, tuple(row.message for row in rows if row.at <= now - WINDOW)


async def recall(unit: Unit, chat_key: str) -> None:
    """What waits for this chat about somebody's case is not sent, and not repeated."""
    about = (outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == chat_key, outbox.c.case_id.is_not(None))
    gone = {"state": RECALLED, "payload": None}
    await unit.run(update(outbox).where(*about, outbox.c.state == QUEUED).values(gone))
    await unit.run(update(outbox).where(*about, outbox.c.state == SENDING).values(payload=None))

"""A person's rows go, and whatever else names them: for the replay of erasures, and when their time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from . import chats, mail, recall
from .tables import applicants, engagements, inbox, outbox
from .unit import Unit


async def forget(unit: Unit, lane: str, at: datetime) -> bool:
    """True where they were there. Their data key is among what goes."""
    mine = select(applicants.c.id).where(applicants.c.bot_id == unit.bot_id, applicants.c.person_key == lane)
    about = select(engagements.c.id).where(engagements.c.applicant_id.in_(mine))
    for row in (await unit.run(about)).all():
        await recall.forget(unit, row.id)
    gone = await unit.run(delete(applicants).where(applicants.c.id.in_(mine)))
    waits = (inbox.c.bot_id == unit.bot_id, inbox.c.lane == lane, inbox.c.done_at.is_(None))
    emptied = {"done_at": at, "state": mail.CANCELLED, "payload": None}
    await unit.run(update(inbox).where(*waits, inbox.c.timer.is_(None)).values(emptied))
    await mail.forget(unit, lane)
    await chats.forget(unit, lane)
    to_them = (outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == lane)
    await unit.run(update(outbox).where(*to_them).values(payload=None))
    return bool(gone.rowcount)

"""What waits longest, in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from .letter import OPEN
from .tables import inbox, outbox
from .unit import Unit

SOON = timedelta(minutes=1)
"""What is tried again within this time is late; what waits for longer does so on purpose (quiet hours)."""


@dataclass(frozen=True)
class Waiting:
    """When the oldest update that is not handled came, and the row that is longest unsent; None where nothing waits."""

    update_since: datetime | None
    unsent_row: int | None


async def oldest(unit: Unit, now: datetime) -> Waiting:
    open_mail = (inbox.c.bot_id == unit.bot_id, inbox.c.done_at.is_(None), inbox.c.timer.is_(None))
    unsent = (
        outbox.c.bot_id == unit.bot_id,
        outbox.c.state.in_(OPEN),
        outbox.c.not_before <= now + SOON,
    )
    return Waiting(
        (await unit.run(select(func.min(inbox.c.received_at)).where(*open_mail))).scalar_one(),
        (await unit.run(select(func.min(outbox.c.id)).where(*unsent))).scalar_one(),
    )

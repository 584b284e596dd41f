"""What may honestly be promised about time."""

from __future__ import annotations

from datetime import datetime

from bot.directory.agency import Agency
from bot.directory.hours import Moment, opening_state, promised_answer, public_holidays
from bot.situation.speech import Text

from .spoken import spoken


def promised(agency: Agency, now: datetime) -> datetime | None:
    """Until when a worker has read what is handed over now; None where the agency has no opening hours."""
    settings = agency.settings
    closed = public_holidays((now.year, now.year + 1), settings.closed_on_joint_leave)
    moment: Moment | None = promised_answer(
        settings.schedules, now, settings.answer_promise, settings.time_zone, closed
    )
    return moment.at if moment else None


def next_opening(agency: Agency, now: datetime) -> datetime | None:
    """None while the agency is open (or where it has no hours)."""
    settings = agency.settings
    closed = public_holidays((now.year, now.year + 1), settings.closed_on_joint_leave)
    state = opening_state(settings.schedules, now, settings.time_zone, closed)
    return state.next_opening.at if state.next_opening else None


def when(agency: Agency, at: datetime | None, now: datetime) -> Text:
    return spoken(at, now, agency.settings.time_zone) if at else Text(id="when-unknown")

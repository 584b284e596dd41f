"""The agency's hours as the staff side needs them: is anybody there, and until when is it read."""

from __future__ import annotations

from datetime import datetime

from bot.directory.agency import Agency
from bot.directory.hours import opening_state, promised_answer, public_holidays


def is_open(agency: Agency, now: datetime) -> bool:
    settings = agency.settings
    closed = public_holidays((now.year, now.year + 1), settings.closed_on_joint_leave)
    return opening_state(settings.schedules, now, settings.time_zone, closed).open_now


def read_by(agency: Agency, now: datetime) -> datetime | None:
    """Until when somebody will have read what waits from now on; None where the agency has no hours."""
    settings = agency.settings
    closed = public_holidays((now.year, now.year + 1), settings.closed_on_joint_leave)
    promise = promised_answer(settings.schedules, now, settings.answer_promise, settings.time_zone, closed)
    return promise.at if promise else None

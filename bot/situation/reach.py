"""Whether words may appear on the applicant's screen now: what they said about being contacted is kept."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from .facts import Slot
from .frame import Frame

HERE = timedelta(minutes=30)
"""Somebody who wrote within this time is at the phone: an answer is what they wait for."""
_WINDOWS = {"morning": (6, 11), "noon": (11, 15), "evening": (15, 19), "hours": (0, 0), "never": (0, 0)}
"""Clock hours of the windows that are offered. "Only at certain hours" and "never": not before they write."""


def may_reach(frame: Frame, now: datetime, zone: tzinfo) -> bool:
    """After a quick exit never, until they go on by themselves; outside the agreed window only while they are here."""
    if frame.quiet:
        return False
    if frame.last_written is not None and now - frame.last_written <= HERE:
        return True
    window = _WINDOWS.get(str(frame.value(Slot.CONTACT_WINDOW)))
    if window is None:
        return True
    first, last = window
    return first <= now.astimezone(zone).hour < last

"""What a person agrees to, purpose by purpose. Whoever does something for a purpose asks here first, and nowhere else."""

from __future__ import annotations

from enum import StrEnum

from .frame import Frame


class Purpose(StrEnum):
    STORE = "store"
    """Keep what they write."""
    SHARE = "share"
    """Show it to the agency's staff."""
    REMINDERS = "reminders"
    """Write to them by ourselves about their own matter."""
    ANNOUNCEMENTS = "announcements"
    """Write to them about services and news."""


def may(frame: Frame, purpose: Purpose) -> bool:
    """Silence is no consent."""
    return frame.consents.get(purpose) is True


def may_read_all(frame: Frame) -> bool:
    """Also what was written before: not so where somebody refused that, and later asked for a person."""
    return may(frame, Purpose.SHARE) and not frame.shared_from_now

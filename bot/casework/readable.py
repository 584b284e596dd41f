"""Whether staff may read what a person wrote, and whether the group may."""

from __future__ import annotations

from bot.situation.case import Case
from bot.situation.consent import may_read_all
from bot.situation.facts import Slot
from bot.situation.frame import Frame
from bot.situation.needed import needed_only
from bot.situation.needs import Need

_QUIET_WINDOWS = frozenset({"never", "morning", "noon", "evening", "hours"})


def readable(frame: Frame) -> Frame | None:
    """What staff may read of it: all with consent; what is needed where a life is in danger (told beforehand as the one
    exception); else nothing."""
    if may_read_all(frame):
        return frame
    return needed_only(frame, frame.danger) if frame.danger else None


def may_read(frame: Frame) -> bool:
    return readable(frame) is not None


def is_confidential(frame: Frame, case: Case) -> bool:
    """Violence and children: the group sees a teaser, the words open privately after the claim."""
    needs = frame.value(Slot.NEEDS)
    violence = isinstance(needs, list) and Need.VIOLENCE.value in needs
    return case.confidential or frame.confidential or frame.child or violence


def asks_for_quiet(frame: Frame) -> bool:
    """Whether there are hours at which they do not want to be written to."""
    return frame.value(Slot.CONTACT_WINDOW) in _QUIET_WINDOWS

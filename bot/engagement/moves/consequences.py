"""Answers that change what must happen now."""

from __future__ import annotations

from bot.engagement.talk import Talk
from bot.situation.facts import Slot
from bot.situation.frame import Stage

from . import danger, hint, others

_MEDICAL = {(Slot.MEDICAL_NOW, "yes"), (Slot.BABY_FED, "weak"), (Slot.INJURED, "yes")}
_ASK_SAFETY = {(Slot.HOUSING_EVENT, "unsafe"), (Slot.SCHOOL_OBSTACLE, "unsafe"), (Slot.SAFETY_NOW, "unsafe")}


def follow(talk: Talk, slot: Slot) -> bool:
    """Act on an answer where it must be acted on; True when the turn is spoken for."""
    answer = (slot, str(talk.frame.value(slot)))
    if answer in _MEDICAL:
        danger.medical(talk)
        return True
    if answer in _ASK_SAFETY:
        hint.check(talk, "violence")
        return True
    if answer == (Slot.DEBT_THREAT, "yes"):
        hint.check(talk, "violence")
        return True
    if answer == (Slot.ALL_SAFE, "not_safe"):
        danger.disaster(talk)
        return True
    if answer == (Slot.AID_PROBLEM, "cut") and talk.frame.stage is Stage.INTAKE:
        others.misconduct_note(talk)
    return False

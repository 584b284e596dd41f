"""How soon a person must read this, and the words it rests on."""

from __future__ import annotations

from .facts import Slot
from .frame import Frame, Urgency

_URGENT_ANSWERS = {
    (Slot.MEDICAL_NOW, "yes"),
    (Slot.INJURED, "yes"),
    (Slot.SAFETY_NOW, "unsafe"),
    (Slot.ALL_SAFE, "not_safe"),
    (Slot.BABY_FED, "nothing"),
    (Slot.CHILD_THREATENED, "yes"),
}
_TODAY_ANSWERS = {
    (Slot.FOOD_TODAY, "nothing"),
    (Slot.BABY_FED, "little"),
    (Slot.BED_TONIGHT, "no"),
    (Slot.STAY_UNTIL, "today"),
    (Slot.DEBT_THREAT, "yes"),
    (Slot.SHELTER_NOW, "outside"),
}


def urgency(frame: Frame) -> tuple[Urgency, str]:
    """The urgency of a frame and the applicant's words (or the slot) behind it; it never falls within a conversation."""
    if frame.danger:
        return Urgency.URGENT, frame.danger.words
    found = {(slot, fact.value): fact for slot, fact in frame.facts.items() if isinstance(fact.value, str)}
    for level, answers in ((Urgency.URGENT, _URGENT_ANSWERS), (Urgency.TODAY, _TODAY_ANSWERS)):
        for answer, fact in found.items():
            if answer in answers and _ORDER[level] >= _ORDER[frame.urgency]:
                return level, fact.words or f"{answer[0]}={answer[1]}"
    if frame.unheard and frame.urgency is Urgency.ORDINARY:
        return Urgency.TODAY, frame.urgency_words
    return frame.urgency, frame.urgency_words


_ORDER = {Urgency.ORDINARY: 0, Urgency.TODAY: 1, Urgency.URGENT: 2}

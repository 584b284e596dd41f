"""Whether what is written after the end belongs to the same case, and the frame of a new beginning."""

from __future__ import annotations

from datetime import timedelta

from bot.situation.consent import Purpose, may
from bot.situation.facts import Provenance, Slot
from bot.situation.frame import Frame, Stage

from .talk import Talk

SAME_CASE_WITHIN = timedelta(days=30)
"""Somebody who writes again within this time goes on with the same story; later a new one begins."""
_NOT_OF_THE_STORY = frozenset({Purpose.REMINDERS, Purpose.ANNOUNCEMENTS})
"""Whether a new story may be kept and read is asked anew."""
_KEPT = (Slot.CONTACT_WINDOW, Slot.WHO_MUST_NOT_KNOW)


def is_same_case(talk: Talk) -> bool:
    """Closed by a worker not long ago, and staff may read it: what the person ended themselves stays ended."""
    frame = talk.frame
    recent = frame.ended is None or talk.around.now - frame.ended <= SAME_CASE_WITHIN
    return frame.stage is Stage.CLOSED and bool(frame.case_code) and recent and may(frame, Purpose.SHARE)


def anew(frame: Frame) -> Frame:
    """Nothing of the story; only how they want to be reached, because somebody else may see the screen."""
    kept = {
        slot: fact
        for slot, fact in frame.facts.items()
        if slot in _KEPT and fact.provenance is not Provenance.INFERRED
    }
    return Frame(
        language=frame.language,
        language_chosen=frame.language_chosen,
        variants=frame.variants,
        turn=frame.turn,
        last_written=frame.last_written,
        child=frame.child,
        consents={one: yes for one, yes in frame.consents.items() if one in _NOT_OF_THE_STORY},
        facts=kept,
    )

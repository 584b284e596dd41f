"""Words that are not somebody's own words of this moment: passed on from others, or an earlier message, edited.

They press no button, answer no question, allow and close nothing. The safety net looks at them all the same: an edit is
the person's own, so danger in it is danger; what was passed on may be about anybody, so it is asked about.
"""

from __future__ import annotations

from bot.situation.case import Speaker
from bot.situation.frame import Frame, Stage
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings

from .by_stage import ENDED, TELLING
from .move import Act, Move

MOST_CHECKS = 2
"""How often one kind of hint is asked about in a conversation."""


def passed_on(frame: Frame, heard: Heard, around: Surroundings) -> Move:
    """Kept and marked as somebody else's; a threat in it is asked about, at the most it brings the emergency numbers."""
    if danger := _passed_danger(frame, heard.reading):
        return danger
    if frame.quiet:
        return Move(Act.WELCOME, "again")
    if around.speaker is Speaker.WORKER:
        return Move(Act.RELAY)
    return Move(Act.SAFE, "stay") if frame.stage is Stage.EMERGENCY else Move(Act.PASSED_ON)


def _passed_danger(frame: Frame, reading: Reading | None) -> Move | None:
    if reading is None or not (reading.medical or reading.safety != "none"):
        return None
    kind = reading.safety_kind or "violence"
    if reading.medical and reading.safety == "none":
        return Move(Act.EMERGENCY)
    if frame.danger and frame.danger.kind == kind:
        return None
    if frame.hints_asked.count(kind) < MOST_CHECKS:
        return Move(Act.CHECK, kind)
    return Move(Act.EMERGENCY) if reading.safety == "danger" else None


def revised(frame: Frame, heard: Heard, around: Surroundings) -> Move:
    """An edit is read as part of the story where a story is being told; elsewhere it is only said that it was seen."""
    if frame.quiet or not heard.incoming.text.strip():
        return Move(Act.NOTHING)
    if danger := _own_danger(frame, heard.reading):
        return danger
    if around.speaker is Speaker.WORKER:
        return Move(Act.RELAY)
    if frame.stage in ENDED:
        return Move(Act.NOTHING)
    if frame.stage is Stage.EMERGENCY:
        return Move(Act.SAFE, "stay")
    return Move(Act.LISTEN) if frame.stage in TELLING and not frame.asked else Move(Act.REVISED)


def _own_danger(frame: Frame, reading: Reading | None) -> Move | None:
    if reading is None:
        return None
    kind = reading.safety_kind or "violence"
    if reading.medical:
        return Move(Act.MEDICAL, kind if reading.safety == "danger" else "")
    if reading.safety == "danger":
        return Move(Act.EMERGENCY, kind)
    known = (frame.danger and frame.danger.kind == kind) or frame.hint
    asked_enough = frame.hints_asked.count(kind) >= MOST_CHECKS
    return None if reading.safety == "none" or known or asked_enough else Move(Act.CHECK, kind)

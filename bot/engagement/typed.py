"""Everything that a button does can be typed: its digit, its number word, its label."""

from __future__ import annotations

from collections.abc import Callable

from bot.situation.frame import Frame
from bot.situation.reading import ExpectedAnswer, Reading
from bot.situation.speech import Text

from .move import Act, Move
from .questions import ALL


def typed_choice(frame: Frame, reading: Reading) -> Move | None:
    """The offered button that a short answer names, if any."""
    answer = reading.answer
    if answer is None or answer.choice is None or answer.choice >= len(frame.offered):
        return None
    button = frame.offered[answer.choice]
    return Move(Act(button.action), button.argument) if button.action in set(Act) else None


def expected_answer(frame: Frame, label: Callable[[Text], str]) -> ExpectedAnswer | None:
    """What the newest bubble asked for, so that "3", "bandung" or "iya" can be read against it.

    `label` gives a button's words in the person's language.
    """
    question = ALL.get(frame.asked.slot) if frame.asked else None
    labels = tuple(label(button.label) for button in frame.offered)
    also = tuple(_heard_as(button.label, label) for button in frame.offered)
    if question and question.kind in ("number", "date", "phone"):
        return ExpectedAnswer(kind=question.kind, choices=labels, also=also)
    if question and question.kind == "place" and len(labels) <= 1:
        return ExpectedAnswer(kind="place", choices=labels, also=also)
    if labels:
        return ExpectedAnswer(kind="choice", choices=labels, also=also)
    return ExpectedAnswer(kind=question.kind) if question else None


def _heard_as(told: Text, label: Callable[[Text], str]) -> tuple[str, ...]:
    """Further words for a button, from the catalogue: `heard-ID = one | another`."""
    words = label(Text(id=f"heard-{told.id}", arguments={"fallback": ""}))
    return tuple(one.strip() for one in words.split("|") if one.strip())

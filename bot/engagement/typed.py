"""Everything that a button does can be typed: its digit, its number word, its label."""

from __future__ import annotations

from bot.situation.frame import Frame
from bot.situation.reading import Reading

from .move import Act, Move


def typed_choice(frame: Frame, reading: Reading) -> Move | None:
    """The offered button that a short answer names, if any."""
    answer = reading.answer
    if answer is None or answer.choice is None or answer.choice >= len(frame.offered):
        return None
    button = frame.offered[answer.choice]
    return Move(Act(button.action), button.argument) if button.action in set(Act) else None

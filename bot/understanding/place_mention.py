"""A place as it stands in a message."""

from dataclasses import dataclass
from typing import Self

from bot.situation.reading import Level, Place


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """``text`` is the message from ``start`` to ``end``; no candidates: a landmark or a village, kept as written."""

    start: int
    end: int
    text: str
    candidates: tuple[Place, ...] = ()
    level: Level = "landmark"

    @classmethod
    def cut(cls, message: str, start: int, end: int, candidates: tuple[Place, ...]) -> Self:
        level = candidates[0].level if candidates else "landmark"
        return cls(start, end, message[start:end], candidates, level)

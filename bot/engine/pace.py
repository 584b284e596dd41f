"""How often one lane is listened to: what comes faster than it is heard waits, and is heard together. Nothing is lost.

A lane may take some turns at once, then one every few seconds; long words count as several. Pieces that follow one
another quickly wait for the person to pause. Buttons, commands and words of danger wait for no pause.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_REMEMBERED = 10_000
"""Lanes; whoever was quiet for longest is forgotten first."""


@dataclass(frozen=True)
class Tempo:
    """`turns` at once, then one more `every` so many seconds. So many `characters` count as one turn more.

    A piece that comes within `pause` seconds of the one before waits until so long nothing came, at most `longest`.
    What cannot wait may go `hurry` times as far. A single message is never delayed.
    """

    turns: int = 20
    every: float = 2.0
    characters: int = 400
    pause: float = 1.0
    longest: float = 3.0
    hurry: int = 3


@dataclass
class _Lane:
    """Moments are the steady clock's, in seconds. `spent`: when the lane will have made good for what it took."""

    spent: float = 0.0
    came: float = float("-inf")
    held: float | None = None
    quiet: float = 0.0
    hurries: bool = False
    behind: bool = False


@dataclass
class Pace:
    """`tempo` None: nobody waits."""

    tempo: Tempo | None = field(default_factory=Tempo)
    clock: Callable[[], float] = time.monotonic
    most: int = MOST_REMEMBERED
    _lanes: OrderedDict[str, _Lane] = field(default_factory=OrderedDict)

    def came(self, lane: str, *, piece: bool = False, hurries: bool = False) -> None:
        """Something was accepted: a `piece` that others may follow, or something that `hurries`."""
        if self.tempo is None:
            return
        known, now = self._lane(lane), self.clock()
        known.hurries = known.hurries or hurries
        if piece and now - known.came < self.tempo.pause:
            known.held = now if known.held is None else known.held
            known.quiet = min(now + self.tempo.pause, known.held + self.tempo.longest)
        known.came = now

    def wait(self, lane: str) -> float:
        """Seconds until the lane may take its next turn; 0 means now."""
        if self.tempo is None or lane not in self._lanes:
            return 0.0
        known, now = self._lanes[lane], self.clock()
        room = self.tempo.turns * (self.tempo.hurry if known.hurries else 1) - 1
        debt = known.spent - now - room * self.tempo.every
        known.behind = known.behind or debt > 0
        pause = 0.0 if known.hurries else known.quiet - now
        return max(0.0, debt, pause)

    def is_behind(self, lane: str) -> bool:
        """Whether it had to wait for its turn since it last had nothing left to hear."""
        return lane in self._lanes and self._lanes[lane].behind

    def took(self, lane: str, characters: int) -> None:
        """A turn, which read so many characters."""
        if self.tempo is None:
            return
        known = self._lane(lane)
        price = self.tempo.every * (1 + characters // self.tempo.characters)
        known.spent = max(known.spent, self.clock()) + price
        known.held, known.quiet = None, 0.0

    def rests(self, lane: str) -> None:
        """It has heard everything."""
        if known := self._lanes.get(lane):
            known.hurries = known.behind = False

    def _lane(self, lane: str) -> _Lane:
        known = self._lanes.setdefault(lane, _Lane())
        self._lanes.move_to_end(lane)
        if len(self._lanes) > self.most:
            self._lanes.popitem(last=False)
        return known

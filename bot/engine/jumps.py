"""Whether the wall clock was put back while this process ran: times that were written down before lie in the future."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .ports import Clock

JUMP_SECONDS = 2.0


@dataclass
class Jumps:
    """`went_back` also says yes before the first `put_right`: nobody knows what happened before the start."""

    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _from: tuple[datetime, float] | None = None
    _right: bool = False

    def went_back(self) -> bool:
        """Since the last look, or earlier and not yet put right."""
        now, steady = self.clock(), self.monotonic()
        if self._from is not None:
            behind = steady - self._from[1] - (now - self._from[0]).total_seconds()
            self._right = self._right and behind < JUMP_SECONDS
        self._from = now, steady
        return not self._right

    def put_right(self) -> None:
        self._right = True

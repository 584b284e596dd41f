"""When Telegram last gave an answer, and whether it answers now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from telegram.error import TelegramError


@dataclass
class Pulse:
    """`clock` gives seconds that never run backwards. `answers`: whether the newest question got an answer."""

    clock: Callable[[], float] = time.monotonic
    answers: bool = False
    _at: float | None = None

    @property
    def seconds_ago(self) -> float | None:
        """Since the last answer; None before the first."""
        return None if self._at is None else self.clock() - self._at

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Around a question. A refusal is an answer, as long as it is not one of a broken server."""
        try:
            yield
        except TelegramError as error:
            self._note(400 <= getattr(error, "status", 0) < 500)
            raise
        self._note(True)

    def _note(self, answered: bool) -> None:
        self.answers = answered
        if answered:
            self._at = self.clock()

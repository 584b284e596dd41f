"""A circuit breaker: after a few failures in a row nothing is tried for a while, then one call may try again.

Own code because it is smaller than the glue around the libraries for it, which raise and catch by exception and
hold the time themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """``clock`` gives seconds that never run backwards."""

    clock: Callable[[], float]
    failures: int = 3
    open_for: float = 5.0
    _failed: int = field(default=0, init=False)
    _opened_at: float | None = field(default=None, init=False)

    def allows(self) -> bool:
        """True when closed; when open, True once for each waiting time: that call is the trial."""
        if self._opened_at is None:
            return True
        if self.clock() - self._opened_at < self.open_for:
            return False
        self._opened_at = self.clock()
        return True

    def succeeded(self) -> None:
        self._failed, self._opened_at = 0, None

    def failed(self) -> None:
        self._failed += 1
        if self._failed >= self.failures:
            self._opened_at = self.clock()

"""The inbox takes no more for now: Telegram keeps what it has, and brings it later."""

from __future__ import annotations

MOST_WAITING = 100_000
"""Updates: some hundred megabytes of the database."""


class FullError(Exception):
    """So much waits that nothing more is accepted; nothing of it was kept."""

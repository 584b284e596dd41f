"""What keeps the bot from starting."""

from __future__ import annotations


class StartError(Exception):
    """The bot cannot start: one line that says what, where and how to mend it."""

"""What keeps the bot from starting."""

from __future__ import annotations


class StartError(Exception):
    """The bot cannot start: one line that says what, where and how to mend it."""


class CommandError(Exception):
    """A command is refused: one line that says why and what to do."""

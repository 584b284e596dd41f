"""The database is locked, full, away, or has no connection to spare: what was meant is tried again later."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

AWAY = (OperationalError, InterfaceError, NoConnectionError)
"""Errors that are nobody's fault."""
_log = structlog.get_logger()


@dataclass
class Outage:
    """Said once when it begins and once when it is over, however many meet it."""

    lasts: bool = False

    def met(self, error: Exception) -> None:
        if not self.lasts:
            self.lasts = True
            _log.error(
                "database_away",
                error=type(error).__name__,
                mend="is it there, writable, with room on its disk, and not held by another program?",
            )

    def over(self) -> None:
        """Something was written."""
        if self.lasts:
            self.lasts = False
            _log.warning("database_back")

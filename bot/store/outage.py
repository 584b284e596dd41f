"""The database is locked, full, away, or has no connection to spare: what was meant is tried again later."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

AWAY = (OperationalError, InterfaceError, NoConnectionError)
"""Errors that are nobody's fault."""
_log = structlog.get_logger()


def unusable(error: BaseException) -> str:
    """One line that says how to mend it, where a database cannot be used at all; nothing of it is quoted. Else empty."""
    # What is no database is told by the general class itself; its other kinds are errors of a statement.
    if not isinstance(error, AWAY) and type(error) is not DatabaseError:
        return ""
    why = type(getattr(error, "orig", None) or error).__name__
    return (
        f"the database cannot be reached, read or written ({why}): start it, make room on its disk, end the program "
        "that holds it, or correct RANGKUL_DATABASE_URL; `rangkul check` says more"
    )


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

"""Errors that are nobody's fault."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError

AWAY = (OperationalError, InterfaceError)
"""The database is locked or away: what was meant is tried again later."""

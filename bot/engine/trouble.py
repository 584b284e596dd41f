"""Errors that are nobody's fault."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

AWAY = (OperationalError, InterfaceError, NoConnectionError)
"""The database is locked, away, or has no connection to spare: what was meant is tried again later."""

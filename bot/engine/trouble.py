"""Errors that are nobody's fault."""

from __future__ import annotations

from bot.store.outage import AWAY

__all__ = ["AWAY"]

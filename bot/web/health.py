"""`/health/live` and `/health/ready`: states and numbers, nothing of anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.casework.actions import Action

from .asking import Page

Reason = Literal[
    "database_away",
    "database_locked",
    "disk_full",
    "schema_newer",
    "schema_older",
    "key_wrong",
    "nobody_sends",
]
"""Why mail cannot be accepted, or would not be answered. What each means and how to mend it: deploy/runbook.md."""


@dataclass(frozen=True)
class Health:
    """What `/health/ready` shows, as JSON. Ages in seconds; None: not known, or nothing waits.

    An inbox's age is since the message came, an outbox's since the letter was queued.
    """

    ready: bool
    reasons: tuple[Reason, ...]
    mode: Literal["polling", "webhook"]
    database: Literal["reachable", "away"]
    telegram: Literal["answering", "away"]
    telegram_answered_seconds_ago: float | None
    model: Literal["ready", "loading", "away"]
    oldest_inbox_seconds: float | None
    oldest_outbox_seconds: float | None


def health_routes(look: Callable[[], Awaitable[Health]]) -> list[Route]:
    """Live: 200 while the process answers at all. Ready: 503, with reasons, where mail cannot be accepted."""

    async def live(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_: Request) -> Response:
        health = await look()
        return JSONResponse(asdict(health), 200 if health.ready else 503, {"Cache-Control": "no-store"})

    return [
        Route("/health/live", Page(Action.PAGE_HEALTH, live), methods=["GET"]),
        Route("/health/ready", Page(Action.PAGE_HEALTH, ready), methods=["GET"]),
    ]

"""`/metrics`: numbers of this installation in Prometheus' text format, nothing of anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.casework.actions import Action

from .asking import Page

TEXT = "text/plain; version=0.0.4; charset=utf-8"


def metrics_route(shown: Callable[[], Awaitable[bytes]]) -> Route:
    """`shown`: the page as it is now."""

    async def metrics(_: Request) -> Response:
        return Response(await shown(), headers={"Content-Type": TEXT, "Cache-Control": "no-store"})

    return Route("/metrics", Page(Action.PAGE_METRICS, metrics), methods=["GET"])

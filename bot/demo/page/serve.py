"""Serves the demo page beside a running local Telegram, on an address of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.casework.actions import Action
from bot.demo.page.routes import Inspect, page_routes
from bot.demo.telegram.human.http import human_routes
from bot.demo.telegram.local import LocalTelegram
from bot.web.asking import Gate, local
from bot.web.serving import serving, unwrapping

_NAMES = ("127.0.0.1", "localhost", "[::1]")


@contextlib.asynccontextmanager
async def serve_demo(
    telegram: LocalTelegram, inspect: Inspect | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Gives the page's address. `inspect(user id)` tells what was understood of a person; None hides that panel."""
    closing = asyncio.Event()
    routes = [*human_routes(telegram.world), *page_routes(telegram.world, inspect, closing)]
    guard = Middleware(Gate, page=Action.PAGE_DEMO, who=local(frozenset({*_NAMES, host})))
    async with unwrapping(), serving(Starlette(routes=routes, middleware=[guard]), host, port) as open_port:
        try:
            yield f"http://{host}:{open_port}/"
        finally:
            closing.set()
            telegram.world.signal.bump()

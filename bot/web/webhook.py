"""Telegram brings updates: a POST with its secret; 200 only after they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.casework.actions import Action
from bot.casework.permissions import Party

from .asking import Page

MOST_BYTES = 1 << 20
"""An update is at most some tens of thousands of bytes."""
BODY_SECONDS = 10.0
KEEP_SECONDS = 20.0
"""A database that keeps an update waiting for longer is away; what was kept nevertheless is not handled twice."""
MOST_AT_ONCE = 100
"""Requests under way, as many as Telegram makes at most; whatever comes beside them is to come again."""
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 the header's name


@dataclass(frozen=True)
class Door:
    """`knows(secret)`: whether it is Telegram who comes. `take(body, secret)` gives the HTTP status to answer."""

    knows: Callable[[str | None], bool]
    take: Callable[[bytes, str | None], Awaitable[int]]


class _TooLargeError(Exception):
    pass


def webhook_route(path: str, door: Door) -> Route:
    """Answers carry a status and no words: 200, 400, 401, 408, 413, 503."""
    room = asyncio.Semaphore(MOST_AT_ONCE)

    async def receive(request: Request) -> Response:
        if room.locked():
            return Response(status_code=503)
        async with room:
            return Response(status_code=await _status(request, door))

    def who(request: HTTPConnection) -> Party:
        return Party.TELEGRAM if door.knows(_secret_of(request)) else Party.NOBODY

    return Route(path, Page(Action.PAGE_WEBHOOK, receive, who), methods=["POST"])


async def _status(request: Request, door: Door) -> int:
    secret = _secret_of(request)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(request)
    except _TooLargeError:
        return 413
    except (TimeoutError, ClientDisconnect):
        return 408
    try:
        async with asyncio.timeout(KEEP_SECONDS):
            return await door.take(body, secret)
    except TimeoutError:
        return 503


def _secret_of(request: HTTPConnection) -> str | None:
    """None where it is missing, or there twice: Telegram sends one, and who sends several is guessing."""
    given = request.headers.getlist(_SECRET)
    return given[0] if len(given) == 1 else None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise _TooLargeError
    return bytes(body)

"""Pages ask the table of permissions, like everything else: a page without a row opens for nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.casework.actions import Action
from bot.casework.permissions import Party, may_open

Who = Callable[[HTTPConnection], Party]
Answer = Callable[[Request], Awaitable[Response]]


def anybody(_: HTTPConnection) -> Party:
    return Party.NOBODY


@dataclass(frozen=True)
class Page:
    """An endpoint that answers 401 to whoever may not open it; nothing of a stranger's body is read."""

    page: Action
    answer: Answer
    who: Who = anybody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        allowed = may_open(self.page, self.who(request))
        response = await self.answer(request) if allowed else Response(status_code=401)
        await response(scope, receive, send)


@dataclass(frozen=True)
class Gate:
    """Before a whole site: 400 to whoever may not open it."""

    app: ASGIApp
    page: Action
    who: Who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or may_open(self.page, self.who(HTTPConnection(scope))):
            await self.app(scope, receive, send)
        else:
            await Response("Invalid host header", status_code=400)(scope, receive, send)


def local(names: frozenset[str]) -> Who:
    """Who asks for this machine by one of its names: a page elsewhere that points its own name here is nobody."""

    def who(request: HTTPConnection) -> Party:
        host = request.headers.get("host", "")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return Party.LOCAL if name.lower() in names else Party.NOBODY

    return who

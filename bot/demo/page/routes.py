"""What the page asks of its server, beside the people's side: files, live changes, who is there, what is known."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.telegram.present import user_json
from bot.demo.telegram.world import Json, World

Inspect = Callable[[int], Awaitable[dict[str, Any]]]
_ASSETS = Path(__file__).parent / "assets"
_BEAT = 15.0
_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_IMAGES = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"RI": "image/webp", b"GI": "image/gif"}


def page_routes(world: World, inspect: Inspect | None, closing: asyncio.Event) -> list[BaseRoute]:
    async def index(_: Request) -> Response:
        return FileResponse(_ASSETS / "index.html", headers={"content-security-policy": _POLICY})

    async def events(_: Request) -> Response:
        return StreamingResponse(_changes(world, closing), media_type="text/event-stream")

    async def state(_: Request) -> Response:
        return JSONResponse(_state(world, inspect is not None))

    async def facts(request: Request) -> Response:
        return JSONResponse(await inspect(int(request.path_params["person"])) if inspect else {})

    async def picture(request: Request) -> Response:
        return _picture(world, request.path_params["unique_id"])

    return [
        Route("/", index),
        Route("/page/events", events),
        Route("/page/state", state),
        Route("/page/facts/{person:int}", facts),
        Route("/page/picture/{unique_id}", picture),
        Mount("/page/assets", StaticFiles(directory=_ASSETS)),
    ]


async def _changes(world: World, closing: asyncio.Event) -> AsyncIterator[str]:
    """The world's version, again with each change; a comment now and then keeps the line open."""
    version = -1
    while not closing.is_set() and not world.signal.closed:
        changed = await world.signal.newer_than(version, _BEAT)
        version = world.signal.version
        yield f"data: {version}\n\n" if changed else ": beat\n\n"


def _state(world: World, inspects: bool) -> Json:
    groups = [chat for chat in world.chats.values() if chat.kind != "private" and chat.migrated_to is None]
    return {
        "inspects": inspects,
        "people": [user_json(user) for user in world.users.values() if not user.is_bot],
        "groups": [
            {
                "id": chat.id,
                "title": chat.title,
                "forum": chat.is_forum,
                "members": [
                    one for one, member in chat.members.items() if member.present and one != world.bot.id
                ],
            }
            for chat in groups
        ],
    }


def _picture(world: World, unique_id: str) -> Response:
    """The bytes of a picture, only when they are one: nothing else is ever shown by the browser."""
    for kept in world.files.values():
        kind = _IMAGES.get(kept.content[:2])
        if kept.unique_id == unique_id and kind:
            return Response(kept.content, media_type=kind, headers={"x-content-type-options": "nosniff"})
    return Response(status_code=404)

"""The Bot API over HTTP: `/bot<token>/METHOD` and `/file/bot<token>/PATH`, on top of the world."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.demo.telegram.errors import Refusal, not_found, too_many, unauthorized
from bot.demo.telegram.faults import Fault, Faults
from bot.demo.telegram.methods import METHODS, SLOW_METHODS
from bot.demo.telegram.params import Params
from bot.demo.telegram.requests import read_params
from bot.demo.telegram.world import Call, World


class CutResponse(Response):
    """Ends the connection in the middle of an answer: the client cannot know what became of its request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


def bot_routes(world: World, faults: Faults) -> list[Route]:
    async def method(request: Request) -> Response:
        return await _answer(world, faults, request)

    async def file(request: Request) -> Response:
        return _file(world, request)

    return [
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", file),
    ]


async def _answer(world: World, faults: Faults, request: Request) -> Response:
    name = request.path_params["method"]
    params = Params({})
    try:
        if request.path_params["token"] != world.token:
            raise unauthorized()
        params = await read_params(request)
        fault = faults.take(name, params.integer("chat_id") or None)
        if fault is None:
            return await _plain(world, name, params)
        answer = await _faulty(world, name, params, fault)
        return await _never(request) if fault.kind == "hang" else answer
    except Refusal as refusal:
        _note(world, name, params, None, refusal.description)
        return _json(refusal.body(), refusal.code)


async def _plain(world: World, name: str, params: Params) -> Response:
    return _json({"ok": True, "result": await call(world, name, params)}, 200)


async def _faulty(world: World, name: str, params: Params, fault: Fault) -> Response:
    if fault.kind == "flood":
        raise too_many(fault.seconds)
    answer = await _plain(world, name, params) if fault.accepted else None
    if fault.kind == "delay" and answer is not None:
        await asyncio.sleep(fault.seconds)
        return answer
    if fault.kind == "drip" and answer is not None:
        return StreamingResponse(_dripping(bytes(answer.body), fault.seconds), media_type=answer.media_type)
    if fault.kind in ("cut", "hang"):
        return CutResponse()
    return _json(
        {"ok": False, "error_code": fault.status, "description": "Internal Server Error"}, fault.status
    )


async def _dripping(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    for byte in body:
        yield bytes([byte])
        await asyncio.sleep(seconds)


async def _never(request: Request) -> Response:
    """Until the other side gives up."""
    while not await request.is_disconnected():  # noqa: ASYNC110 starlette offers no event for it
        await asyncio.sleep(0.05)
    return CutResponse()


async def call(world: World, name: str, params: Params) -> Any:
    """Runs one method and notes it; raises `Refusal`."""
    lower = name.lower()
    if lower in SLOW_METHODS:
        return await SLOW_METHODS[lower](world, params)
    if lower not in METHODS:
        raise not_found()
    result = METHODS[lower](world, params)
    _note(world, name, params, result, "")
    return result


def _note(world: World, name: str, params: Params, result: Any, refused: str) -> None:
    chat_id = params.integer("chat_id") or None
    world.calls.append(Call(name, chat_id, dict(params.values), result, refused, world.clock()))
    world.signal.bump()


def _json(body: Any, status: int) -> Response:
    raw = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(raw, status, media_type="application/json")


def _file(world: World, request: Request) -> Response:
    if request.path_params["token"] != world.token:
        return _json(unauthorized().body(), 401)
    for kept in world.files.values():
        if kept.path == request.path_params["path"]:
            return Response(kept.content, media_type="application/octet-stream")
    return _json(not_found().body(), 404)

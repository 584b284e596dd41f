"""The people's side over HTTP, for the demo page and for persons driven from another process."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.telegram.errors import Refusal, bad_request
from bot.demo.telegram.human.acts import ACTS, chat_of
from bot.demo.telegram.human.screen import screen
from bot.demo.telegram.present import user_json
from bot.demo.telegram.world import Json, Member, User, World

_LONGEST_WAIT = 30.0


def human_routes(world: World) -> list[Route]:
    async def people(request: Request) -> Response:
        if request.method == "POST":
            return JSONResponse({"ok": True, "result": _add_person(world, await _body(request))})
        return JSONResponse(
            {"ok": True, "result": [user_json(one) for one in world.users.values() if not one.is_bot]}
        )

    async def act(request: Request) -> Response:
        return await _answered(_act, world, request)

    async def look(request: Request) -> Response:
        return await _answered(_look, world, request)

    async def about_bot(request: Request) -> Response:
        query = request.query_params
        return JSONResponse(
            {"ok": True, "result": _bot(world, query.get("language", ""), query.get("scope", "default"))}
        )

    return [
        Route("/human/people", people, methods=["GET", "POST"]),
        Route("/human/bot", about_bot),
        Route("/human/{person:int}/screen", look),
        Route("/human/{person:int}/{act}", act, methods=["POST"]),
    ]


async def _answered(handler: Any, world: World, request: Request) -> Response:
    try:
        return JSONResponse({"ok": True, "result": await handler(world, request)})
    except Refusal as refusal:
        return JSONResponse(refusal.body(), refusal.code)


async def _body(request: Request) -> Json:
    """JSON only: a form of a foreign page could be sent here by any browser."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise bad_request("the people's side takes JSON")
    body: Json = json.loads(await request.body() or b"{}")
    return body


def _add_person(world: World, body: Json) -> Json:
    made = User(
        int(body.get("id") or 7_100_000_000 + world.number()),
        str(body["name"]),
        str(body.get("last_name") or ""),
        str(body.get("username") or ""),
        str(body.get("language_code") or "id"),
    )
    return user_json(world.users.get(made.id) or world.add_user(made))


async def _act(world: World, request: Request) -> Any:
    person = _person(world, request)
    act = ACTS.get(request.path_params["act"])
    if act is None:
        raise bad_request("nobody can do that")
    try:
        return act(world, person, await _body(request))
    except (KeyError, ValueError, TypeError) as error:
        raise bad_request(f"the people's side did not understand: {error!r}") from None


def _person(world: World, request: Request) -> int:
    person = int(request.path_params["person"])
    if person not in world.users:
        raise bad_request("no such person")
    return person


async def _look(world: World, request: Request) -> Json:
    """`newer=N&wait=S` waits until something changed after version N."""
    query = request.query_params
    person = _person(world, request)
    if "newer" in query:
        seconds = min(float(query.get("wait", _LONGEST_WAIT)), _LONGEST_WAIT)
        await world.signal.newer_than(int(query["newer"]), seconds)
    chat = chat_of(world, person, {"chat": int(query["chat"]) if "chat" in query else None})
    found = screen(world, person, chat, int(query["thread"]) if query.get("thread") else None)
    groups = [one for one in world.chats.values() if one.members.get(person, Member("left")).present]
    return found | {"groups": [{"id": one.id, "title": one.title, "forum": one.is_forum} for one in groups]}


def _bot(world: World, language: str, scope: str) -> Json:
    """Who the bot is and says it is, in a language; its commands for a scope, the most special that is set."""
    places = [(one, tongue) for one in (scope, "default") for tongue in (language, "")]
    found = (world.profile.get(f"commands {one}   {tongue}") for one, tongue in places)
    return {
        "id": world.bot.id,
        "name": _said(world, "name", language) or world.bot.first_name,
        "username": world.bot.username,
        "description": _said(world, "description", language),
        "commands": next((commands for commands in found if commands), []),
    }


def _said(world: World, field: str, language: str) -> str:
    return str(world.profile.get(f"{field} {language}") or world.profile.get(f"{field} ") or "")

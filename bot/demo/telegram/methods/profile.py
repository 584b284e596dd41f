"""Who the bot is: getMe, its commands, names, descriptions and menu button."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.params import Params
from bot.demo.telegram.present import bot_json
from bot.demo.telegram.world import Json, World

_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
_MOST_COMMANDS = 100
_MOST_COMMAND_WORDS = 256


def get_me(world: World, params: Params) -> Json:  # noqa: ARG001
    return bot_json(world)


def _key(params: Params) -> str:
    scope = params.json("scope") or {"type": "default"}
    parts = [
        scope.get("type"),
        scope.get("chat_id", ""),
        scope.get("user_id", ""),
        params.text("language_code"),
    ]
    return "commands " + " ".join(str(part) for part in parts)


def set_commands(world: World, params: Params) -> bool:
    commands = params.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of bot commands")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.profile[_key(params)] = [_command(one) for one in commands]
    world.signal.bump()
    return True


def _command(one: Json) -> Json:
    name, words = str(one.get("command", "")).removeprefix("/"), str(one.get("description", "")).strip()
    if not _COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(words) <= _MOST_COMMAND_WORDS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": words}


def get_commands(world: World, params: Params) -> list[Json]:
    found: list[Json] = world.profile.get(_key(params), [])
    return found


def delete_commands(world: World, params: Params) -> bool:
    world.profile.pop(_key(params), None)
    world.signal.bump()
    return True


def set_words(field: str, most: int, world: World, params: Params) -> bool:
    words = params.text(field)
    if len(words) > most:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    world.profile[f"{field} {params.text('language_code')}"] = words
    world.signal.bump()
    return True


def get_words(field: str, world: World, params: Params) -> Json:
    default = world.profile.get(f"{field} ", world.bot.first_name if field == "name" else "")
    return {field: world.profile.get(f"{field} {params.text('language_code')}", default)}


def set_menu_button(world: World, params: Params) -> bool:
    world.profile[f"menu {params.text('chat_id')}"] = params.json("menu_button") or {"type": "default"}
    return True


def get_menu_button(world: World, params: Params) -> Json:
    found: Json = world.profile.get(f"menu {params.text('chat_id')}", {"type": "commands"})
    return found


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": partial(set_words, "name", 64),
    "getMyName": partial(get_words, "name"),
    "setMyDescription": partial(set_words, "description", 512),
    "getMyDescription": partial(get_words, "description"),
    "setMyShortDescription": partial(set_words, "short_description", 120),
    "getMyShortDescription": partial(get_words, "short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}

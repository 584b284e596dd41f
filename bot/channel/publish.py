"""The bot's commands and descriptions as people see them in the messenger, in every language.

Everybody sees the commands of applicants in private chats, under the names of their language. Staff see theirs where
they work: in the bound group and in their own private chats. No other group is shown any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.casework.actions import COMMANDS
from bot.engagement.commands import BY_LANGUAGE
from bot.engagement.move import Act
from bot.situation.speech import Text
from bot.texts.catalogue import FALLBACK_LANGUAGE, Catalogue

from .client import Client, RefusedError

_OF_APPLICANTS = (
    Act.MENU, Act.HELP, Act.SERVICES, Act.SUMMARY, Act.LANGUAGE, Act.STOP, Act.EMERGENCY, Act.DATA, Act.ERASE,
)  # fmt: skip
APPLICANT_COMMANDS = tuple(BY_LANGUAGE[act][FALLBACK_LANGUAGE] for act in _OF_APPLICANTS)
STAFF_COMMANDS = tuple(COMMANDS)
_IN_GROUP_ONLY = frozenset({"hubungkan", "ambil", "ambilalih", "bukalagi"})
"""About a case that is shown there, or about the group itself."""
_EVERYBODY, _GROUPS = {"type": "all_private_chats"}, {"type": "all_group_chats"}
Json = dict[str, Any]
Place = tuple[int, bool]
"""A chat of staff, and whether it is their group."""


async def publish(client: Client, catalogue: Catalogue, staff: Iterable[Place] = ()) -> int:
    """How many of them had to be changed: what is so already is left alone. Raises TelegramError."""
    changed = 0
    for get, put, place, wanted in _wanted(catalogue):
        changed += await _put(client, get, put, place, wanted)
    for chat, in_group in staff:
        changed += await _of_staff(client, catalogue, chat, in_group)
    return changed


async def _put(client: Client, get: str, put: str, place: Json, wanted: Json) -> bool:
    if _same(await client.ask(get, place), wanted):
        return False
    await client.ask(put, place | wanted)
    return True


async def _of_staff(client: Client, catalogue: Catalogue, chat: int, in_group: bool) -> int:
    """A chat that is gone does not keep the others from being shown theirs."""
    try:
        return sum(
            [
                await _put(client, "getMyCommands", "setMyCommands", place, wanted)
                for place, wanted in staff_commands(catalogue, chat, in_group=in_group)
            ]
        )
    except RefusedError:
        return 0


def _wanted(catalogue: Catalogue) -> Iterator[tuple[str, str, Json, Json]]:
    """Method to look, method to change, where, what. An empty language code is for everybody else."""
    for language in catalogue.languages:
        place = _place(language)
        commands = {"commands": _of_applicants(catalogue, language)}
        yield "getMyCommands", "setMyCommands", place | {"scope": _EVERYBODY}, commands
        # An earlier version showed the commands of staff in every group.
        yield "getMyCommands", "setMyCommands", place | {"scope": _GROUPS}, {"commands": []}
        long = catalogue.plain(Text(id="bot-description"), language)
        short = catalogue.plain(Text(id="bot-short-description"), language)
        yield "getMyDescription", "setMyDescription", place, {"description": long}
        yield "getMyShortDescription", "setMyShortDescription", place, {"short_description": short}


def staff_commands(catalogue: Catalogue, chat: int, *, in_group: bool) -> Iterator[tuple[Json, Json]]:
    """Where, and what, in every language. In private staff are people too: their own commands come first."""
    names = STAFF_COMMANDS if in_group else tuple(one for one in STAFF_COMMANDS if one not in _IN_GROUP_ONLY)
    for place, language in staff_places(catalogue, chat):
        commands = [_command(catalogue, name, name, language) for name in names]
        if not in_group:
            commands += _of_applicants(catalogue, language)
        yield place, {"commands": commands}


def staff_places(catalogue: Catalogue, chat: int) -> Iterator[tuple[Json, str]]:
    for language in catalogue.languages:
        yield _place(language) | {"scope": {"type": "chat", "chat_id": chat}}, language


def _place(language: str) -> Json:
    return {} if language == FALLBACK_LANGUAGE else {"language_code": language}


def _of_applicants(catalogue: Catalogue, language: str) -> list[Json]:
    """Both names work in either language; each sees their own."""
    return [
        _command(catalogue, names.get(language, names[FALLBACK_LANGUAGE]), names[FALLBACK_LANGUAGE], language)
        for names in (BY_LANGUAGE[act] for act in _OF_APPLICANTS)
    ]


def _command(catalogue: Catalogue, name: str, id: str, language: str) -> Json:
    return {"command": name, "description": catalogue.plain(Text(id=f"command-{id}"), language)}


def _same(shown: Any, wanted: Json) -> bool:
    """Commands are answered as a list, descriptions as an object."""
    if isinstance(shown, list):
        return bool(shown == wanted["commands"])
    return isinstance(shown, dict) and all(shown.get(name) == value for name, value in wanted.items())

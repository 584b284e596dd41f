"""The bot's commands and descriptions as people see them in the messenger, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.situation.speech import Text
from bot.texts.catalogue import FALLBACK_LANGUAGE, Catalogue

from .client import Client

APPLICANT_COMMANDS = (
    "menu", "petunjuk", "layanan", "ringkasan", "bahasa", "berhenti", "darurat", "datasaya", "hapus",
)  # fmt: skip
STAFF_COMMANDS = ("hubungkan", "jaga", "selesai_jaga", "antrean", "catatan")
_SCOPES = {"all_private_chats": APPLICANT_COMMANDS, "all_group_chats": STAFF_COMMANDS}
Json = dict[str, Any]


async def publish(client: Client, catalogue: Catalogue) -> int:
    """How many of them had to be changed: what is so already is left alone. Raises TelegramError."""
    changed = 0
    for get, put, place, wanted in _wanted(catalogue):
        shown = await client.ask(get, place)
        if not _same(shown, wanted):
            await client.ask(put, place | wanted)
            changed += 1
    return changed


def _wanted(catalogue: Catalogue) -> Iterator[tuple[str, str, Json, Json]]:
    """Method to look, method to change, where, what. An empty language code is for everybody else."""
    for language in catalogue.languages:
        place = {} if language == FALLBACK_LANGUAGE else {"language_code": language}
        for scope, names in _SCOPES.items():
            commands = [
                {"command": name, "description": catalogue.plain(Text(id=f"command-{name}"), language)}
                for name in names
            ]
            where = place | {"scope": {"type": scope}}
            yield "getMyCommands", "setMyCommands", where, {"commands": commands}
        long = catalogue.plain(Text(id="bot-description"), language)
        short = catalogue.plain(Text(id="bot-short-description"), language)
        yield "getMyDescription", "setMyDescription", place, {"description": long}
        yield "getMyShortDescription", "setMyShortDescription", place, {"short_description": short}


def _same(shown: Any, wanted: Json) -> bool:
    """Commands are answered as a list, descriptions as an object."""
    if isinstance(shown, list):
        return bool(shown == wanted["commands"])
    return isinstance(shown, dict) and all(shown.get(name) == value for name, value in wanted.items())

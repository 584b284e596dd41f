"""Which lane an update belongs to: an applicant's own, also for what staff do about their case; else the chat's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.casework.actions import COMMANDS, GENERAL
from bot.situation.incoming import MEDIA, ChatKind, Incoming, Kind
from bot.store.cards import lane_in_group
from bot.store.cases import held_privately
from bot.store.unit import Unit

from .ports import Read

NOBODY = "nobody"
OF_NO_CASE = frozenset({"start", *(name for name, action in COMMANDS.items() if action in GENERAL)})
"""Commands of staff that are about no case."""
_SAID = MEDIA | {Kind.TEXT, Kind.EDITED, Kind.COMMAND, Kind.UNKNOWN}


async def lane_of(unit: Unit, incoming: Incoming | None, private: int | None = None) -> str:
    """Fixed when the update is accepted: a chat's lane never changes its name, so order is kept.

    `private`: whose private chat it is from, for what cannot be read.
    """
    if incoming is None:
        return unit.keys.find("chat", private) if private else NOBODY
    own = unit.keys.find("chat", incoming.chat)
    about = tuple(one for one in (incoming.reply_to, _pressed(incoming)) if one)
    if incoming.chat_kind is not ChatKind.PRIVATE:
        named = bool(about) or incoming.topic is not None
        return (await lane_in_group(unit, own, incoming.topic, about) if named else None) or own
    found = await lane_in_group(unit, own, None, about) if about else None
    return found or await _only_held(unit, incoming, own) or own


async def lanes_of(unit: Unit, came: Iterable[tuple[dict[str, Any], Incoming | None]]) -> list[str]:
    """The lane of each; what is alike is looked up once, so that many messages of one person cost as little as one."""
    known: dict[tuple[Any, ...], str] = {}
    lanes = []
    for raw, incoming in came:
        alike = _alike(incoming) if incoming else (private_chat(raw),)
        if alike not in known:
            known[alike] = await lane_of(unit, incoming, private_chat(raw))
        lanes.append(known[alike])
    return lanes


def _alike(incoming: Incoming) -> tuple[Any, ...]:
    """All that the lane depends on."""
    place = (incoming.chat, incoming.chat_kind, incoming.topic)
    return (*place, incoming.kind, incoming.command, incoming.reply_to, _pressed(incoming))


async def _only_held(unit: Unit, incoming: Incoming, own: str) -> str | None:
    """A worker who carries one confidential case writes in private about nothing else."""
    if incoming.kind not in _SAID or incoming.command in OF_NO_CASE:
        return None
    held = await held_privately(unit, own)
    return held[0] if len(held) == 1 else None


def _pressed(incoming: Incoming) -> int | None:
    """The bubble under whose button it was, or the message that was edited or reacted to."""
    pressed = incoming.kind in (Kind.BUTTON, Kind.EDITED, Kind.REACTION)
    return incoming.message if pressed else None


def read_safely(read: Read, raw: dict[str, Any]) -> Incoming | None:
    """What cannot be read is nobody's until the turn tries again."""
    try:
        return read(raw)
    except Exception:
        return None


def private_chat(raw: dict[str, Any]) -> int | None:
    """Whose private chat an update is from, also where nothing else of it can be read."""
    for part in raw.values():
        inside = (part, part.get("message")) if isinstance(part, dict) else ()
        for one in inside:
            chat = one.get("chat") if isinstance(one, dict) else None
            if isinstance(chat, dict) and chat.get("type") == "private" and _is_id(chat.get("id")):
                return int(chat["id"])
    return None


def _is_id(found: Any) -> bool:
    return type(found) is int and 0 < found < 2**52


def update_id(raw: dict[str, Any]) -> int | None:
    found = raw.get("update_id")
    return found if type(found) is int and abs(found) < 2**62 else None

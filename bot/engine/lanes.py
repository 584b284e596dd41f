"""Which lane an update belongs to: an applicant's own, also for what staff do about their case; else the chat's."""

from __future__ import annotations

from typing import Any

from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store.cards import lane_in_group
from bot.store.unit import Unit

from .ports import Read

NOBODY = "nobody"


async def lane_of(unit: Unit, incoming: Incoming | None) -> str:
    """Fixed when the update is accepted: a chat's lane never changes its name, so order is kept."""
    if incoming is None:
        return NOBODY
    own = unit.keys.find("chat", incoming.chat)
    about = tuple(one for one in (incoming.reply_to, _pressed(incoming)) if one)
    private = incoming.chat_kind is ChatKind.PRIVATE
    if (private and not about) or (not private and not about and incoming.topic is None):
        return own
    topic = None if private else incoming.topic
    return await lane_in_group(unit, own, topic, about) or own


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


def update_id(raw: dict[str, Any]) -> int | None:
    found = raw.get("update_id")
    return found if type(found) is int and abs(found) < 2**62 else None

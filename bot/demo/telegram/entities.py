"""Text and its entities: HTML parsing with the Bot API's rules and errors, offsets in UTF-16 units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Entity = dict[str, Any]

_AUTOMATIC = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"]+|(?<![\w@.])t\.me/[^\s<>\"]+)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#\w{1,64})"
)


@dataclass(frozen=True)
class Formatted:
    """What is shown, and how; entity offsets and lengths count UTF-16 units."""

    text: str
    entities: tuple[Entity, ...] = field(default=())


def units(text: str) -> int:
    """Length in UTF-16 code units, the unit of every length in the Bot API."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def trimmed(formatted: Formatted) -> Formatted:
    """Without white space at both ends, as messages are stored."""
    text = formatted.text.replace("\r", "").replace("\x00", "")
    head = units(text) - units(text.lstrip())
    body = text.strip()
    moved = (_clip(entity, head, units(body)) for entity in formatted.entities)
    return Formatted(body, tuple(entity for entity in moved if entity["length"] > 0))


def _clip(entity: Entity, head: int, size: int) -> Entity:
    start = max(entity["offset"] - head, 0)
    end = min(entity["offset"] + entity["length"] - head, size)
    return entity | {"offset": start, "length": end - start}


def with_automatic(formatted: Formatted) -> Formatted:
    """Adds commands, mentions, links and hashtags outside of code, as Telegram does by itself."""
    found = [_automatic(formatted.text, match) for match in _AUTOMATIC.finditer(formatted.text)]
    free = [entity for entity in found if not _overlaps(entity, formatted.entities)]
    return replace(formatted, entities=ordered([*formatted.entities, *free]))


def ordered(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _automatic(text: str, match: re.Match[str]) -> Entity:
    return {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}


def _overlaps(entity: Entity, others: Sequence[Entity]) -> bool:
    closed = ("code", "pre", "text_link")
    return any(
        other["type"] in closed
        and entity["offset"] < other["offset"] + other["length"]
        and other["offset"] < entity["offset"] + entity["length"]
        for other in others
    )


def entity_text(text: str, entity: Entity) -> str:
    """The words an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "ignore")

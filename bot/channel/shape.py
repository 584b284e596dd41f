"""Looking into JSON that may have any shape: what is missing or of another type reads as nothing."""

from __future__ import annotations

from datetime import UTC, datetime

Json = dict[str, object]
_LARGEST = 2**63 - 1
MOST_TEXT = 4096
"""Characters; Telegram counts at least as many. What is longer did not come through Telegram's own limits."""
MOST_NAME = 256
"""Names, titles, addresses, file names, ids of files: none is longer with Telegram."""


def part(value: object, *path: str) -> Json:
    """The object at the path, or an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def parts(value: Json, name: str) -> list[Json]:
    """The objects of a list, or none."""
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def words(value: Json, name: str, most: int = MOST_NAME) -> str:
    """A string of at most `most` characters, without NUL and without halves of characters, which no database takes."""
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    return found[:most].replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def whole(value: Json, name: str) -> int | None:
    """An integer of at most 64 bits."""
    found = value.get(name)
    usable = isinstance(found, int) and not isinstance(found, bool) and abs(found) <= _LARGEST
    return found if usable and isinstance(found, int) else None


def number(value: Json, name: str, most: float) -> float | None:
    """A finite number between -most and most."""
    found = value.get(name)
    usable = isinstance(found, int | float) and not isinstance(found, bool) and abs(found) <= most
    return float(found) if usable and isinstance(found, int | float) else None


def moment(value: Json, *names: str) -> datetime | None:
    """The first of these Unix times that is one."""
    for name in names:
        seconds = whole(value, name)
        if seconds and 0 < seconds < 2**33:
            return datetime.fromtimestamp(seconds, UTC)
    return None

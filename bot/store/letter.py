"""A letter: one call that waits in the outbox, and how it is kept there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .messages import Place
from .seal import SealError
from .unit import Unit

QUEUED, SENDING, SENT = "queued", "sending", "sent"
UNKNOWN, REFUSED, BLOCKED, RECALLED = "unknown", "refused", "blocked", "recalled"
OPEN = (QUEUED, SENDING)
_ALBUM = "album"
"""Where an album stands among the sealed parameters; no method has one of this name."""


@dataclass(frozen=True)
class Part:
    """One message of an album where it was written, and how Telegram is asked to send its media again."""

    message: int
    media: dict[str, Any]


@dataclass(frozen=True)
class Album:
    """`name` is Telegram's for the album that its parts were sent in."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Letter:
    """A call to queue. `anchor` says which id of the case is filled in when it is sent.

    `replaces`: an unsent letter of this name gives way. `source`: the message that it copies. `album`: the parts
    that are copied together; `source` and the parameters are then those of the first.
    """

    method: str
    params: dict[str, Any]
    fate: str
    queue: str
    chat_key: str
    engagement: int | None = None
    case: int | None = None
    anchor: str = ""
    replaces: str = ""
    source: Place | None = None
    album: Album | None = None
    not_before: datetime | None = None
    wordless: bool = False
    """Nothing that a person wrote, or that is known of them, stands in it."""
    share: int | None = None
    """What its words go out on."""
    job: str = ""
    """Letters of one deletion share it."""
    answers_at: datetime | None = None
    """When the message came that this is the first answer to."""

    @property
    def sources(self) -> tuple[Place, ...]:
        """The messages that it copies, in order."""
        if self.source is None or self.album is None:
            return (self.source,) if self.source else ()
        return tuple(Place(self.source.key, part.message) for part in self.album.parts)


@dataclass(frozen=True)
class Row:
    """A letter in the outbox."""

    id: int
    letter: Letter
    attempts: int
    not_before: datetime
    queued_at: datetime | None = None
    """Not known of very old ones."""
    broken: bool = False
    """Emptied meanwhile, or sealed with another key: it cannot be sent."""


def values(unit: Unit, letter: Letter, now: datetime) -> dict[str, Any]:
    """A new row of the outbox."""
    return {
        "bot_id": unit.bot_id,
        "queue": letter.queue,
        "chat_key": letter.chat_key,
        "fate": letter.fate,
        "method": letter.method,
        "payload": sealed(unit, letter),
        "state": QUEUED,
        "attempts": 0,
        "not_before": letter.not_before or now,
        "engagement_id": letter.engagement,
        "case_id": letter.case,
        "anchor": letter.anchor,
        "replaces": letter.replaces or None,
        "source_key": letter.source.key if letter.source else None,
        "source_message": letter.source.message if letter.source else None,
        "wordless": letter.wordless,
        "share_id": letter.share,
        "job": letter.job or None,
        "queued_at": now,
        "answers_at": letter.answers_at,
    }


def sealed(unit: Unit, letter: Letter) -> bytes:
    """What must not be read in the table: the parameters, and the parts of an album."""
    payload = dict(letter.params)
    if letter.album:
        parts = [[part.message, part.media] for part in letter.album.parts]
        payload[_ALBUM] = {"name": letter.album.name, "parts": parts}
    return unit.keys.installation.seal(json.dumps(payload).encode(), "outbox.payload")


def row_of(unit: Unit, row: Any) -> Row:
    """Without parameters, and broken, where they cannot be read any more."""
    payload = _opened(unit, row.payload)
    params = dict(payload or {})
    album = params.pop(_ALBUM, None)
    letter = Letter(
        method=row.method,
        params=params,
        fate=row.fate,
        queue=row.queue,
        chat_key=row.chat_key,
        engagement=row.engagement_id,
        case=row.case_id,
        anchor=row.anchor,
        replaces=row.replaces or "",
        source=Place(row.source_key, row.source_message) if row.source_key else None,
        album=Album(album["name"], tuple(Part(*part) for part in album["parts"])) if album else None,
        wordless=row.wordless,
        share=row.share_id,
        job=row.job or "",
        answers_at=row.answers_at,
    )
    return Row(row.id, letter, row.attempts, row.not_before, row.queued_at, broken=payload is None)


def _opened(unit: Unit, payload: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(unit.keys.installation.open(payload, "outbox.payload")) if payload else None
    except (SealError, ValueError):
        return None
    return found if isinstance(found, dict) else None

"""Albums: messages sent together arrive together, as one letter that waits a moment for its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.situation.incoming import Incoming
from bot.store import copies
from bot.store.copies import MOST_IN_ALBUM
from bot.store.letter import Album, Letter, Part
from bot.store.messages import Place

from .desk import Desk, Destination
from .ports import Call

GATHERING = timedelta(seconds=1)
"""How long a letter waits for the next part: an album's messages come as updates of their own, at once or nearly so."""
_OF_ONE = frozenset({"from_chat_id", "message_id"})


async def joined(desk: Desk, to: Destination, source: Place, album: Album) -> bool:
    """Whether this part goes with others that wait; one that comes too late begins an album of its own."""
    (part,) = album.parts
    for at, letter in enumerate(desk.letters):
        if _is_same(letter, to, source, album):
            desk.letters[at] = _with(letter, part, desk.now)
            return True
    row = await copies.gathering(desk.unit, source.key, to.key, album.name)
    if row is None or row.letter.album is None:
        return False
    await copies.join(desk.unit, row, part, _until(desk.now, len(row.letter.album.parts) + 1))
    return True


def album_of(incoming: Incoming, media: dict[str, object] | None) -> Album | None:
    """Where a message begins an album, or belongs to one."""
    if media is None or incoming.media is None or incoming.message is None:
        return None
    return Album(incoming.media.album, (Part(incoming.message, media),))


def waiting(album: Album | None, now: datetime) -> datetime | None:
    """Until when a letter that may get company stays where it is."""
    return _until(now, len(album.parts)) if album else None


def _until(now: datetime, parts: int) -> datetime:
    return now if parts >= MOST_IN_ALBUM else now + GATHERING


def _is_same(letter: Letter, to: Destination, source: Place, album: Album) -> bool:
    known = letter.album
    return (
        known is not None
        and known.name == album.name
        and len(known.parts) < MOST_IN_ALBUM
        and letter.chat_key == to.key
        and letter.source is not None
        and letter.source.key == source.key
    )


def _with(letter: Letter, part: Part, now: datetime) -> Letter:
    assert letter.album
    parts = (*letter.album.parts, part)
    return replace(letter, album=replace(letter.album, parts=parts), not_before=_until(now, len(parts)))


def together(letter: Letter, call: Call) -> Call:
    """What is sent: an album where parts have met, a copy where one stayed alone.

    Telegram's own way of copying several messages keeps no reply and does not say which of them it left out.
    """
    if letter.album is None or len(letter.album.parts) == 1:
        return call
    kept = {name: value for name, value in call.params.items() if name not in _OF_ONE}
    return Call("sendMediaGroup", {**kept, "media": [part.media for part in letter.album.parts]}, call.fate)


def one_by_one(letter: Letter) -> tuple[Letter, ...]:
    """The parts of an album that Telegram refused as a whole."""
    return tuple(
        replace(
            letter,
            params={**letter.params, "message_id": source.message},
            source=source,
            album=None,
            not_before=None,
        )
        for source in letter.sources
    )

"""Copies that are on their way: whose they are, what joins them, what is taken out of them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select, update

from .letter import OPEN, QUEUED, RECALLED, UNKNOWN, Album, Letter, Part, Row, row_of, sealed
from .messages import Place
from .tables import outbox, relays
from .unit import Unit

COPY = "copyMessage"
MOST_IN_ALBUM = 10


async def gathering(unit: Unit, source_key: str, chat_key: str, album: str) -> Row | None:
    """The letter that waits with other parts of this album and has room for one more."""
    for row in await _albums(unit, source_key, (QUEUED,)):
        known = row.letter.album
        if known and known.name == album and row.letter.chat_key == chat_key:
            return row if len(known.parts) < MOST_IN_ALBUM else None
    return None


async def join(unit: Unit, row: Row, part: Part, not_before: datetime) -> None:
    """One more part; the letter waits for others until then."""
    assert row.letter.album
    letter = replace(row.letter, album=Album(row.letter.album.name, (*row.letter.album.parts, part)))
    waits = max(row.not_before, not_before)
    await _rewrite(unit, row, letter, {"not_before": waits})


async def _rewrite(unit: Unit, row: Row, letter: Letter, more: dict[str, object]) -> None:
    values = {"payload": sealed(unit, letter), **more}
    await unit.run(update(outbox).where(outbox.c.id == row.id).values(values))


async def _albums(unit: Unit, source_key: str, states: Iterable[str]) -> tuple[Row, ...]:
    """Copies of albums out of one chat, the newest first. The sender takes none of those that wait meanwhile."""
    found = await unit.run(
        select(outbox)
        .where(
            outbox.c.bot_id == unit.bot_id,
            outbox.c.state.in_(tuple(states)),
            outbox.c.source_key == source_key,
            outbox.c.method == COPY,
            outbox.c.payload.is_not(None),
        )
        .order_by(outbox.c.id.desc())
        .with_for_update()
    )
    rows = (row_of(unit, row) for row in found)
    return tuple(row for row in rows if row.letter.album)


async def recall_copies(unit: Unit, source: Place) -> None:
    """Copies of a message that was taken back, as far as they still wait; of an album the other parts go on."""
    for row in await _albums(unit, source.key, (QUEUED,)):
        await _take_out(unit, row, source)
    mine = (
        outbox.c.bot_id == unit.bot_id,
        outbox.c.state == QUEUED,
        outbox.c.source_key == source.key,
        outbox.c.source_message == source.message,
    )
    await unit.run(update(outbox).where(*mine).values(state=RECALLED, payload=None))


async def _take_out(unit: Unit, row: Row, source: Place) -> None:
    album = row.letter.album
    assert album
    left = tuple(part for part in album.parts if part.message != source.message)
    if not left or len(left) == len(album.parts):
        return
    first = left[0].message
    params = {**row.letter.params, "message_id": first}
    letter = replace(row.letter, params=params, album=Album(album.name, left))
    await _rewrite(unit, row, letter, {"source_message": first})


async def copies_under_way(unit: Unit, source: Place) -> frozenset[str]:
    """Chats that a message is being copied to at this moment."""
    found = await unit.run(
        select(outbox.c.chat_key).where(
            outbox.c.bot_id == unit.bot_id,
            outbox.c.state.in_(OPEN),
            outbox.c.source_key == source.key,
            outbox.c.source_message == source.message,
        )
    )
    alone = {row.chat_key for row in found}
    albums = await _albums(unit, source.key, OPEN)
    return frozenset(alone | {row.letter.chat_key for row in albums if source in row.letter.sources})


async def delivered(
    unit: Unit, engagement: int, source_key: str, chat_key: str, *, anywhere: bool
) -> frozenset[int]:
    """Ids of messages in `source_key` that were copied, or are on their way: to `chat_key`, or `anywhere` at all.

    What Telegram refused once is not tried again in the same chat; what met a closed door is.
    """
    copied = select(relays.c.source_message).where(
        relays.c.engagement_id == engagement,
        relays.c.source_key == source_key,
        *(() if anywhere else (relays.c.chat_key == chat_key,)),
    )
    standing = outbox.c.state.in_(("queued", "sending", "sent", "unknown"))
    refused = (outbox.c.state == "refused") & (outbox.c.chat_key == chat_key)
    there = standing if anywhere else standing & (outbox.c.chat_key == chat_key)
    underway = select(outbox.c.source_message).where(
        outbox.c.engagement_id == engagement,
        outbox.c.source_key == source_key,
        outbox.c.method == COPY,
        or_(there, refused),
    )
    found = [*await unit.run(copied), *await unit.run(underway)]
    albums = [row.letter for row in await _albums(unit, source_key, (*OPEN, UNKNOWN))]
    parts = {one.message for it in albums if anywhere or it.chat_key == chat_key for one in it.sources}
    return frozenset(row.source_message for row in found) | parts

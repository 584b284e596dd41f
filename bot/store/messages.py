"""What was written in an engagement, with its versions, its copies elsewhere, and what was agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from bot.situation.incoming import MEDIA, Incoming, Kind

from .seal import Key
from .tables import message_versions, messages, relays
from .unit import Unit

WINDOW = timedelta(hours=48)
"""How long Telegram lets a bot delete messages."""


@dataclass(frozen=True)
class Place:
    """A message's place: look-up value of the chat, and the message's id there."""

    key: str
    message: int


async def keep(
    unit: Unit,
    engagement: int,
    key: Key,
    said: Iterable[tuple[int, Incoming]],
    author: str,
    staff_id: int | None,
) -> None:
    """Each message under the id of the mail that brought it. A reaction is none: its id is another message's."""
    rows = [
        {
            "id": mail,
            "engagement_id": engagement,
            "author": author,
            "staff_id": staff_id,
            "kind": incoming.kind.value,
            "body": key.seal(incoming.model_dump_json(exclude_defaults=True).encode(), _body(mail)),
            "telegram_message": incoming.message,
            "written_at": incoming.at,
            "versions": 1,
            "for_case": False,
        }
        for mail, incoming in said
        if (incoming.text or incoming.media or incoming.kind is Kind.UNKNOWN)
        and incoming.kind is not Kind.REACTION
    ]
    if rows:
        await unit.run(messages.insert(), rows)


def _body(mail: int) -> str:
    return f"messages.body/{mail}"


async def revise(
    unit: Unit, engagement: int, key: Key, incoming: Incoming, author: str, now: datetime
) -> bool:
    """An edited message gets its new words, the old ones stay as a version; False where it was never stored."""
    row = (
        await unit.run(
            select(messages)
            .where(
                messages.c.engagement_id == engagement,
                messages.c.telegram_message == incoming.message,
                messages.c.author == author,
            )
            .limit(1)
        )
    ).first()
    if row is None:
        return False
    old = key.seal(key.open(row.body, _body(row.id)), f"message_versions.body/{row.id}")
    await unit.run(message_versions.insert().values(message_id=row.id, body=old, replaced_at=now))
    body = key.seal(incoming.model_dump_json(exclude_defaults=True).encode(), _body(row.id))
    changed = {"body": body, "versions": row.versions + 1}
    await unit.run(update(messages).where(messages.c.id == row.id).values(changed))
    return True


async def mark_for_case(unit: Unit, engagement: int, mails: Iterable[int]) -> None:
    """These messages are meant for the worker of the case."""
    mine = (messages.c.engagement_id == engagement, messages.c.id.in_(tuple(mails)))
    await unit.run(update(messages).where(*mine).values(for_case=True))


async def mark_media_for_case(unit: Unit, engagement: int) -> None:
    """What no machine has listened to or looked at: only a person can."""
    kinds = messages.c.kind.in_([kind.value for kind in MEDIA - {Kind.STICKER}])
    mine = (messages.c.engagement_id == engagement, messages.c.author == "applicant", kinds)
    await unit.run(update(messages).where(*mine).values(for_case=True))


async def for_case(unit: Unit, engagement: int, key: Key) -> tuple[Incoming, ...]:
    """All that is meant for the worker of the case and still stands in the person's chat, in order."""
    found = await unit.run(
        select(messages)
        .where(
            messages.c.engagement_id == engagement,
            messages.c.for_case,
            messages.c.telegram_message.is_not(None),
        )
        .order_by(messages.c.id)
    )
    return tuple(Incoming.model_validate_json(key.open(row.body, _body(row.id))) for row in found)


async def written_in(unit: Unit, engagement: int, author: str, since: datetime) -> tuple[int, ...]:
    """Telegram's ids of what somebody wrote since then."""
    found = await unit.run(
        select(messages.c.telegram_message).where(
            messages.c.engagement_id == engagement,
            messages.c.author == author,
            messages.c.telegram_message.is_not(None),
            messages.c.written_at >= since,
        )
    )
    return tuple(row.telegram_message for row in found)


async def mirror(
    unit: Unit, engagement: int, place: Place, source: Place | None, now: datetime, *, wordless: bool = False
) -> None:
    """A message of ours about this engagement is there; `source` is what it mirrors."""
    row = {
        "bot_id": unit.bot_id,
        "engagement_id": engagement,
        "chat_key": place.key,
        "message": place.message,
        "source_key": source.key if source else None,
        "source_message": source.message if source else None,
        "at": now,
        "wordless": wordless,
    }
    await unit.run(relays.insert().values(row))


async def copies_of(unit: Unit, source: Place) -> tuple[Place, ...]:
    found = await unit.run(
        select(relays).where(
            relays.c.bot_id == unit.bot_id,
            relays.c.source_key == source.key,
            relays.c.source_message == source.message,
        )
    )
    return tuple(Place(row.chat_key, row.message) for row in found)


async def source_of(unit: Unit, place: Place) -> Place | None:
    found = await unit.run(
        select(relays).where(
            relays.c.bot_id == unit.bot_id,
            relays.c.chat_key == place.key,
            relays.c.message == place.message,
            relays.c.source_key.is_not(None),
        )
    )
    row = found.first()
    return Place(row.source_key, row.source_message) if row else None


async def is_of(unit: Unit, engagement: int, place: Place) -> bool:
    """Whether a message was mirrored in this engagement, or is a mirror of it."""
    ours = (relays.c.chat_key == place.key) & (relays.c.message == place.message)
    theirs = (relays.c.source_key == place.key) & (relays.c.source_message == place.message)
    mine = (relays.c.engagement_id == engagement, relays.c.source_key.is_not(None), or_(ours, theirs))
    return (await unit.run(select(relays.c.id).where(*mine).limit(1))).first() is not None


@dataclass(frozen=True)
class Written:
    """A stored message: when it was written, and its words, the newest version first."""

    id: int
    at: datetime
    versions: tuple[str, ...]


async def written(unit: Unit, engagement: int, key: Key, author: str, message: int) -> Written | None:
    """A message by Telegram's id; None where it is not there."""
    row = (
        await unit.run(
            select(messages).where(
                messages.c.engagement_id == engagement,
                messages.c.author == author,
                messages.c.telegram_message == message,
            )
        )
    ).first()
    if row is None:
        return None
    older = select(message_versions).where(message_versions.c.message_id == row.id)
    before = (await unit.run(older.order_by(message_versions.c.id.desc()))).all()
    bodies = [key.open(row.body, _body(row.id))]
    bodies += [key.open(one.body, f"message_versions.body/{row.id}") for one in before]
    said = tuple(Incoming.model_validate_json(body).text for body in bodies)
    return Written(row.id, row.written_at, said)


async def forget(unit: Unit, engagement: int, author: str, message: int) -> None:
    """One message that its writer took back."""
    await unit.run(
        delete(messages).where(
            messages.c.engagement_id == engagement,
            messages.c.author == author,
            messages.c.telegram_message == message,
        )
    )

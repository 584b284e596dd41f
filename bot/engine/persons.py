"""Applicants and their engagements, opened and sealed with their own key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.situation.case import Speaker
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.store.seal import Key, Keys
from bot.store.tables import applicants, engagements


@dataclass(frozen=True)
class Person:
    """`id` 0 means: not stored yet. `chat` is where to write to them."""

    id: int
    person: str
    chat: int
    key: Key
    wrapped: bytes
    engagement: int
    version: int
    frame: Frame
    speaker: Speaker


async def find(connection: AsyncConnection, keys: Keys, bot_id: int, lane: str) -> Person | None:
    row = (
        await connection.execute(
            select(applicants, engagements.c.id.label("engagement"), engagements.c.frame)
            .add_columns(engagements.c.version, engagements.c.speaker)
            .join(engagements, engagements.c.applicant_id == applicants.c.id)
            .where(applicants.c.bot_id == bot_id, applicants.c.person == lane)
            .order_by(engagements.c.id.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    key = keys.unwrap(row.data_key)
    profile = json.loads(key.open(row.profile, "applicants.profile"))
    frame = Frame.model_validate_json(key.open(row.frame, "engagements.frame"))
    return Person(
        row.id,
        lane,
        profile["chat"],
        key,
        row.data_key,
        row.engagement,
        row.version,
        frame,
        Speaker(row.speaker),
    )


def newcomer(keys: Keys, lane: str, incoming: Incoming) -> Person:
    key, wrapped = keys.new_data_key()
    language = "en" if incoming.language_code.startswith("en") else "id"
    return Person(0, lane, incoming.chat, key, wrapped, 0, 0, Frame(language=language), Speaker.BOT)


async def save(
    connection: AsyncConnection, bot_id: int, person: Person, frame: Frame, now: datetime
) -> int | None:
    """The engagement's id; None when somebody else changed it meanwhile."""
    values = {
        "frame": person.key.seal(frame.model_dump_json().encode(), "engagements.frame"),
        "version": person.version + 1,
        "stage": frame.stage.value,
        "urgency": frame.urgency.value,
        "language": frame.language,
        "changed_at": now,
    }
    if person.id:
        changed = await connection.execute(
            update(engagements)
            .where(engagements.c.id == person.engagement, engagements.c.version == person.version)
            .values(values)
        )
        return person.engagement if changed.rowcount == 1 else None
    profile = person.key.seal(json.dumps({"chat": person.chat}).encode(), "applicants.profile")
    row = {
        "bot_id": bot_id,
        "person": person.person,
        "data_key": person.wrapped,
        "profile": profile,
        "created_at": now,
    }
    made = await connection.execute(applicants.insert().values(row))
    assert made.inserted_primary_key
    opened = await connection.execute(
        engagements.insert().values(
            applicant_id=made.inserted_primary_key[0], speaker=Speaker.BOT.value, **values
        )
    )
    assert opened.inserted_primary_key
    return int(opened.inserted_primary_key[0])


async def erase(connection: AsyncConnection, person: Person) -> None:
    """The rows go, and with them the key: what backups still hold cannot be read."""
    await connection.execute(delete(engagements).where(engagements.c.applicant_id == person.id))
    await connection.execute(delete(applicants).where(applicants.c.id == person.id))

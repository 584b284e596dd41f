"""Applicants and their engagements, opened and sealed with their own key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, delete, func, select, update

from bot.situation.case import Case, Speaker
from bot.situation.facts import Slot
from bot.situation.frame import Frame, Pathway
from bot.situation.incoming import Incoming
from bot.situation.needs import Need

from . import cases
from .seal import Key, Keys
from .tables import applicants, engagements, erasures, staff
from .tables import cases as case_table
from .unit import Unit

_SLUG = re.compile(r"[a-z0-9-]{1,64}")
_NEEDS = frozenset(Need)
_PATHWAYS = frozenset(Pathway)


@dataclass(frozen=True)
class Person:
    """`id` 0 means: not stored yet. `chat` is where to write to them; `case` is their newest case."""

    id: int
    lane: str
    chat: int
    name: str
    key: Key
    wrapped: bytes
    engagement: int
    label: int
    version: int
    frame: Frame
    speaker: Speaker
    case: Case | None = None
    repeated: bool = False


async def find(unit: Unit, lane: str) -> Person | None:
    """The person of a lane with engagement and case, in one statement."""
    row = (await unit.run(_found("lane"), {"bot": unit.bot_id, "value": lane})).first()
    return _person(unit, row) if row else None


async def by_engagement(unit: Unit, engagement: int) -> Person | None:
    row = (await unit.run(_found("engagement"), {"bot": unit.bot_id, "value": engagement})).first()
    return _person(unit, row) if row else None


@cache
def _found(by: Literal["lane", "engagement"]) -> Select[Any]:
    """Built once: building it costs more than running it."""
    of_engagement = case_table.alias()
    newest = (
        select(func.max(of_engagement.c.id))
        .where(of_engagement.c.engagement_id == engagements.c.id)
        .scalar_subquery()
    )
    wanted = applicants.c.person_key if by == "lane" else engagements.c.id
    return (
        select(
            applicants.c.id.label("applicant_id"),
            applicants.c.person_key,
            applicants.c.data_key,
            applicants.c.profile,
            engagements.c.id.label("engagement_id"),
            engagements.c.label,
            engagements.c.frame,
            engagements.c.version,
            engagements.c.speaker,
            *cases.columns(),
        )
        .select_from(applicants)
        .join(engagements, engagements.c.applicant_id == applicants.c.id)
        .outerjoin(case_table, case_table.c.id == newest)
        .outerjoin(staff, staff.c.id == case_table.c.staff_id)
        .where(applicants.c.bot_id == bindparam("bot"), wanted == bindparam("value"))
        .order_by(engagements.c.id.desc())
        .limit(1)
    )


def _person(unit: Unit, row: Any) -> Person:
    key = unit.keys.unwrap(row.data_key)
    profile = json.loads(key.open(row.profile, "applicants.profile"))
    frame = opened_frame(key, row)
    return Person(
        id=row.applicant_id,
        lane=row.person_key,
        chat=profile["chat"],
        name=profile["name"],
        key=key,
        wrapped=row.data_key,
        engagement=row.engagement_id,
        label=row.label,
        version=row.version,
        frame=frame,
        speaker=Speaker(row.speaker),
        case=cases.opened(unit, key, row),
    )


def opened_frame(key: Key, row: Any) -> Frame:
    """Of a row with `frame` and `label`."""
    return Frame.model_validate_json(key.open(row.frame, _frame_place(row.label)))


def _frame_place(label: int) -> str:
    return f"engagements.frame/{label}"


def newcomer(keys: Keys, lane: str, incoming: Incoming, *, repeated: bool = False) -> Person:
    """Somebody of whom nothing is stored."""
    key, wrapped = keys.new_data_key()
    frame = Frame(language="en" if incoming.language_code.startswith("en") else "id")
    return Person(
        0, lane, incoming.chat, incoming.name, key, wrapped, 0, 1, 0, frame, Speaker.BOT, None, repeated
    )


async def was_here(unit: Unit, lane: str) -> bool:
    """Whether somebody of this look-up value had everything deleted before."""
    found = (
        select(erasures.c.id).where(erasures.c.bot_id == unit.bot_id, erasures.c.person_key == lane).limit(1)
    )
    return (await unit.run(found)).first() is not None


async def is_unchanged(unit: Unit, person: Person) -> bool:
    """Whether the engagement is still the one that was read; until the end of this unit nobody changes it."""
    same = (engagements.c.id == person.engagement, engagements.c.version == person.version)
    found = await unit.run(select(engagements.c.id).where(*same).with_for_update())
    return found.first() is not None


async def exists(unit: Unit, engagement: int) -> bool:
    return (
        await unit.run(select(engagements.c.id).where(engagements.c.id == engagement))
    ).first() is not None


async def save(
    unit: Unit, person: Person, frame: Frame, speaker: Speaker, agency: str, now: datetime
) -> Person | None:
    """The person as stored; None when somebody else changed the engagement meanwhile."""
    values = _values(person, frame, speaker, now)
    if person.id:
        changed = await unit.run(
            update(engagements)
            .where(engagements.c.id == person.engagement, engagements.c.version == person.version)
            .values(values)
        )
        if changed.rowcount != 1:
            return None
        return replace(person, frame=frame, speaker=speaker, version=person.version + 1)
    applicant = await _insert_applicant(unit, person, now)
    if applicant is None:
        return None
    row = {"bot_id": unit.bot_id, "applicant_id": applicant, "label": person.label, "agency": agency}
    made = await unit.run(engagements.insert().values(**row, opened_at=now, **values))
    engagement = made.inserted_primary_key[0]
    return replace(
        person, id=applicant, engagement=engagement, frame=frame, speaker=speaker, version=person.version + 1
    )


async def _insert_applicant(unit: Unit, person: Person, now: datetime) -> int | None:
    profile = json.dumps({"chat": person.chat, "name": person.name})
    row = {
        "bot_id": unit.bot_id,
        "person_key": person.lane,
        "data_key": person.wrapped,
        "profile": person.key.seal(profile.encode(), "applicants.profile"),
        "created_at": now,
    }
    made = await unit.run(unit.insert_new(applicants).values(row).returning(applicants.c.id))
    found = made.first()
    return int(found.id) if found else None


def _values(person: Person, frame: Frame, speaker: Speaker, now: datetime) -> dict[str, Any]:
    target = frame.came_by.target if frame.came_by.kind == "service" else ""
    return {
        "frame": person.key.seal(frame.model_dump_json().encode(), _frame_place(person.label)),
        "version": person.version + 1,
        "speaker": speaker.value,
        "stage": frame.stage.value,
        "pathway": ",".join(_listed(frame.value(Slot.PATHWAY), _PATHWAYS)) or None,
        "urgency": frame.urgency.value,
        "language": frame.language,
        "needs": ",".join(_listed(frame.value(Slot.NEEDS), _NEEDS)),
        "regency": regency(frame.value(Slot.LOCATION_NOW)),
        "service": target if _SLUG.fullmatch(target) else None,
        "turns": frame.turn,
        "changed_at": now,
    }


def _listed(value: object, known: frozenset[str]) -> list[str]:
    """Only words of a closed list get into plain columns."""
    found = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in found if isinstance(one, str) and one in known]


def regency(value: object) -> str | None:
    """The first four digits of an official area code: regency or city, never anything smaller."""
    code = value.get("code") if isinstance(value, dict) else None
    digits = str(code or "").replace(".", "")
    return digits[:4] if len(digits) >= 4 and digits.isdigit() else None


async def erase(unit: Unit, person: Person) -> None:
    """The rows go, and with them the key: what backups still hold cannot be read."""
    await unit.run(delete(applicants).where(applicants.c.id == person.id))


async def record_erasure(unit: Unit, lane: str, receipt: str, now: datetime) -> None:
    """The receipt as a keyed value: whoever shows theirs can be answered, nobody can read one here."""
    row = {"bot_id": unit.bot_id, "receipt_key": unit.keys.find("receipt", receipt)}
    row |= {"person_key": lane, "at": now}
    await unit.run(erasures.insert().values(row))


async def erased_at(unit: Unit, receipt: str) -> datetime | None:
    """When the erasure with this receipt was; None where there was none."""
    known = (erasures.c.bot_id == unit.bot_id, erasures.c.receipt_key == unit.keys.find("receipt", receipt))
    at: datetime | None = (await unit.run(select(erasures.c.at).where(*known))).scalar_one_or_none()
    return at

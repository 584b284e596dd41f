"""After a breach (UU 27/2022 art. 46): who is affected, and what was held of them. Names of data only, never the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.situation.facts import Slot
from bot.situation.frame import Frame

from .people import opened_frame
from .seal import Key
from .tables import applicants, audit, cases, chats, consents, engagements, erasures, messages, notes, staff
from .unit import Unit

SPECIFIC = {
    "health": (
        *(Slot.MEDICAL_NOW, Slot.WHO_IS_ILL, Slot.HEALTH_NEED, Slot.WHERE_ILL, Slot.INJURED, Slot.TREATMENT),
        *(Slot.DIFFICULTY, Slot.CARE_NEED, Slot.FEELING, Slot.INSURANCE, Slot.VULNERABLE),
    ),
    "children": (
        *(Slot.CHILD_COUNT, Slot.CHILD_THREATENED, Slot.BABY_FED, Slot.PUPIL, Slot.SCHOOL_NOW, Slot.AGES),
        Slot.SCHOOL_OBSTACLE,
    ),
    "finance": (Slot.MONEY, Slot.DEBT_THREAT, Slot.DEBT_SOURCE, Slot.DEBT_HOPE, Slot.FOOD_TODAY),
    "safety": (Slot.SAFETY_NOW, Slot.WHO_MUST_NOT_KNOW, Slot.PRESSURE),
}
"""Specific data in the sense of the law, and what endangers somebody where the wrong people read it."""


@dataclass(frozen=True)
class Scope:
    """Of which time, and whose: one case's person, those whose data a member of the staff could see, or everybody."""

    since: datetime
    until: datetime
    staff: int | None = None
    case: str | None = None


@dataclass(frozen=True)
class Affected:
    """`person`: the newest case's code, else a keyed id. `seen`: stored, case (with all words) or card."""

    person: str
    seen: str
    contact: str
    first: datetime
    last: datetime
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    specific: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    people: tuple[Affected, ...]
    erased_since: int
    """They were held then, and nobody can say any more who they were."""


async def affected(unit: Unit, scope: Scope) -> Found:
    """Everybody whose data was there in that time, as far as it still is."""
    seen = await _seen(unit, scope)
    people = [await _person(unit, row, seen) for row in await _rows(unit, scope)]
    gone = select(func.count()).where(
        erasures.c.bot_id == unit.bot_id, erasures.c.at >= scope.since, erasures.c.person_key.is_not(None)
    )
    erased = 0 if scope.case or scope.staff else (await unit.run(gone)).scalar_one()
    return Found(tuple(one for one in people if one), int(erased))


async def knows_staff(unit: Unit, staff_id: int) -> bool:
    """Members who have left may be asked about, too: the audit log remembers them."""
    there = select(staff.c.id).where(staff.c.bot_id == unit.bot_id, staff.c.id == staff_id)
    acted = select(audit.c.id).where(audit.c.bot_id == unit.bot_id, audit.c.staff_id == staff_id).limit(1)
    return (await unit.run(there)).first() is not None or (await unit.run(acted)).first() is not None


async def _rows(unit: Unit, scope: Scope) -> list[Any]:
    found = (
        select(
            applicants.c.id,
            applicants.c.person_key,
            applicants.c.data_key,
            applicants.c.created_at,
            engagements.c.id.label("engagement"),
            engagements.c.frame,
            engagements.c.label,
            engagements.c.changed_at,
            chats.c.blocked_at,
        )
        .join(engagements, engagements.c.applicant_id == applicants.c.id)
        .outerjoin(
            chats, (chats.c.chat_key == applicants.c.person_key) & (chats.c.bot_id == applicants.c.bot_id)
        )
        .where(applicants.c.bot_id == unit.bot_id, applicants.c.created_at < scope.until)
        .order_by(applicants.c.id, engagements.c.id)
    )
    if scope.case:
        mine = select(cases.c.engagement_id).where(
            cases.c.bot_id == unit.bot_id, cases.c.code_key == unit.keys.find("code", scope.case)
        )
        found = found.where(engagements.c.id.in_(mine))
    return list((await unit.run(found)).all())


async def _seen(unit: Unit, scope: Scope) -> dict[int, str] | None:
    """Per engagement how a member of the staff could see it; None where that was not asked."""
    if scope.staff is None:
        return None
    acted = select(audit.c.case_id).where(
        audit.c.bot_id == unit.bot_id,
        audit.c.staff_id == scope.staff,
        audit.c.at >= scope.since,
        audit.c.at < scope.until,
        audit.c.case_id.is_not(None),
    )
    held = (cases.c.staff_id == scope.staff) & (cases.c.claimed_at < scope.until)
    mine = select(cases.c.engagement_id).where(cases.c.bot_id == unit.bot_id, cases.c.id.in_(acted) | held)
    agency = select(staff.c.agency).where(staff.c.id == scope.staff)
    shown = select(cases.c.engagement_id).where(
        cases.c.bot_id == unit.bot_id,
        cases.c.agency.in_(agency),
        cases.c.confidential.is_(False),
        cases.c.opened_at < scope.until,
    )
    cards = {row.engagement_id: "card" for row in await unit.run(shown)}
    return cards | {row.engagement_id: "case" for row in await unit.run(mine)}


async def _person(unit: Unit, row: Any, seen: dict[int, str] | None) -> Affected | None:
    if seen is not None and row.engagement not in seen:
        return None
    key = unit.keys.unwrap(row.data_key)
    frame = opened_frame(key, row)
    fields = tuple(sorted(slot.value for slot in frame.facts))
    return Affected(
        person=await _name(unit, key, row),
        seen=seen[row.engagement] if seen is not None else "stored",
        contact="has blocked the bot" if row.blocked_at else "chat with the bot",
        first=row.created_at,
        last=row.changed_at,
        kinds=await _kinds(unit, row.engagement, frame),
        fields=fields,
        specific=_specific(frame),
    )


async def _name(unit: Unit, key: Key, row: Any) -> str:
    newest = (
        select(cases.c.code)
        .where(cases.c.engagement_id == row.engagement)
        .order_by(cases.c.id.desc())
        .limit(1)
    )
    code = (await unit.run(newest)).scalar_one_or_none()
    return key.open(code, "cases.code").decode() if code else f"person {row.person_key[:12]}"


async def _kinds(unit: Unit, engagement: int, frame: Frame) -> tuple[str, ...]:
    """`name` and `chat` are of everybody."""
    written = (
        select(messages.c.kind, func.count())
        .where(messages.c.engagement_id == engagement)
        .group_by(messages.c.kind)
    )
    found = [f"{kind} ({count})" for kind, count in await unit.run(written.order_by(messages.c.kind))]
    of_case = select(cases.c.id).where(cases.c.engagement_id == engagement)
    more = {
        "quotes": bool(frame.quotes),
        "consents": await _any(unit, select(consents.c.id).where(consents.c.engagement_id == engagement)),
        "case": await _any(unit, of_case),
        "notes": await _any(unit, select(notes.c.id).where(notes.c.case_id.in_(of_case))),
    }
    return ("name", "chat", *found, *(kind for kind, is_held in more.items() if is_held))


async def _any(unit: Unit, query: Any) -> bool:
    return (await unit.run(query.limit(1))).first() is not None


def _specific(frame: Frame) -> tuple[str, ...]:
    held = {kind for kind, slots in SPECIFIC.items() if _meets(frame, slots)}
    marked = {"children"} if frame.child else set()
    danger = {"safety"} if frame.danger or frame.hint or frame.confidential else set()
    return tuple(sorted(held | marked | danger))


def _meets(frame: Frame, slots: Iterable[Slot]) -> bool:
    return any(slot in frame.facts for slot in slots)

"""Cases: the code is sealed like everything of the applicant; finding one by its code goes through a keyed value."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from bot.situation.case import Case, CaseState, Note, Role, Staff
from bot.situation.frame import Urgency

from .seal import Key
from .tables import applicants, cases, engagements, notes, shares, staff
from .unit import Unit

OPEN = (CaseState.WAITING.value, CaseState.CLAIMED.value)
_CODE = "cases.code"


def columns() -> tuple[Any, ...]:
    """What `opened` reads, for joins."""
    return (
        cases.c.id.label("case_id"),
        cases.c.code,
        cases.c.state,
        cases.c.urgency.label("case_urgency"),
        cases.c.confidential,
        cases.c.opened_at.label("case_opened_at"),
        cases.c.promised,
        cases.c.claimed_at,
        cases.c.times_handed_back,
        cases.c.read_by_worker,
        cases.c.outcome,
        cases.c.alarms,
        cases.c.told_others,
        staff.c.id.label("staff_id"),
        staff.c.profile.label("staff_profile"),
        staff.c.roles.label("staff_roles"),
    )


def opened(unit: Unit, key: Key, row: Any) -> Case | None:
    if row.case_id is None:
        return None
    return Case(
        id=row.case_id,
        code=key.open(row.code, _CODE).decode(),
        state=CaseState(row.state),
        urgency=Urgency(row.case_urgency),
        confidential=row.confidential,
        opened_at=row.case_opened_at,
        promised=row.promised,
        worker=read_staff(unit, row.staff_id, row.staff_profile, row.staff_roles) if row.staff_id else None,
        claimed_at=row.claimed_at,
        times_handed_back=row.times_handed_back,
        read_by_worker=row.read_by_worker,
        outcome=row.outcome,
        alarms=row.alarms,
        told_others=row.told_others,
    )


def read_staff(unit: Unit, staff_id: int, profile: bytes, roles: str) -> Staff:
    known = json.loads(unit.keys.installation.open(profile, "staff.profile"))
    return Staff(
        id=staff_id,
        name=known["name"],
        title=known.get("title", ""),
        roles=frozenset(Role(role) for role in roles.split(",") if role),
    )


async def add(unit: Unit, engagement: int, key: Key, case: Case, agency: str) -> Case:
    """The case with its id."""
    row = {
        "bot_id": unit.bot_id,
        "engagement_id": engagement,
        "agency": agency,
        "code_key": unit.keys.find("code", case.code),
        "code": key.seal(case.code.encode(), _CODE),
        "opened_at": case.opened_at,
        **_values(case, select(shares.c.id).where(shares.c.engagement_id == engagement)),
    }
    made = await unit.run(cases.insert().values(row))
    return case.model_copy(update={"id": int(made.inserted_primary_key[0])})


async def change(unit: Unit, case: Case) -> None:
    """The engagement's version has been checked in this unit: nobody else changed the case meanwhile."""
    resting = select(shares.c.id).where(shares.c.engagement_id == cases.c.engagement_id)
    await unit.run(update(cases).where(cases.c.id == case.id).values(_values(case, resting)))


def _values(case: Case, resting: Select[Any]) -> dict[str, Any]:
    """`resting`: what sharing rests on. Without it the database refuses an open case."""
    return {
        "share_id": None if case.state is CaseState.WITHDRAWN else resting.scalar_subquery(),
        "state": case.state.value,
        "urgency": case.urgency.value,
        "confidential": case.confidential,
        "promised": case.promised,
        "staff_id": case.worker.id if case.worker else None,
        "claimed_at": case.claimed_at,
        "times_handed_back": case.times_handed_back,
        "read_by_worker": case.read_by_worker,
        "outcome": case.outcome,
        "alarms": case.alarms,
        "told_others": case.told_others,
    }


async def waiting(unit: Unit, agency: str) -> int:
    """How many cases of the agency wait for a worker."""
    found = await unit.run(
        select(func.count())
        .select_from(cases)
        .where(
            cases.c.bot_id == unit.bot_id, cases.c.agency == agency, cases.c.state == CaseState.WAITING.value
        )
    )
    return int(found.scalar_one())


async def queue(unit: Unit, agency: str, most: int) -> tuple[Case, ...]:
    """The agency's waiting cases, the oldest first."""
    found = await unit.run(
        select(applicants.c.data_key, *columns())
        .select_from(cases)
        .join(engagements, engagements.c.id == cases.c.engagement_id)
        .join(applicants, applicants.c.id == engagements.c.applicant_id)
        .outerjoin(staff, staff.c.id == cases.c.staff_id)
        .where(
            cases.c.bot_id == unit.bot_id, cases.c.agency == agency, cases.c.state == CaseState.WAITING.value
        )
        .order_by(cases.c.opened_at)
        .limit(most)
    )
    every = (opened(unit, unit.keys.unwrap(row.data_key), row) for row in found)
    return tuple(case for case in every if case)


async def held_privately(unit: Unit, staff_key: str) -> tuple[str, ...]:
    """Lanes of the confidential cases that this worker has claimed: their words go to and fro in a private chat."""
    found = await unit.run(_held(), {"bot": unit.bot_id, "worker": staff_key})
    return tuple(row.person_key for row in found)


@cache
def _held() -> Select[Any]:
    """Built once: it is asked for each message in a private chat."""
    return (
        select(applicants.c.person_key)
        .select_from(staff)
        .join(cases, cases.c.staff_id == staff.c.id)
        .join(engagements, engagements.c.id == cases.c.engagement_id)
        .join(applicants, applicants.c.id == engagements.c.applicant_id)
        .where(
            staff.c.bot_id == bindparam("bot"),
            staff.c.person_key == bindparam("worker"),
            cases.c.state == CaseState.CLAIMED.value,
            cases.c.confidential,
        )
        .order_by(cases.c.id)
    )


async def by_code(unit: Unit, code: str) -> int | None:
    """The id of the case that the code names."""
    keyed = unit.keys.find("code", code)
    found = await unit.run(select(cases.c.id).where(cases.c.bot_id == unit.bot_id, cases.c.code_key == keyed))
    return found.scalar_one_or_none()  # type: ignore[no-any-return]


async def held_by(unit: Unit, staff_id: int) -> tuple[str, ...]:
    """Lanes of the cases that this worker has claimed."""
    found = await unit.run(
        select(applicants.c.person_key)
        .select_from(cases)
        .join(engagements, engagements.c.id == cases.c.engagement_id)
        .join(applicants, applicants.c.id == engagements.c.applicant_id)
        .where(cases.c.staff_id == staff_id, cases.c.state == CaseState.CLAIMED.value)
        .order_by(cases.c.id)
    )
    return tuple(row.person_key for row in found)


async def keep_note(unit: Unit, case_id: int, key: Key, note: Note) -> None:
    row = {
        "case_id": case_id,
        "kind": note.kind,
        "staff_id": note.author,
        "body": key.seal(note.words.encode(), f"notes.body/{case_id}"),
        "at": note.at,
    }
    await unit.run(notes.insert().values(row))

"""Data leaves after its time: some rows at a time, each batch a transaction of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, func, select, union, update
from sqlalchemy.ext.asyncio import AsyncEngine

from . import post
from .aged import aged
from .audit import prune
from .forgetting import forget
from .kinds import Kind, Term
from .ledger import Ledger
from .letter import Letter
from .seal import SealError
from .tables import (
    applicants,
    audit,
    case_cards,
    cases,
    chats,
    engagements,
    erasures,
    inbox,
    invitations,
    message_versions,
    messages,
    outbox,
    staff_groups,
)
from .unit import Store, Unit

AT_ONCE = 100
ALSO_OTHERS = timedelta(days=30)
"""Erasures stay in the table until every replica has dropped them from its ledger."""
PEOPLE = frozenset({Kind.ABANDONED, Kind.WITHDRAWN, Kind.CLOSED})
_ROWS: dict[Kind, Table] = {
    Kind.HANDLED_MAIL: inbox,
    Kind.MAIL_SET_ASIDE: inbox,
    Kind.SENT_LETTERS: outbox,
    Kind.MESSAGE_VERSIONS: message_versions,
    Kind.MESSAGES: messages,
    Kind.FOREIGN_GROUPS: chats,
    Kind.INVITATIONS: invitations,
    Kind.ERASURES: erasures,
}


@dataclass(frozen=True)
class Gone:
    """How many of a kind would go or went, and the last moment of the oldest."""

    term: Term
    count: int = 0
    oldest: datetime | None = None


async def bots_of(database: AsyncEngine) -> tuple[int, ...]:
    """Whose rows a database has."""
    every = union(*(select(table.c.bot_id) for table in (inbox, outbox, applicants, audit, erasures)))
    async with database.connect() as connection:
        return tuple(sorted(row.bot_id for row in await connection.execute(every)))


async def due(store: Store, terms: Sequence[Term], now: datetime) -> tuple[Gone, ...]:
    """What would go; nothing is changed. A person counts once, with all that is theirs."""
    async with store.look() as unit:
        return tuple([await _due(unit, term, now) for term in terms])


async def _due(unit: Unit, term: Term, now: datetime) -> Gone:
    found = aged(term.kind, unit.bot_id, _before(term, now)).subquery()
    row = (await unit.run(select(func.count(), func.min(found.c.at)).select_from(found))).one()
    return Gone(term, row[0], row[1])


async def let_go(
    store: Store, terms: Sequence[Term], now: datetime, *, at_once: int = AT_ONCE
) -> tuple[Gone, ...]:
    """What is over is deleted, people with their keys. What the files still hold of it goes too."""
    gone = tuple([await _let_go(store, term, now, at_once) for term in terms])
    if any(one.count for one in gone):
        await store.scrub()
    return gone


async def _let_go(store: Store, term: Term, now: datetime, at_once: int) -> Gone:
    gone = Gone(term)
    if term.kind is Kind.ERASURES and store.ledger:
        await asyncio.to_thread(Ledger(store.ledger).forget, now - timedelta(days=term.days))
    while True:
        async with store.unit() as unit:
            before = _before(term, now)
            rows = (await unit.run(aged(term.kind, unit.bot_id, before).limit(at_once))).all()
            count = await _delete(unit, term.kind, [row.id for row in rows], before, now)
        first = min((row.at for row in rows), default=None)
        gone = Gone(term, gone.count + count, gone.oldest or (first if count else None))
        if count < at_once:
            return gone


def _before(term: Term, now: datetime) -> datetime:
    before = now - timedelta(days=term.days)
    return before - ALSO_OTHERS if term.kind is Kind.ERASURES else before


async def _delete(unit: Unit, kind: Kind, ids: Sequence[int], before: datetime, now: datetime) -> int:
    if not ids:
        return 0
    if kind is Kind.AUDIT:
        # All of it in one: the chain has one beginning.
        return await prune(unit, before, now)
    if kind is Kind.UNCLEAR_LETTERS:
        changed = await unit.run(update(outbox).where(outbox.c.id.in_(ids)).values(payload=None))
        return int(changed.rowcount)
    if kind in PEOPLE:
        return sum([await _person_goes(unit, one, before, now) for one in ids])
    return int((await unit.run(delete(_ROWS[kind]).where(_ROWS[kind].c.id.in_(ids)))).rowcount)


async def _person_goes(unit: Unit, applicant: int, before: datetime, now: datetime) -> bool:
    """Unless they wrote at this very moment."""
    mine = select(engagements).where(engagements.c.applicant_id == applicant).with_for_update()
    every = (await unit.run(mine)).all()
    if any(row.changed_at >= before for row in every):
        return False
    await _empty_cards(unit, [row.id for row in every], now)
    lane = (await unit.run(select(applicants.c.person_key).where(applicants.c.id == applicant))).scalar_one()
    return await forget(unit, lane, now)


async def _empty_cards(unit: Unit, about: Sequence[int], now: datetime) -> None:
    """What staff still have on their screens of a case: its topic is deleted, a card without a topic is emptied."""
    found = (
        select(case_cards.c.topic, case_cards.c.message, staff_groups.c.chat_key, staff_groups.c.chat)
        .join(cases, cases.c.id == case_cards.c.case_id)
        .join(staff_groups, staff_groups.c.chat_key == case_cards.c.chat_key)
        .where(cases.c.engagement_id.in_(about), staff_groups.c.bot_id == unit.bot_id)
    )
    letters = [_emptying(unit, row) for row in (await unit.run(found)).all()]
    await post.add(unit, [letter for letter in letters if letter], now)


def _emptying(unit: Unit, row: Any) -> Letter | None:
    try:
        chat = int(unit.keys.installation.open(row.chat, "staff_groups.chat"))
    except SealError:
        return None
    if row.topic:
        params = {"chat_id": chat, "message_thread_id": row.topic}
        return Letter("deleteForumTopic", params, "harmless", row.chat_key, row.chat_key)
    if row.message:
        params = {"chat_id": chat, "message_id": row.message, "text": "…"}
        return Letter("editMessageText", params, "harmless", row.chat_key, row.chat_key)
    return None

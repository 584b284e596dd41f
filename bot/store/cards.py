"""Staff groups, and where in them each case has its card and topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from .cases import OPEN
from .tables import applicants, case_cards, cases, engagements, outbox, relays, staff_groups
from .unit import Unit

_CHAT = "staff_groups.chat"


@dataclass(frozen=True)
class Group:
    """An agency's staff group; `key` is the look-up value of its chat."""

    agency: str
    key: str
    chat: int
    is_forum: bool


@dataclass(frozen=True)
class Card:
    case: int
    key: str
    topic: int | None = None
    message: int | None = None
    title: str | None = None
    """A keyed value of the topic's title: whether it changes is all that is asked."""
    closed: bool = False


async def group_of(unit: Unit, agency: str) -> Group | None:
    return await _group(unit, staff_groups.c.agency == agency)


async def group_in(unit: Unit, chat_key: str) -> Group | None:
    return await _group(unit, staff_groups.c.chat_key == chat_key)


async def _group(unit: Unit, condition: Any) -> Group | None:
    found = await unit.run(select(staff_groups).where(staff_groups.c.bot_id == unit.bot_id, condition))
    row = found.first()
    if row is None:
        return None
    chat = int(unit.keys.installation.open(row.chat, _CHAT))
    return Group(row.agency, row.chat_key, chat, row.is_forum)


async def bind(unit: Unit, agency: str, chat: int, is_forum: bool, now: datetime) -> Group:
    """This chat is the agency's staff group from now on."""
    values = {
        "chat_key": unit.keys.find("chat", chat),
        "chat": unit.keys.installation.seal(str(chat).encode(), _CHAT),
        "is_forum": is_forum,
        "bound_at": now,
    }
    same = (staff_groups.c.bot_id == unit.bot_id, staff_groups.c.agency == agency)
    changed = await unit.run(update(staff_groups).where(*same).values(values))
    if changed.rowcount == 0:
        await unit.run(staff_groups.insert().values(bot_id=unit.bot_id, agency=agency, **values))
    return Group(agency, str(values["chat_key"]), chat, is_forum)


async def set_forum(unit: Unit, chat_key: str, is_forum: bool) -> None:
    mine = (staff_groups.c.bot_id == unit.bot_id, staff_groups.c.chat_key == chat_key)
    await unit.run(update(staff_groups).where(*mine).values(is_forum=is_forum))


async def cards(unit: Unit, case_ids: Iterable[int]) -> dict[int, Card]:
    wanted = tuple(set(case_ids))
    if not wanted:
        return {}
    found = await unit.run(select(case_cards).where(case_cards.c.case_id.in_(wanted)))
    return {row.case_id: _card(row) for row in found}


def _card(row: Any) -> Card:
    return Card(row.case_id, row.chat_key, row.topic, row.message, row.title_key, row.closed)


async def begin(unit: Unit, case_id: int, chat_key: str) -> None:
    """A card is on its way: topic and message become known when they are sent."""
    empty = {"chat_key": chat_key, "topic": None, "message": None, "title_key": None, "closed": False}
    changed = await unit.run(update(case_cards).where(case_cards.c.case_id == case_id).values(empty))
    if changed.rowcount == 0:
        await unit.run(case_cards.insert().values(case_id=case_id, **empty))


async def know(unit: Unit, case_id: int, **known: int | str | bool) -> None:
    """`topic` or `message` as Telegram answered; `title_key` and `closed` as they were asked for."""
    await unit.run(update(case_cards).where(case_cards.c.case_id == case_id).values(known))


async def of_code(unit: Unit, chat_key: str, code: str) -> Card | None:
    """Where the case of this code has its card, if that is in this group."""
    named = (cases.c.bot_id == unit.bot_id, cases.c.code_key == unit.keys.find("code", code))
    found = await unit.run(
        select(case_cards)
        .join(cases, cases.c.id == case_cards.c.case_id)
        .where(*named, case_cards.c.chat_key == chat_key)
    )
    row = found.first()
    return _card(row) if row else None


async def is_posted(unit: Unit, case_id: int, chat_key: str) -> bool:
    """Whether the case has its card in this group, or one on its way there."""
    found = await unit.run(
        select(case_cards.c.case_id).where(case_cards.c.case_id == case_id, _stands(chat_key))
    )
    return found.first() is not None


async def may_come(unit: Unit, case_id: int, chat_key: str) -> bool:
    """Whether the card is there, on its way, or comes sooner or later: open cases get one."""
    wanted = select(case_cards.c.case_id).join(cases, cases.c.id == case_cards.c.case_id)
    here = cases.c.state.in_(OPEN) | _stands(chat_key)
    found = await unit.run(wanted.where(case_cards.c.case_id == case_id, here))
    return found.first() is not None


def _stands(chat_key: str) -> Any:
    under_way = (
        select(outbox.c.id)
        .where(
            outbox.c.case_id == case_cards.c.case_id,
            outbox.c.chat_key == chat_key,
            outbox.c.fate == "card",
            outbox.c.state.in_(("queued", "sending")),
        )
        .correlate(case_cards)
    )
    return (case_cards.c.chat_key == chat_key) & (case_cards.c.message.is_not(None) | under_way.exists())


async def open_lanes(
    unit: Unit, agency: str, open_states: Iterable[str], chat_key: str
) -> tuple[tuple[str, bool], ...]:
    """Lanes of open cases, each with whether its card stands in this group."""
    found = await unit.run(
        select(applicants.c.person_key, case_cards.c.case_id)
        .select_from(applicants)
        .join(engagements, engagements.c.applicant_id == applicants.c.id)
        .join(cases, cases.c.engagement_id == engagements.c.id)
        .outerjoin(case_cards, (case_cards.c.case_id == cases.c.id) & _stands(chat_key))
        .where(
            cases.c.bot_id == unit.bot_id,
            cases.c.agency == agency,
            cases.c.state.in_(tuple(open_states)),
        )
    )
    return tuple((row.person_key, row.case_id is not None) for row in found)


async def lane_in_group(unit: Unit, chat_key: str, topic: int | None, messages: Iterable[int]) -> str | None:
    """The lane of the case that a topic, a message of ours or one that we copied belongs to."""
    if topic is not None:
        by_topic = (
            select(applicants.c.person_key)
            .select_from(applicants)
            .join(engagements, engagements.c.applicant_id == applicants.c.id)
            .join(cases, cases.c.engagement_id == engagements.c.id)
            .join(case_cards, case_cards.c.case_id == cases.c.id)
            .where(
                cases.c.bot_id == unit.bot_id,
                case_cards.c.chat_key == chat_key,
                case_cards.c.topic == topic,
            )
        )
        if row := (await unit.run(by_topic)).first():
            return str(row.person_key)
    for message in messages:
        ours = (relays.c.chat_key == chat_key) & (relays.c.message == message)
        theirs = (relays.c.source_key == chat_key) & (relays.c.source_message == message)
        about = (
            select(applicants.c.person_key)
            .select_from(applicants)
            .join(engagements, engagements.c.applicant_id == applicants.c.id)
            .join(relays, relays.c.engagement_id == engagements.c.id)
            .where(relays.c.bot_id == unit.bot_id, ours | theirs)
        )
        if row := (await unit.run(about)).first():
            return str(row.person_key)
    return None


async def move(unit: Unit, old_key: str, new_chat: int) -> bool:
    """A staff group became a supergroup: its id is another one from now on. Its old topics and messages stay behind.

    False where that was known already.
    """
    new_key = unit.keys.find("chat", new_chat)
    sealed = unit.keys.installation.seal(str(new_chat).encode(), _CHAT)
    moved = await unit.run(
        update(staff_groups)
        .where(staff_groups.c.bot_id == unit.bot_id, staff_groups.c.chat_key == old_key)
        .values(chat_key=new_key, chat=sealed)
    )
    # The buttons of cards were signed for the old chat: new cards are posted.
    ours = select(cases.c.id).where(cases.c.bot_id == unit.bot_id)
    left = delete(case_cards).where(case_cards.c.chat_key == old_key, case_cards.c.case_id.in_(ours))
    await unit.run(left)
    return bool(moved.rowcount)

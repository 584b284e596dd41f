"""Every row that belongs to a person, opened with their key (see bot/situation/own_data.py for what it becomes)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from bot.situation.case import Staff
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.situation.own_data import (
    Arrived,
    CaseKept,
    Chat,
    ConsentGiven,
    Conversation,
    Deed,
    Erasure,
    Message,
    Noted,
    Reader,
    Sent,
    SharedBecause,
    Shown,
    Version,
)

from . import cases as case_store
from . import consents as consent_store
from .people import Person, opened_frame
from .seal import SealError
from .tables import (
    audit,
    case_cards,
    cases,
    chats,
    consents,
    engagements,
    erasures,
    inbox,
    message_versions,
    messages,
    notes,
    outbox,
    relays,
    shares,
    staff,
    staff_groups,
)
from .unit import Unit

WITHHELD = "a worker's thoughts about themselves, not about you; nobody else reads them either"
OWN_CHAT, STAFF_GROUP, PRIVATE = "this chat", "staff group", "private chat of a worker"


class Reading:
    """One person's rows, read in one transaction."""

    def __init__(
        self, unit: Unit, person: Person, names: Mapping[int, Reader], groups: frozenset[str]
    ) -> None:
        self.unit, self.person, self._names, self._groups = unit, person, names, groups

    @classmethod
    async def begin(cls, unit: Unit, person: Person) -> Reading:
        found = await unit.run(select(staff).where(staff.c.bot_id == unit.bot_id))
        names = {
            row.id: _reader(case_store.read_staff(unit, row.id, row.profile, row.roles)) for row in found
        }
        bound = await unit.run(select(staff_groups.c.chat_key).where(staff_groups.c.bot_id == unit.bot_id))
        return cls(unit, person, names, frozenset(row.chat_key for row in bound))

    async def rows(self, table: Any, *where: Any) -> Sequence[Any]:
        found = await self.unit.run(select(table).where(*where).order_by(*table.primary_key.columns))
        return list(found.all())

    def where(self, chat_key: str) -> str:
        if chat_key == self.person.lane:
            return OWN_CHAT
        return STAFF_GROUP if chat_key in self._groups else PRIVATE

    def who(self, staff_id: int | None) -> Reader | None:
        """By role and the name that applicants are told."""
        return self._names.get(staff_id) if staff_id else None


def _reader(member: Staff) -> Reader:
    return Reader(name=member.name, role=", ".join(sorted(member.roles)))


async def conversations(reading: Reading) -> tuple[Conversation, ...]:
    mine = engagements.c.applicant_id == reading.person.id
    return tuple([await _conversation(reading, row) for row in await reading.rows(engagements, mine)])


async def _conversation(reading: Reading, row: Any) -> Conversation:
    frame = opened_frame(reading.person.key, row)
    return Conversation(
        ref=f"engagements/{row.id}",
        **{name: getattr(row, name) for name in _PLAIN},
        facts={slot.value: fact for slot, fact in frame.facts.items()},
        changes=frame.changes,
        quotes=frame.quotes,
        everything_known=_rest(frame),
        messages=await _messages(reading, row.id),
        consents=await _consents(reading, row.id),
        shared_because=await _share(reading, row.id),
        cases=await _cases(reading, row.id),
        shown=await _shown(reading, row.id),
        sent=await _sent(reading, row.id),
    )


_PLAIN = (
    "label", "agency", "opened_at", "changed_at", "speaker", "stage", "pathway", "urgency", "language", "needs",
    "regency", "service", "turns", "version",
)  # fmt: skip


def _rest(frame: Frame) -> dict[str, Any]:
    return frame.model_dump(mode="json", exclude={"facts", "changes", "quotes"}, exclude_defaults=True)


async def _messages(reading: Reading, engagement: int) -> tuple[Message, ...]:
    found = []
    for row in await reading.rows(messages, messages.c.engagement_id == engagement):
        came = Incoming.model_validate_json(reading.person.key.open(row.body, f"messages.body/{row.id}"))
        found.append(
            Message(
                ref=f"messages/{row.id}",
                written_by=row.author,
                staff=reading.who(row.staff_id),
                kind=row.kind,
                text=came.text,
                at=row.written_at,
                meant_for_worker=row.for_case,
                telegram_message=row.telegram_message,
                content=_content(came, row.author),
                versions=await _versions(reading, row.id),
            )
        )
    return tuple(found)


def _content(came: Incoming, author: str) -> dict[str, Any]:
    """What a worker wrote comes without their account and their group."""
    hidden = {"chat", "sender", "topic", "name", "language_code"} if author == "staff" else set()
    return came.model_dump(mode="json", exclude_defaults=True, exclude=hidden)


async def _versions(reading: Reading, message: int) -> tuple[Version, ...]:
    place = f"message_versions.body/{message}"
    return tuple(
        Version(
            ref=f"message_versions/{row.id}",
            text=Incoming.model_validate_json(reading.person.key.open(row.body, place)).text,
            replaced_at=row.replaced_at,
        )
        for row in await reading.rows(message_versions, message_versions.c.message_id == message)
    )


async def _consents(reading: Reading, engagement: int) -> tuple[ConsentGiven, ...]:
    return tuple(
        ConsentGiven(
            ref=f"consents/{row.id}",
            purpose=row.purpose,
            given=row.given,
            at=row.at,
            text_version=row.text_version,
            own_words=consent_store.words_of(reading.person.key, row),
            stands=row.stands,
        )
        for row in await reading.rows(consents, consents.c.engagement_id == engagement)
    )


async def _share(reading: Reading, engagement: int) -> SharedBecause | None:
    for row in await reading.rows(shares, shares.c.engagement_id == engagement):
        return SharedBecause(
            ref=f"shares/{row.id}",
            basis=row.basis,
            since=row.at,
            consent=f"consents/{row.consent_id}" if row.consent_id else None,
            noted_in=f"audit/{row.audit_id}" if row.audit_id else None,
        )
    return None


async def _cases(reading: Reading, engagement: int) -> tuple[CaseKept, ...]:
    found = await reading.rows(cases, cases.c.engagement_id == engagement)
    return tuple([await _case(reading, row) for row in found])


async def _case(reading: Reading, row: Any) -> CaseKept:
    cards = await reading.rows(case_cards, case_cards.c.case_id == row.id)
    card = [
        {
            "ref": f"case_cards/{one.case_id}",
            "where": reading.where(one.chat_key),
            "topic": one.topic,
            "message": one.message,
            "closed": one.closed,
        }
        for one in cards
    ]
    return CaseKept(
        ref=f"cases/{row.id}",
        code=reading.person.key.open(row.code, "cases.code").decode(),
        worker=reading.who(row.staff_id),
        card=card[0] if card else None,
        notes=await _notes(reading, row.id),
        life=await _life(reading, row.id),
        **{name: getattr(row, name) for name in _OF_CASE},
    )


_OF_CASE = (
    "state", "urgency", "confidential", "opened_at", "promised", "claimed_at", "times_handed_back",
    "read_by_worker", "outcome", "alarms", "told_others", "agency",
)  # fmt: skip


async def _notes(reading: Reading, case: int) -> tuple[Noted, ...]:
    """Private notes are personal data about the person: UU 27/2022 art. 7 gives them access and a copy, and none of the
    exceptions (art. 15 paragraph 1: defence, law enforcement, public order, supervision of finance; art. 33: danger to
    anybody's safety, data about somebody else) holds for notes as such. Staff are told so when they write one. A
    reflection is about the worker who wrote it (their own fears and prejudice), it is the worker's personal data: that
    it is there is told, its words are not."""
    return tuple(
        Noted(
            ref=f"notes/{row.id}",
            kind=row.kind,
            by=reading.who(row.staff_id),
            at=row.at,
            words=None
            if row.kind == "reflection"
            else reading.person.key.open(row.body, f"notes.body/{case}").decode(),
            withheld=WITHHELD if row.kind == "reflection" else "",
        )
        for row in await reading.rows(notes, notes.c.case_id == case)
    )


async def _life(reading: Reading, case: int) -> tuple[Deed, ...]:
    """Who opened or changed it, when; also refused attempts."""
    return tuple(
        Deed(ref=f"audit/{row.id}", at=row.at, actor=row.actor, staff=reading.who(row.staff_id), act=row.act)
        for row in await reading.rows(audit, audit.c.bot_id == reading.unit.bot_id, audit.c.case_id == case)
    )


async def _shown(reading: Reading, engagement: int) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            ref=f"relays/{row.id}",
            where=reading.where(row.chat_key),
            message=row.message,
            of_message=row.source_message,
            at=row.at,
            with_their_words=not row.wordless,
        )
        for row in await reading.rows(relays, relays.c.engagement_id == engagement)
    )


async def _sent(reading: Reading, engagement: int) -> tuple[Sent, ...]:
    of_cases = select(cases.c.id).where(cases.c.engagement_id == engagement)
    to_them = (outbox.c.chat_key == reading.person.lane) & outbox.c.engagement_id.is_(None)
    mine = or_(outbox.c.engagement_id == engagement, outbox.c.case_id.in_(of_cases), to_them)
    return tuple(
        Sent(
            ref=f"outbox/{row.id}",
            where=reading.where(row.chat_key),
            method=row.method,
            state=row.state,
            about_case=row.case_id is not None,
            waits_since_or_sent_at=row.sent_at or row.not_before,
        )
        for row in await reading.rows(outbox, mine)
    )


async def arrived(reading: Reading) -> tuple[Arrived, ...]:
    """The lane's mail: what they sent, what staff did in their case, and timers."""
    mine = (inbox.c.bot_id == reading.unit.bot_id, inbox.c.lane == reading.person.lane)
    return tuple(
        Arrived(
            ref=f"inbox/{row.id}",
            timer=row.timer or "",
            state=row.state,
            received_at=row.received_at,
            due_at=row.due_at,
            done_at=row.done_at,
            failures=row.failures,
            content=_waiting(reading, row.payload),
        )
        for row in await reading.rows(inbox, *mine)
    )


def _waiting(reading: Reading, payload: bytes | None) -> dict[str, Any] | None:
    """What came from their own chat; staff's mail about their case carries staff's accounts, and waits for a moment only."""
    try:
        found = json.loads(reading.unit.keys.installation.open(payload, "inbox.payload")) if payload else None
    except (SealError, ValueError):
        return None
    chat = json.dumps({"id": reading.person.chat})[1:-1]
    return found if isinstance(found, dict) and chat in json.dumps(found) else None


async def chat(reading: Reading) -> Chat | None:
    mine = (chats.c.bot_id == reading.unit.bot_id, chats.c.chat_key == reading.person.lane)
    for row in await reading.rows(chats, *mine):
        return Chat(
            ref=f"chats/{row.id}",
            telegram_chat=reading.person.chat,
            kind=row.kind,
            blocked_at=row.blocked_at,
            told_at=row.told_at,
        )
    return None


async def past_erasures(reading: Reading) -> tuple[Erasure, ...]:
    mine = (erasures.c.bot_id == reading.unit.bot_id, erasures.c.person_key == reading.person.lane)
    return tuple(Erasure(ref=f"erasures/{row.id}", at=row.at) for row in await reading.rows(erasures, *mine))

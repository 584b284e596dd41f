"""Rows of people, staff and mail for tests of what lies in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.situation.case import Case, CaseState, Role, Speaker
from bot.situation.frame import Frame
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.situation.speech import RecordConsent
from bot.store import cards, cases, chats, consents, mail, people, post, staff
from bot.store.letter import Letter
from bot.store.people import Person
from bot.store.unit import Store, Unit

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def said(chat: int, text: str, at: datetime = NOW) -> Incoming:
    return Incoming(
        kind=Kind.TEXT,
        chat=chat,
        chat_kind=ChatKind.PRIVATE,
        sender=chat,
        name="Nur",
        text=text,
        message=5,
        at=at,
    )


async def come(unit: Unit, chat: int, now: datetime = NOW, frame: Frame | None = None) -> Person:
    """Somebody new, as after their first message."""
    person = people.newcomer(unit.keys, unit.keys.find("chat", chat), said(chat, "halo", now))
    saved = await people.save(unit, person, frame or Frame(), Speaker.BOT, "default", now)
    assert saved
    await chats.meet(unit, chat, "private")
    return saved


async def with_case(unit: Unit, chat: int, state: CaseState, frame: Frame | None = None) -> Person:
    person = await come(unit, chat, frame=frame)
    share = RecordConsent(purpose="share", given=True, version="1", words="boleh")
    await consents.record(unit, person.engagement, person.key, share, NOW)
    case = Case(id=0, code=f"KOD-{chat}", opened_at=NOW)
    case = await cases.add(unit, person.engagement, person.key, case, "default")
    await cards.begin(unit, case.id, unit.keys.find("chat", -1005))
    await cards.know(unit, case.id, topic=chat)
    await cases.change(unit, case.model_copy(update={"state": state}))
    return person


async def fill(store: Store, chats_of: range) -> None:
    """A person per chat with mail that waits and a letter that waits, and one member of the staff."""
    async with store.unit() as unit:
        await staff.enrol(unit, 99, (Role.WORKER,), "default", NOW, "Dewi")
        for chat in chats_of:
            person = await come(unit, chat)
            await mail.accept(unit, chat, person.lane, {"update_id": chat, "words": "beras"}, NOW)
            waits = Letter(
                "sendMessage", {"chat_id": chat, "text": "kabar"}, "ordinary", person.lane, person.lane
            )
            await post.add(unit, (waits,), NOW)


async def erase(store: Store, chat: int, receipt: str, now: datetime = NOW) -> None:
    """As `/hapus` does, as far as the database goes."""
    lane = store.keys.find("chat", chat)
    async with store.unit() as unit:
        person = await people.find(unit, lane)
        assert person
        await people.erase(unit, person)
        await people.record_erasure(unit, lane, receipt, now)
    await store.scrub()


async def is_there(store: Store, chat: int) -> bool:
    async with store.look() as unit:
        return await people.find(unit, store.keys.find("chat", chat)) is not None

"""Data leaves after its time, and nothing leaves before, on both databases, by travelling in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.retaining import LEASE, Retaining, Round, told
from bot.situation.case import CaseState, Role
from bot.situation.frame import Frame, Stage
from bot.situation.incoming import Incoming
from bot.store import cards, chats, mail, messages, people, post, staff
from bot.store.audit import note_act
from bot.store.audit_check import check
from bot.store.consents import rest_on_danger
from bot.store.database import open_database
from bot.store.kinds import TERMS, Kind, terms
from bot.store.leases import take
from bot.store.ledger import Ledger
from bot.store.letter import Letter
from bot.store.people import Person
from bot.store.retention import Gone, bots_of, due, let_go
from bot.store.seal import Keys
from bot.store.tables import audit, inbox, metadata, outbox
from bot.store.tables import messages as message_table
from bot.store.unit import Store, Unit

from .people_at_rest import NOW, come, erase, is_there, said, with_case

pytestmark = pytest.mark.promise("data-leaves-in-time")
DAY = timedelta(days=1)
OPEN, CLOSED, LEFT, STOPPED, ABANDONED = range(9001, 9006)


@pytest.fixture
def store(database: AsyncEngine, tmp_path: Path) -> Store:
    return Store(database, Keys.derive(b"m" * 32), 7, tmp_path / "erasures.ledger")


def days(kind: Kind) -> timedelta:
    return next(one.days for one in TERMS if one.kind is kind) * DAY


async def write(unit: Unit, person: Person, update_id: int) -> None:
    """A message that was handled, edited once, and answered."""
    incoming = said(person.chat, "beras habis")
    await mail.accept(unit, update_id, person.lane, {"update_id": update_id}, NOW)
    (waiting,) = await mail.due(unit, person.lane, NOW, 1)
    await messages.keep(unit, person.engagement, person.key, [(waiting.id, incoming)], "applicant", None)
    edited = Incoming.model_validate({**incoming.model_dump(), "text": "beras ada"})
    await messages.revise(unit, person.engagement, person.key, edited, "applicant", NOW)
    await mail.finish(unit, [waiting.id], NOW)
    answer = Letter(
        "sendMessage", {"chat_id": person.chat}, "ordinary", person.lane, person.lane, person.engagement
    )
    await post.add(unit, (answer,), NOW)


async def fill(store: Store) -> None:
    async with store.unit() as unit:
        await staff.enrol(unit, 99, (Role.WORKER,), "default", NOW, "Dewi")
        await cards.bind(unit, "default", -1005, True, NOW)
        states = {OPEN: CaseState.WAITING, CLOSED: CaseState.CLOSED, LEFT: CaseState.WITHDRAWN}
        met = [await with_case(unit, chat, state) for chat, state in states.items()]
        met += [await come(unit, STOPPED, frame=Frame(stage=Stage.WITHDRAWN)), await come(unit, ABANDONED)]
        for number, person in enumerate(met, 1):
            await write(unit, person, number)
        await staff.invite(unit, "secret", Role.WORKER, "default", NOW)
        await chats.meet(unit, -2000, "group")
        await chats.tell_once(unit, unit.keys.find("chat", -2000), NOW, NOW)
        await note_act(unit, NOW, "applicant", "hand_over")
    async with store.unit() as unit:
        for row in (await unit.run(select(outbox))).all():
            await post.close(unit, row.id, post.SENT, message=row.id, at=NOW)


async def after(store: Store, time: timedelta) -> dict[Kind, int]:
    gone = await let_go(store, TERMS, NOW + time, at_once=2)
    return {one.term.kind: one.count for one in gone if one.count}


async def there(store: Store) -> set[int]:
    return {chat for chat in (OPEN, CLOSED, LEFT, STOPPED, ABANDONED) if await is_there(store, chat)}


async def test_that_each_kind_goes_after_its_time_and_not_before(store: Store) -> None:
    await fill(store)
    assert await after(store, 29 * DAY) == {}
    month = await after(store, 31 * DAY)
    assert month == {
        Kind.HANDLED_MAIL: 4,
        Kind.SENT_LETTERS: 4,
        Kind.FOREIGN_GROUPS: 1,
        Kind.INVITATIONS: 1,
    }
    assert await after(store, 89 * DAY) == {}
    assert await there(store) == {OPEN, CLOSED, LEFT, STOPPED, ABANDONED}
    assert await after(store, 91 * DAY) == {Kind.MESSAGE_VERSIONS: 4, Kind.WITHDRAWN: 2}
    assert await there(store) == {OPEN, CLOSED, ABANDONED}
    assert await after(store, 181 * DAY) == {Kind.ABANDONED: 1}
    assert await after(store, 366 * DAY) == {Kind.MESSAGES: 1}
    assert await there(store) == {OPEN, CLOSED}
    assert await after(store, 731 * DAY) == {Kind.CLOSED: 1}
    assert await there(store) == {OPEN}


async def test_that_nothing_of_an_open_case_ever_goes(store: Store) -> None:
    await fill(store)
    await after(store, 4000 * DAY)
    assert await there(store) == {OPEN}
    async with store.look() as unit:
        person = await people.find(unit, unit.keys.find("chat", OPEN))
        assert person
        assert person.case
        kept = await messages.written(unit, person.engagement, person.key, "applicant", 5)
        assert kept
        assert kept.versions[0] == "beras ada"
        for table in (inbox, outbox, message_table):
            rows = await unit.run(select(func.count()).select_from(table))
            assert rows.scalar_one() > 0, table.name


async def test_that_mail_that_is_not_done_never_goes_and_keeps_its_person(store: Store) -> None:
    async with store.unit() as unit:
        person = await come(unit, ABANDONED)
        await mail.accept(unit, 1, person.lane, {"update_id": 1}, NOW)
    assert await after(store, 4000 * DAY) == {}
    assert await is_there(store, ABANDONED)


async def test_that_whoever_wrote_again_stays(store: Store) -> None:
    await fill(store)
    async with store.unit() as unit:
        person = await people.find(unit, unit.keys.find("chat", ABANDONED))
        assert person
        later = NOW + 100 * DAY
        await people.save(unit, person, person.frame, person.speaker, "default", later)
    await after(store, 181 * DAY)
    assert ABANDONED in await there(store)


async def test_that_the_topics_of_people_who_are_gone_go_too(store: Store) -> None:
    await fill(store)
    await after(store, 731 * DAY)
    async with store.look() as unit:
        letters = [row.letter for row in await post.heads(unit, NOW + 800 * DAY, (), 10)]
        waiting = (await unit.run(select(outbox.c.method).where(outbox.c.state == "queued"))).scalars().all()
    assert letters[0].params["chat_id"] == -1005
    assert [*waiting] == ["deleteForumTopic"] * 2


async def test_that_a_dry_run_tells_the_same_and_changes_nothing(store: Store) -> None:
    await fill(store)
    time = NOW + 91 * DAY
    before = await everything(store)
    would = await due(store, TERMS, time)
    assert await everything(store) == before
    went = await let_go(store, TERMS, time)
    # What goes with its person is counted with what it is, too.
    assert {one.term.kind for one in would if one.count} == {one.term.kind for one in went if one.count}
    assert next(one.oldest for one in would if one.term.kind is Kind.WITHDRAWN) == NOW
    lines = told(would, 7, dry_run=True)
    assert lines[0] == "bot 7: would go"
    assert any("withdrawn_people" in line and " 2 " in line and "2026-11-02" in line for line in lines)


async def everything(store: Store) -> list[object]:
    async with store.look() as unit:
        return [tuple(row) for table in metadata.sorted_tables for row in await unit.run(select(table))]


async def test_that_old_erasures_leave_the_ledger_first_and_the_table_later(store: Store) -> None:
    async with store.unit() as unit:
        await come(unit, 1)
    await erase(store, 1, "HAPUS")
    assert store.ledger
    assert await after(store, days(Kind.ERASURES) - DAY) == {}
    assert len(Ledger(store.ledger).erased()) == 1
    assert await after(store, days(Kind.ERASURES) + DAY) == {}
    assert Ledger(store.ledger).erased() == ()
    assert await after(store, days(Kind.ERASURES) + 31 * DAY) == {Kind.ERASURES: 1}


async def test_that_the_audit_log_stays_whole_where_its_beginning_goes(store: Store) -> None:
    async with store.unit() as unit:
        await note_act(unit, NOW, "applicant", "hand_over")
    async with store.unit() as unit:
        await note_act(unit, NOW + 2000 * DAY, "applicant", "erase")
    assert await after(store, 2001 * DAY) == {Kind.AUDIT: 2}
    async with store.look() as unit:
        assert (await check(unit)).broken == ""


async def test_that_a_danger_whose_words_are_still_shared_keeps_nothing_else(store: Store) -> None:
    """An open case of five years ago: its line of the audit log is noted anew, all others go."""
    await fill(store)
    async with store.unit() as unit:
        person = await people.find(unit, unit.keys.find("chat", OPEN))
        assert person
        await rest_on_danger(unit, person.engagement, "self_harm words", NOW)
    gone = await after(store, 1826 * DAY)
    assert gone[Kind.AUDIT] == 3
    assert Kind.AUDIT not in await after(store, 1827 * DAY)
    async with store.look() as unit:
        acts = (await unit.run(select(audit.c.act).order_by(audit.c.seq))).scalars().all()
        assert acts[0] == "vital_danger self_harm words 2026-11-02"
        assert (await check(unit)).broken == ""


async def test_that_one_replica_lets_go_at_a_time(store: Store) -> None:
    await fill(store)
    time = NOW + 31 * DAY

    def retaining(holder: str) -> Retaining:
        return Retaining(store, TERMS, lambda: time, holder)

    async with store.unit() as unit:
        assert await take(unit, "retain", "other:1:x", time, LEASE)
    assert await retaining("mine:1:x").once() is None
    async with store.unit() as unit:
        assert await take(unit, "retain", "other:1:x", time - 2 * DAY, LEASE)
    assert any(one.count for one in await retaining("mine:1:x").once() or ())


async def test_that_the_running_bot_lets_go_by_itself(store: Store) -> None:
    await fill(store)
    stop, rounds = asyncio.Event(), 0

    def clock() -> datetime:
        """Asked at the beginning and at the end of a round: the bot stops after the first."""
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            stop.set()
        return NOW + 91 * DAY

    await Retaining(store, TERMS, clock, "mine:1:x", first=timedelta(0)).work(stop)
    assert await there(store) == {OPEN, CLOSED, ABANDONED}


async def round_of(store: Store) -> Round:
    stop, told = asyncio.Event(), list[Round]()

    def tell(outcome: Round, _: object) -> None:
        told.append(outcome)
        stop.set()

    clock = partial(datetime.now, UTC)
    await Retaining(store, TERMS, clock, "mine:1:x", first=timedelta(0), tell=tell).work(stop)
    return told[0]


async def test_that_each_round_tells_how_it_ended(store: Store, tmp_path: Path) -> None:
    assert await round_of(store) is Round.DONE
    await asyncio.to_thread((tmp_path / "torn.ledger").write_text, "garbage\n")
    assert await round_of(replace(store, ledger=tmp_path / "torn.ledger")) is Round.FAILED
    gone = open_database(f"sqlite+aiosqlite:///{tmp_path / 'no folder' / 'no.sqlite'}")
    assert await round_of(replace(store, engine=gone)) is Round.AWAY
    async with store.unit() as unit:
        assert await take(unit, "retain", "other:1:x", datetime.now(UTC), LEASE)
    assert await round_of(store) is Round.ELSEWHERE


def test_that_the_agency_chooses_how_long_closed_cases_stay() -> None:
    chosen = {one.kind: one.days for one in terms(90)}
    assert chosen[Kind.CLOSED] == 90
    assert {kind: number for kind, number in chosen.items() if kind is not Kind.CLOSED} == {
        one.kind: one.days for one in TERMS if one.kind is not Kind.CLOSED
    }
    assert {one.kind for one in TERMS} == {*Kind}


async def test_that_every_bot_of_a_database_is_found(store: Store) -> None:
    await fill(store)
    async with Store(store.engine, store.keys, 8).unit() as unit:
        await come(unit, 5)
    assert await bots_of(store.engine) == (7, 8)
    assert isinstance((await due(store, TERMS, NOW))[0], Gone)

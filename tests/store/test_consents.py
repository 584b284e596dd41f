"""What the database itself refuses: sharing without a consent that stands, and without an audited danger to life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from bot.situation.case import Case, CaseState, Speaker
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import RecordConsent
from bot.store import cases, consents, people, post
from bot.store.audit_check import check
from bot.store.letter import Letter
from bot.store.people import Person
from bot.store.tables import audit, outbox, shares
from bot.store.tables import cases as case_table
from bot.store.unit import Store, Unit

pytestmark = pytest.mark.promise("no-share-without-consent")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CHAT = "k" * 64


def answer(*, given: bool, purpose: str = "share", version: str = "2026-11") -> RecordConsent:
    return RecordConsent.model_validate(
        {"purpose": purpose, "given": given, "version": version, "words": "boleh"}
    )


async def meet(store: Store, lane: str = "lane") -> Person:
    incoming = Incoming(kind=Kind.TEXT, chat=8, at=NOW, name="Nur", text="halo")
    newcomer = people.newcomer(store.keys, lane, incoming)
    async with store.unit() as unit:
        saved = await people.save(unit, newcomer, Frame(), Speaker.BOT, "default", NOW)
    assert saved
    return saved


async def consented(store: Store, person: Person, *, given: bool = True) -> None:
    async with store.unit() as unit:
        await consents.record(unit, person.engagement, person.key, answer(given=given), NOW)


async def opened(store: Store, person: Person, code: str = "K7M-4PX") -> Case:
    async with store.unit() as unit:
        return await cases.add(
            unit, person.engagement, person.key, Case(id=0, code=code, opened_at=NOW), "default"
        )


def words(case: int, method: str = "copyMessage", **more: Any) -> Letter:
    return Letter(method, {"text": "Kelinci"}, "words", "q", CHAT, case=case, **more)


async def refused(store: Store, work: Callable[[Unit], Awaitable[object]]) -> None:
    with pytest.raises(IntegrityError):
        async with store.unit() as unit:
            await work(unit)


def sql(statement: str, **values: Any) -> Callable[[Unit], Awaitable[object]]:
    return lambda unit: unit.run(text(statement), values)


async def count(store: Store, table: Any) -> int:
    async with store.look() as unit:
        return int((await unit.run(select(func.count()).select_from(table))).scalar_one())


INSERT_SHARE = (
    "INSERT INTO shares (engagement_id, basis, consent_id, purpose, given, stands, audit_id, at)"
    " VALUES (:engagement, :basis, :consent, :purpose, :given, :stands, :audit, '2026-11-24 03:00:00+00:00')"
)
GOOD = {"basis": "consent", "purpose": "share", "given": True, "stands": True, "audit": None}


async def test_that_a_case_cannot_be_open_without_consent(store: Store) -> None:
    person = await meet(store)
    with pytest.raises(IntegrityError):
        await opened(store, person)
    await consented(store, person, given=False)
    with pytest.raises(IntegrityError):
        await opened(store, person)
    await consented(store, person)
    assert (await opened(store, person)).id
    await refused(store, sql("UPDATE cases SET share_id = NULL"))


async def test_that_a_case_does_not_rest_on_somebody_elses_consent(store: Store) -> None:
    nur, siti = await meet(store), await meet(store, "other")
    await consented(store, nur)
    await consented(store, siti)
    case = await opened(store, nur)
    await refused(
        store,
        sql(
            "UPDATE cases SET share_id = (SELECT id FROM shares WHERE engagement_id = :other) WHERE id = :case",
            other=siti.engagement,
            case=case.id,
        ),
    )


async def test_that_a_share_needs_a_yes_to_sharing_that_stands(store: Store) -> None:
    """By raw SQL: no consent at all, one for another purpose, a no, an old yes, somebody else's."""
    person, siti = await meet(store), await meet(store, "other")
    await consented(store, siti)
    async with store.unit() as unit:
        for one in (answer(given=True, purpose="store"), answer(given=True), answer(given=False)):
            await consents.record(unit, person.engagement, person.key, one, NOW)
        rows = (
            await unit.run(text("SELECT id, engagement_id, purpose, given FROM consents ORDER BY id"))
        ).all()
    theirs, store_yes, old_yes, no = (row.id for row in rows)
    mine = {**GOOD, "engagement": person.engagement}
    for consent in (None, 999, theirs, store_yes, old_yes, no):
        await refused(store, sql(INSERT_SHARE, **mine, consent=consent))
    for wrong in ({"purpose": "store"}, {"given": False}, {"stands": False}, {"basis": "because"}):
        for consent in (store_yes, old_yes, no):
            await refused(store, sql(INSERT_SHARE, **{**mine, **wrong}, consent=consent))


@pytest.mark.promise("danger-exception-audited")
async def test_that_danger_needs_its_line_in_the_audit_log(store: Store) -> None:
    person = await meet(store)
    mine = {**GOOD, "basis": "vital_danger", "engagement": person.engagement, "consent": None}
    await refused(store, sql(INSERT_SHARE, **mine))
    await refused(store, sql(INSERT_SHARE, **{**mine, "audit": 999}))
    async with store.unit() as unit:
        await consents.rest_on_danger(unit, person.engagement, "self_harm words", NOW)
    assert (await opened(store, person)).id
    async with store.look() as unit:
        row = (await unit.run(select(audit.c.act).join(shares, shares.c.audit_id == audit.c.id))).one()
        assert (await check(unit)).broken == ""
    assert row.act == "vital_danger self_harm words"


async def test_that_a_consent_cannot_be_superseded_while_a_case_is_open(store: Store) -> None:
    person = await meet(store)
    await consented(store, person)
    case = await opened(store, person)
    no = answer(given=False)
    await refused(store, lambda unit: consents.record(unit, person.engagement, person.key, no, NOW))
    await refused(store, sql("UPDATE consents SET stands = :no", no=False))
    await refused(store, sql("UPDATE consents SET given = :no", no=False))
    await refused(store, sql("DELETE FROM consents"))
    await refused(store, sql("DELETE FROM shares"))
    async with store.unit() as unit:
        await cases.change(unit, case.model_copy(update={"state": CaseState.WITHDRAWN}))
        await consents.record(unit, person.engagement, person.key, no, NOW)
    assert await count(store, shares) == 0


async def test_that_a_newer_yes_takes_the_place_of_the_older(store: Store) -> None:
    person = await meet(store)
    await consented(store, person)
    await opened(store, person)
    await consented(store, person)
    async with store.look() as unit:
        standing = (await unit.run(text("SELECT id FROM consents WHERE stands"))).scalar_one()
        assert (await unit.run(select(shares.c.consent_id))).scalar_one() == standing


@pytest.mark.promise("withdraw-stops-sharing")
async def test_that_words_cannot_wait_without_a_share_and_go_with_it(store: Store) -> None:
    person = await meet(store)
    await consented(store, person)
    case = await opened(store, person)
    async with store.unit() as unit:
        await post.add(
            unit,
            [words(case.id), words(case.id, "sendMessage"), words(case.id, "sendMessage", wordless=True)],
            NOW,
        )
    await refused(store, sql("UPDATE outbox SET share_id = NULL WHERE method = 'copyMessage'"))
    await refused(store, sql("UPDATE outbox SET share_id = NULL, wordless = :no", no=False))
    async with store.unit() as unit:
        await cases.change(unit, case.model_copy(update={"state": CaseState.WITHDRAWN}))
        await consents.record(unit, person.engagement, person.key, answer(given=False), NOW)
    async with store.look() as unit:
        left = (await unit.run(select(outbox.c.wordless))).all()
    assert [row.wordless for row in left] == [True]
    await refused(store, lambda unit: post.add(unit, [words(case.id)], NOW))
    await refused(store, lambda unit: post.add(unit, [words(case.id, "sendMessage")], NOW))
    # A copy of somebody's words cannot be called wordless either.
    await refused(store, lambda unit: post.add(unit, [words(case.id, wordless=True)], NOW))


async def test_that_an_erased_person_leaves_neither_share_nor_words(store: Store) -> None:
    person = await meet(store)
    await consented(store, person)
    case = await opened(store, person)
    async with store.unit() as unit:
        await post.add(unit, [words(case.id)], NOW)
        await people.erase(unit, person)
    assert [await count(store, table) for table in (shares, case_table, outbox)] == [0, 0, 0]

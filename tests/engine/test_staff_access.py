"""Staff come by an invitation, go by a command, and from that moment on nothing of theirs reaches anybody."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.engine import leaving
from bot.situation.case import Role
from bot.store import audit, staff
from bot.store import cases as find_cases
from bot.store.audit_check import check
from bot.store.seal import Keys
from bot.store.tables import audit as log
from bot.store.tables import cases
from bot.store.unit import Store

from .conftest import MASTER, Running
from .staff import claimed, hand_off, in_topic, open_office
from .test_secret import claim, confide, seen


@pytest.fixture
def store(database: AsyncEngine) -> Store:
    return Store(database, Keys.derive(MASTER), 7)


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "inv-abc"


async def _invited(running: Running, word: str = "abc", role: Role = Role.WORKER, days: int = 3) -> None:
    async with running.engine.store.unit() as unit:
        await staff.invite(unit, word, role, "default", datetime.now(UTC) + timedelta(days=days))


async def _members(running: Running) -> set[str]:
    async with running.engine.store.look() as unit:
        return {one.staff.name for one in await staff.everybody(unit, "default")}


async def _acts(database: AsyncEngine) -> list[str]:
    async with database.connect() as connection:
        return list((await connection.execute(select(log.c.act).order_by(log.c.id))).scalars())


@pytest.mark.promise("invitations-once")
async def test_that_two_who_open_a_link_at_once_are_one_member(running: Running) -> None:
    await _invited(running)
    people = [await running.telegram.person(name) for name in ("Dewi", "Budi", "Sari")]
    await asyncio.gather(*(one.start(SECRET) for one in people))
    told = [
        await one.sees(lambda seen: "petugas" in seen.text or "ndangan" in seen.text, 15) for one in people
    ]
    assert sorted("terdaftar" in one.text for one in told) == [False, False, True]
    assert len(await _members(running)) == 1


@ON_SQLITE
@pytest.mark.promise("invitations-once")
async def test_that_used_expired_forged_and_forwarded_invitations_let_nobody_in(running: Running) -> None:
    await _invited(running, "late", days=-1)
    await _invited(running, "used")
    await _invited(running, "open")
    dewi, budi = [await running.telegram.person(name) for name in ("Dewi", "Budi")]
    await dewi.start("inv-used")
    await dewi.sees("terdaftar")
    for secret in ("inv-used", "inv-late", "inv-forged"):
        await budi.start(secret)
        assert "ndangan" in (await budi.sees("ndangan")).text
    await budi.forward("/start inv-open", "Admin")
    await budi.sees("mesin (bot)")
    assert await _members(running) == {"Dewi"}
    await dewi.start("inv-used")
    await dewi.sees("ndangan")
    assert await _members(running) == {"Dewi"}


@ON_SQLITE
@pytest.mark.promise("access-ends-at-once")
async def test_that_a_worker_leaves_after_being_asked_and_their_case_goes_back(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await hand_off(office)
    topic = await claimed(office)
    await office.dewi.write("/keluar_petugas")
    asked = await office.dewi.sees("Berhenti sebagai petugas?")
    await office.dewi.press("Tetap", asked)
    assert "Dewi" in await _members(running)
    await office.dewi.press("Ya, berhenti", asked)
    await office.dewi.sees("bukan petugas lagi", 10)
    await office.nur.sees("belum bisa melanjutkan", 10)
    await topic.sees("menunggu petugas lagi", 10)
    assert "Dewi" not in await _members(running)
    told = await topic.write("halo Bu Nur, masih saya")
    await topic.sees(lambda seen: "tidak sampai" in seen.text)
    card = await topic.sees("phk", anywhere=True)
    query = await topic.press("Ambil", card)
    assert "hanya untuk petugas" in (await topic.notice(query))["text"]
    await topic.edit(told, "halo lagi")
    await office.nur.sees_nothing_new(0.5)
    async with database.connect() as connection:
        assert (await connection.execute(select(cases.c.state))).scalar_one() == "waiting"
    acts = await _acts(database)
    assert {"left staff", "case:left", "refused claim"} <= set(acts)
    await office.dewi.write("halo")
    await office.dewi.sees("Ada yang ingin diceritakan")


@ON_SQLITE
@pytest.mark.promise("access-ends-at-once")
async def test_that_a_removed_worker_keeps_no_words_and_reaches_nobody(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    await office.nur.write("dia ancam pakai Kelincibiru semalam")
    await claim(office, office.dewi)
    copy = await office.dewi.sees("Kelincibiru", 10)
    await office.ratna.start()
    await office.ratna.write("/daftar_petugas")
    shown = await office.ratna.sees("Petugas: 2")
    assert shown.labels == ["1 Keluarkan Dewi"]
    await office.ratna.press("Keluarkan", shown)
    await office.ratna.press("Ya, keluarkan", await office.ratna.sees("Keluarkan Dewi dari daftar"))
    await office.ratna.sees("Dewi bukan petugas lagi")
    await office.ratna.sees("pengaturan")
    await office.dewi.sees("mengakhiri tugas", 10)
    await office.dewi.until(lambda screen: all("Kelincibiru" not in text for text in screen.texts), 10)
    assert "dipukul" not in await seen(office.dewi)
    await office.nur.sees("belum bisa melanjutkan", 10)
    await office.nur.write("tolong Kelincihijau")
    await office.nur.sees("sampai", anywhere=True)
    await office.dewi.sees_nothing_new(0.5)
    assert "Kelincihijau" not in await seen(office.dewi)
    assert copy


@ON_SQLITE
@pytest.mark.promise("access-ends-at-once")
async def test_that_old_buttons_and_replies_in_private_go_nowhere_and_say_so(running: Running) -> None:
    office = await open_office(running)
    await office.dewi.start()
    await confide(office)
    await claim(office, office.dewi)
    card = await office.dewi.sees(lambda seen: "5 Selesai" in seen.labels, 10)
    engine = running.engine
    async with engine.store.unit() as unit:
        [dewi] = [one for one in await staff.everybody(unit, "default") if one.staff.name == "Dewi"]
        # Without what follows: nothing but the role is gone.
        await staff.end(unit, dewi.staff.id, "default")
    query = await office.dewi.press("Selesai", card)
    answer = await office.dewi.notice(query)
    assert answer["alert"]
    assert "tidak sampai ke siapa pun" in answer["text"]
    await office.dewi.reply(card, "Bu, saya masih di sini")
    await office.dewi.sees("tidak sampai ke siapa pun")
    await office.dewi.write("atau begini?")
    await office.dewi.sees("tidak sampai ke siapa pun")
    await office.dewi.write("/antrean")
    await office.dewi.sees("tidak sampai ke siapa pun")
    await office.nur.sees_nothing_new(0.5)


@pytest.mark.promise("access-ends-at-once")
async def test_that_the_last_admin_stays_also_when_two_leave_at_once(store: Store) -> None:
    now = datetime.now(UTC)
    async with store.unit() as unit:
        for user in (1, 2):
            await staff.enrol(unit, user, (Role.ADMIN,), "default", now, f"Admin {user}")
        both = await staff.everybody(unit, "default")

    async def leave(number: int) -> bool:
        async with store.unit() as unit:
            return (await leaving.end(unit, "default", number, now, leaving.BY_THEMSELVES)).last_admin

    assert sorted(await asyncio.gather(*(leave(one.staff.id) for one in both))) == [False, True]
    async with store.look() as unit:
        assert len(await staff.everybody(unit, "default")) == 1


@pytest.mark.promise("access-ends-at-once")
async def test_that_a_role_is_checked_in_the_transaction_that_acts(store: Store) -> None:
    now = datetime.now(UTC)
    async with store.unit() as unit:
        await staff.enrol(unit, 1, (Role.WORKER,), "default", now)
        [member] = await staff.everybody(unit, "default")
        assert await staff.still_has(unit, member)
    acting, done = asyncio.Event(), asyncio.Event()

    async def act() -> bool:
        async with store.unit() as unit:
            has = await staff.still_has(unit, member)
            acting.set()
            await asyncio.sleep(0.2)
            assert not done.is_set()
            return has

    async def remove() -> None:
        await acting.wait()
        async with store.unit() as unit:
            await staff.end(unit, member.staff.id, "default")
        done.set()

    has, _ = await asyncio.gather(act(), remove())
    assert has
    async with store.unit() as unit:
        assert not await staff.still_has(unit, member)


@ON_SQLITE
async def test_that_the_last_admin_is_told_to_invite_another_first(running: Running) -> None:
    office = await open_office(running)
    await office.ratna.start()
    await office.ratna.write("/keluar_petugas")
    await office.ratna.press("Ya, berhenti", await office.ratna.sees("Berhenti sebagai petugas?"))
    await office.ratna.sees("admin satu-satunya")
    assert "Ratna" in await _members(running)


@ON_SQLITE
async def test_that_a_button_to_leave_is_for_the_one_who_asked(running: Running) -> None:
    office = await open_office(running)
    dewi, ratna = office.dewi.within(office.group), office.ratna.within(office.group)
    await dewi.write("/keluar_petugas")
    query = await ratna.press("Ya, berhenti", await ratna.sees("Berhenti sebagai petugas?"))
    assert "untuk petugas lain" in (await ratna.notice(query))["text"]
    assert await _members(running) >= {"Ratna"}


@ON_SQLITE
@pytest.mark.promise("one-permission-table")
async def test_that_a_worker_neither_reads_nor_claims_their_own_story(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    async with running.engine.store.unit() as unit:
        await staff.enrol(unit, office.nur.id, (Role.ADMIN,), "default", datetime.now(UTC), "Nur")
    await hand_off(office)
    await office.group.add(office.nur)
    topic: Person = await in_topic(office, office.nur)
    card = await topic.sees("phk")
    for label in ("Ambil", "Lihat semua"):
        query = await topic.press(label, card)
        assert "cerita Anda sendiri" in (await topic.notice(query))["text"]
    await topic.write("ini saya")
    await topic.sees("cerita Anda sendiri")
    async with database.connect() as connection:
        assert (await connection.execute(select(cases.c.state))).scalar_one() == "waiting"
    await claimed(office)
    await office.nur.write("terima kasih bu")
    await (await in_topic(office, office.dewi)).sees("terima kasih bu")


@ON_SQLITE
@pytest.mark.promise("audit-chain")
async def test_that_reads_and_changes_are_noted_and_the_chain_holds(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    card = await topic.sees("phk")
    await topic.press("Lihat semua", card)
    await topic.sees("1. ")
    await office.ratna.start()
    await office.ratna.write("/antrean")
    await office.ratna.sees("Menunggu: 1")
    stranger = await running.telegram.person("Orang Lain")
    await office.group.add(stranger)
    query = await stranger.within(office.group, topic.thread).press("Ambil", card)
    assert "hanya untuk petugas" in (await stranger.notice(query))["text"]
    await topic.press("Ambil", card)
    await office.nur.sees("Dewi")
    assert {"hand_over", "all", "queue", "listed", "refused claim", "claim"} <= set(await _acts(database))
    async with running.engine.store.look() as unit:
        found = await check(unit)
        lines = await audit.newest(unit, 99)
        code = next(name.split(" ")[0] for name in await office.group.topics() if "·" in name)
        number = await find_cases.by_code(unit, code)
        assert number
        of_case = await audit.of_case(unit, number)
    assert found.broken == ""
    assert [one.actor for one in lines if one.act == "refused claim"] == ["nobody"]
    assert {one.act for one in of_case} >= {"hand_over", "all", "listed", "refused claim", "claim"}
    assert {one.case_id for one in of_case} == {number}

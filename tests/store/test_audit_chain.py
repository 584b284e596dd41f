"""The audit log is a chain: whatever is changed, removed, added or put elsewhere is found."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import audit as log
from bot.store import consents
from bot.store.audit_check import Found, Seen, check
from bot.store.database import WRITES
from bot.store.migrate import downgrade, upgrade
from bot.store.seal import Generation, Keys
from bot.store.tables import audit, audit_heads, shares
from bot.store.unit import Store

from .people_at_rest import come

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Harm = Callable[[AsyncConnection], Awaitable[None]]


async def _noted(store: Store, acts: int, start: datetime = NOW) -> None:
    for number in range(acts):
        async with store.unit() as unit:
            at = start + number * HOUR
            await log.note_act(unit, at, "staff", f"act {number}", staff_id=number % 3, case_id=41)


async def _checked(store: Store, seen: tuple[Seen, ...] = ()) -> Found:
    async with store.look() as unit:
        return await check(unit, seen)


async def _harm(database: AsyncEngine, harm: Harm) -> None:
    """Somebody with the database's own rights: no trigger stops them."""
    async with database.execution_options(**{WRITES: True}).begin() as connection:
        if connection.dialect.name == "sqlite":
            found = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for (name,) in found.all():
                await connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        await harm(connection)


@pytest.mark.promise("audit-chain")
async def test_that_a_log_that_nobody_touched_is_whole(store: Store) -> None:
    assert (await _checked(store)).broken == ""
    await _noted(store, 5)
    found = await _checked(store)
    assert (found.kept, found.broken) == (6, "")
    assert found.head
    assert found.head.count == 6


async def test_that_a_unit_that_fails_leaves_no_line(store: Store) -> None:
    async def fail() -> None:
        async with store.unit() as unit:
            await log.note_act(unit, NOW, "staff", "claim")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert (await _checked(store)).kept == 0


async def test_that_a_unit_that_only_reads_notes_nothing(store: Store) -> None:
    async with store.look() as unit:
        with pytest.raises(AssertionError, match="only reads"):
            await log.note_act(unit, NOW, "staff", "all")


@pytest.mark.promise("audit-chain")
async def test_that_many_at_once_make_one_chain(store: Store) -> None:
    async def act(number: int) -> None:
        async with store.unit() as unit:
            await log.note_act(unit, NOW, "staff", "claim", staff_id=number)
            await log.note_act(unit, NOW, "staff", "all", staff_id=number)

    await asyncio.gather(*(act(number) for number in range(20)))
    found = await _checked(store)
    assert (found.kept, found.broken) == (41, "")


async def test_that_two_bots_have_two_chains(store: Store, database: AsyncEngine) -> None:
    other = Store(database, store.keys, 8)
    for one in (store, other, store, other):
        await _noted(one, 2)
    assert [(await _checked(one)).kept for one in (store, other)] == [5, 5]
    assert [(await _checked(one)).broken for one in (store, other)] == ["", ""]


async def _changed(connection: AsyncConnection) -> None:
    await connection.execute(update(audit).where(audit.c.seq == 4).values(act="act 9"))


async def _another_time(connection: AsyncConnection) -> None:
    later = NOW + timedelta(microseconds=1)
    await connection.execute(update(audit).where(audit.c.seq == 2).values(at=later))


async def _removed(connection: AsyncConnection) -> None:
    await connection.execute(delete(audit).where(audit.c.seq == 3))


async def _closed_up(connection: AsyncConnection) -> None:
    """A line is removed, the ones after it move up, the head follows."""
    await connection.execute(delete(audit).where(audit.c.seq == 3))
    for seq in range(4, 7):
        await connection.execute(update(audit).where(audit.c.seq == seq).values(seq=seq - 1))
    await connection.execute(update(audit_heads).values(count=5))


async def _swapped(connection: AsyncConnection) -> None:
    """All of two lines but their numbers."""
    rows = (await connection.execute(select(audit).where(audit.c.seq.in_((3, 4))))).all()
    for mine, other in (rows, rows[::-1]):
        content = {"at": other.at, "act": other.act, "staff_id": other.staff_id, "link": other.link}
        await connection.execute(update(audit).where(audit.c.id == mine.id).values(content))


async def _added(connection: AsyncConnection) -> None:
    row = {"bot_id": 7, "at": NOW, "actor": "staff", "act": "claim", "seq": 7, "link": "0" * 64}
    await connection.execute(insert(audit).values(row))
    await connection.execute(update(audit_heads).values(count=7, link="0" * 64))


async def _added_behind(connection: AsyncConnection) -> None:
    row = {"bot_id": 7, "at": NOW, "actor": "staff", "act": "claim", "seq": 7, "link": "0" * 64}
    await connection.execute(insert(audit).values(row))


async def _end_cut(connection: AsyncConnection) -> None:
    await connection.execute(delete(audit).where(audit.c.seq > 4))


async def _beginning_cut(connection: AsyncConnection) -> None:
    """As `prune` does, without a checkpoint."""
    link = select(audit.c.link).where(audit.c.seq == 2).scalar_subquery()
    await connection.execute(update(audit_heads).values(kept_from=3, kept_link=link))
    await connection.execute(delete(audit).where(audit.c.seq < 3))


async def _headless(connection: AsyncConnection) -> None:
    await connection.execute(delete(audit_heads))


@pytest.mark.promise("audit-chain")
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_changed, "line 4 was changed"),
        (_another_time, "line 2 was changed"),
        (_removed, "line 3 is missing"),
        (_closed_up, "line 3 was changed"),
        (_swapped, "line 3 was changed"),
        (_added, "line 7 was changed"),
        (_added_behind, "behind the head"),
        (_end_cut, "ends at line 4"),
        (_beginning_cut, "without a checkpoint"),
        (_headless, "head of the log is missing"),
    ],
)
async def test_that_harm_is_found(store: Store, database: AsyncEngine, harm: Harm, told: str) -> None:
    await _noted(store, 5)
    await _harm(database, harm)
    assert told in (await _checked(store)).broken


@pytest.mark.promise("audit-chain")
async def test_that_an_end_cut_off_with_its_head_is_found_by_a_head_kept_elsewhere(
    store: Store, database: AsyncEngine
) -> None:
    await _noted(store, 5)
    head = (await _checked(store)).head
    assert head
    seen = (Seen(head.count, head.link),)

    async def back(connection: AsyncConnection) -> None:
        await _end_cut(connection)
        link = select(audit.c.link).where(audit.c.seq == 4).scalar_subquery()
        await connection.execute(update(audit_heads).values(count=4, link=link))

    await _harm(database, back)
    assert (await _checked(store)).broken == ""
    assert "line 6 was there" in (await _checked(store, seen)).broken
    await _noted(store, 5)
    assert "line 6 is not the one" in (await _checked(store, seen)).broken


async def test_that_an_emptied_log_is_found_by_a_head_kept_elsewhere(
    store: Store, database: AsyncEngine
) -> None:
    await _noted(store, 2)

    async def empty(connection: AsyncConnection) -> None:
        await connection.execute(delete(audit))
        await connection.execute(delete(audit_heads))

    await _harm(database, empty)
    assert "the log is empty" in (await _checked(store, (Seen(3, "x"),))).broken


@pytest.mark.promise("audit-chain")
@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'x'", "DELETE FROM audit"])
async def test_that_the_database_itself_refuses(store: Store, statement: str) -> None:
    await _noted(store, 1)

    async def run() -> None:
        async with store.unit() as unit:
            await unit.run(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        await run()
    assert (await _checked(store)).broken == ""


async def test_that_no_line_is_replaced_and_the_log_is_never_emptied(
    store: Store, database: AsyncEngine
) -> None:
    await _noted(store, 1)
    statement = (
        "INSERT OR REPLACE INTO audit (id, bot_id, at, actor, act) SELECT id, bot_id, at, actor, 'x' FROM audit"
        if database.dialect.name == "sqlite"
        else "TRUNCATE audit CASCADE"
    )

    async def run() -> None:
        async with store.unit() as unit:
            await unit.run(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        await run()


@pytest.mark.promise("audit-chain")
async def test_that_old_lines_go_by_a_checkpoint_that_carries_the_chain_on(store: Store) -> None:
    await _noted(store, 5)
    async with store.unit() as unit:
        assert await log.prune(unit, NOW + 2 * HOUR, NOW + 9 * HOUR) == 3
        assert await log.prune(unit, NOW + 2 * HOUR, NOW + 9 * HOUR) == 0
    found = await _checked(store)
    assert (found.kept, found.broken) == (4, "")
    await _noted(store, 2, NOW + 10 * HOUR)
    async with store.unit() as unit:
        await log.prune(unit, NOW + 99 * HOUR, NOW + 99 * HOUR)
    found = await _checked(store)
    assert (found.kept, found.broken) == (1, "")


async def _shared_on(store: Store) -> dict[int, tuple[str, int]]:
    """Per engagement what the line says that its sharing rests on, and the line's number."""
    lines = select(shares.c.engagement_id, audit.c.act, audit.c.seq).join(
        audit, audit.c.id == shares.c.audit_id
    )
    async with store.look() as unit:
        return {row.engagement_id: (row.act, row.seq) for row in await unit.run(lines)}


@pytest.mark.promise("danger-exception-audited")
async def test_that_what_words_are_still_shared_on_outlives_its_line(store: Store) -> None:
    """Noted once more with its first day; of two, one is from before the chain."""
    values = {"bot_id": 7, "at": NOW, "actor": "system", "act": "vital_danger medical words"}
    async with store.unit() as unit:
        old, other = await come(unit, 1), await come(unit, 2)
        line = (await unit.run(audit.insert().values(values))).inserted_primary_key[0]
        share = {"purpose": "share", "given": True, "stands": True, "basis": "vital_danger", "at": NOW}
        await unit.run(shares.insert().values(**share, engagement_id=old.engagement, audit_id=line))
        await consents.rest_on_danger(unit, other.engagement, "self_harm words", NOW)
    await _noted(store, 3, NOW + HOUR)
    later = NOW + timedelta(days=1900)
    async with store.unit() as unit:
        assert await log.prune(unit, NOW + 2 * HOUR, later) == 4
    on = await _shared_on(store)
    assert on[old.engagement] == ("vital_danger medical words 2026-11-24", 6)
    assert on[other.engagement] == ("vital_danger self_harm words 2026-11-24", 7)
    assert ((await _checked(store)).kept, (await _checked(store)).broken) == (5, "")
    async with store.unit() as unit:
        assert await log.prune(unit, later + HOUR, later + HOUR) == 5
    assert (await _shared_on(store))[old.engagement] == ("vital_danger medical words 2026-11-24", 9)
    assert ((await _checked(store)).kept, (await _checked(store)).broken) == (3, "")


async def test_that_only_what_a_checkpoint_names_can_be_deleted(store: Store) -> None:
    await _noted(store, 5)
    async with store.unit() as unit:
        await log.prune(unit, NOW + 2 * HOUR, NOW + 9 * HOUR)

    async def run() -> None:
        async with store.unit() as unit:
            await unit.run(delete(audit).where(audit.c.seq == 5))

    with pytest.raises(DBAPIError, match="append-only"):
        await run()


async def test_that_a_line_that_something_points_to_has_its_id_at_once(store: Store) -> None:
    async with store.unit() as unit:
        await log.note_act(unit, NOW, "staff", "claim")
        number = await log.note_now(unit, NOW, "system", "vital_danger", case_id=41)
        await log.note_act(unit, NOW, "staff", "all")
        found = (await unit.run(select(audit).where(audit.c.id == number))).one()
    assert (found.act, found.case_id, found.seq) == ("vital_danger", 41, 3)
    assert (await _checked(store)).broken == ""


@pytest.mark.promise("audit-chain")
async def test_that_lines_from_before_the_chain_are_bound_in(store: Store, database: AsyncEngine) -> None:
    await downgrade(database, "0003")
    async with database.execution_options(**{WRITES: True}).begin() as connection:
        for act in ("claim", "all"):
            row = {"bot_id": 7, "at": NOW, "actor": "staff", "act": act, "staff_id": 1, "case_id": None}
            await connection.execute(
                text(
                    "INSERT INTO audit (bot_id, at, actor, staff_id, case_id, act)"
                    " VALUES (:bot_id, :at, :actor, :staff_id, :case_id, :act)"
                ),
                row,
            )
    await upgrade(database)
    await _noted(store, 1)
    assert (await _checked(store)).broken == ""

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(update(audit).where(audit.c.act == "all").values(act="queue"))

    await _harm(database, change)
    assert "from before the chain" in (await _checked(store)).broken


async def test_that_the_chain_goes_on_under_new_keys_and_never_back(
    store: Store, database: AsyncEngine
) -> None:
    first = Generation.of(b"m" * 32)
    await _noted(store, 2)
    newer = Store(database, Keys.derive(b"m" * 32, (first, Generation.new())), 7)
    await _noted(newer, 2)
    assert (await _checked(newer)).broken == ""
    await _noted(store, 1)
    assert "line 6 was changed" in (await _checked(newer)).broken


async def test_that_another_installations_key_links_nothing(store: Store, database: AsyncEngine) -> None:
    await _noted(store, 1)
    other = Store(database, Keys.derive(b"x" * 32), 7)
    assert "line 1" in (await _checked(other)).broken

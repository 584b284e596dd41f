"""The wall clock jumps, for hours and days, forward and back: nobody waits for it to be as late again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.engine.budget import Budget, Rate, Rates
from bot.engine.jumps import Jumps
from bot.engine.ports import Call, Outcome, Result
from bot.engine.sender import LEASE
from bot.store import leases, mail
from bot.store.future import bring_near
from bot.store.leases import Watch
from bot.store.letter import Letter
from bot.store.post import add, heads
from bot.store.seal import Keys
from bot.store.tables import inbox
from bot.store.unit import Store
from tests.engine.fakes import Echo, Telegram, build, running, says, settled

from .living import MASTER, Jumping, all_done, living, met, until

pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-parts")]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn"
JUMPS = [timedelta(hours=3), timedelta(days=40), -timedelta(hours=3), -timedelta(days=40)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_conversation_goes_on_over_a_jump(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, jump: timedelta
) -> None:
    await conversation_over(jump, telegram, database, mind)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_that_a_conversation_goes_on_over_a_jump_on_postgresql(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    await conversation_over(-DAY, telegram, database, mind)


async def conversation_over(
    jump: timedelta, telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    clock = Jumping()
    async with living(telegram, database, mind, clock=clock, budget=Budget()) as bot:
        ratna, nur = await telegram.person("Ratna"), await met(telegram, "Nur")
        group = await telegram.forum(ratna, "Petugas")
        await bot.engine.seed(admins=[ratna.id], group=group.id)
        await nur.write(STORY)
        await nur.sees("Yang saya tangkap")
        clock.ahead += jump
        await nur.write("mau bicara sama petugas")
        await nur.sees("sudah sampai ke petugas", 30)
        clock.ahead -= jump
        topic = ratna.within(group, await group.topic_named("·"))
        await topic.press("Ambil", await topic.sees("phk", 30))
        await nur.sees("Ratna", 30)
        await nur.write("makasih bu")
        await topic.sees("makasih bu", 30)
        await all_done(database)


async def test_that_what_waits_while_the_clock_is_put_back_keeps_its_order(database: AsyncEngine) -> None:
    clock, telegram = Jumping(HOUR), Telegram()
    engine = build(database, telegram, Echo())
    ahead = build(database, telegram, Echo())
    object.__setattr__(ahead.ports, "clock", clock)
    for number in range(3):
        await ahead.accept(says(1, number, f"w{number}"))
    clock.ahead = timedelta()
    for number in range(3, 6):
        await ahead.accept(says(1, number, f"w{number}"))
    async with running(engine):
        await settled(database)
    assert telegram.sent[1] == [f"w{number}" for number in range(6)]


async def test_that_letters_and_budgets_do_not_sleep_until_it_is_as_late_again(database: AsyncEngine) -> None:
    clock, telegram = Jumping(DAY), Telegram()
    rates = Rates(private=Rate(1, 0.5), group=Rate(9, 9.0), bot=Rate(99, 1.0))
    engine = build(database, telegram, Echo(), Budget(rates))
    object.__setattr__(engine.ports, "clock", clock)
    async with running(engine):
        for number in range(3):
            await engine.accept(says(1, number, f"w{number}"))
        await telegram.until(lambda: telegram.sent[1])
        clock.ahead = timedelta()
        await settled(database)
    assert telegram.sent[1] == ["w0", "w1", "w2"]


async def test_that_a_429_lasts_as_long_as_telegram_said(database: AsyncEngine) -> None:
    clock, at = Jumping(), []

    def plan(call: Call) -> Outcome | None:
        at.append(asyncio.get_running_loop().time())
        return Outcome(Result.LATER, seconds=0.8) if len(at) == 1 else None

    telegram = Telegram(plan=plan)
    engine = build(database, telegram, Echo())
    object.__setattr__(engine.ports, "clock", clock)
    async with running(engine):
        await engine.accept(says(1, 1, "halo"))
        await telegram.until(lambda: at)
        clock.ahead = HOUR
        await settled(database)
    assert len(at) == 2
    assert at[1] - at[0] >= 0.75


@pytest.fixture
async def store(database: AsyncEngine) -> Store:
    return Store(database, Keys.derive(MASTER), 7)


async def test_that_timers_keep_the_time_they_had_to_go(store: Store) -> None:
    """Set by a clock that was a day ahead; those of the right time stay as they are."""
    async with store.unit() as unit:
        await mail.wake(unit, "a", "case:late", NOW + DAY + HOUR, NOW + DAY)
        await mail.wake(unit, "b", "case:late", NOW + 3 * DAY, NOW - HOUR)
        await mail.accept(unit, 1, "c", {}, NOW + DAY)
        await add(unit, [Letter("sendMessage", {}, "ordinary", "q", "q")], NOW + DAY)
        assert await bring_near(unit, NOW) == 3
        assert await bring_near(unit, NOW) == 0
        rows = (await unit.run(select(inbox).order_by(inbox.c.id))).all()
        assert len(await heads(unit, NOW, (), 9)) == 1
    assert [row.due_at for row in rows] == [NOW + HOUR, NOW + 3 * DAY, NOW]
    assert rows[2].received_at == NOW


@dataclass
class Hands:
    """A clock for the wall and one that never jumps."""

    wall: datetime = NOW
    steady: float = 0.0

    def go(self, seconds: float, jump: timedelta = timedelta()) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds) + jump


def test_that_a_clock_that_was_put_back_is_noticed_until_it_was_seen_to() -> None:
    hands = Hands()
    jumps = Jumps(lambda: hands.wall, lambda: hands.steady)
    assert jumps.went_back(), "nobody knows what was before the start"
    jumps.put_right()
    hands.go(1)
    assert not jumps.went_back()
    hands.go(1, DAY)
    assert not jumps.went_back(), "forward needs nothing"
    jumps.put_right()
    hands.go(1, -HOUR)
    assert jumps.went_back()
    hands.go(1)
    assert jumps.went_back()
    jumps.put_right()
    hands.go(1)
    assert not jumps.went_back()


@pytest.mark.parametrize("jump", [DAY, -DAY], ids=str)
async def test_that_a_lease_is_not_held_twice_whatever_the_clocks_say(store: Store, jump: timedelta) -> None:
    hands = Hands()
    watch = Watch(lambda: hands.steady)
    async with store.unit() as unit:
        mine = await leases.take(unit, "send", "here:1:a", hands.wall, LEASE)
        assert mine
        hands.wall += jump
        for _ in range(20):
            hands.go(2)
            assert await leases.renew(unit, "send", mine, hands.wall, LEASE)
            assert await leases.take(unit, "send", "there:1:b", hands.wall + jump, LEASE, watch) is None


@pytest.mark.parametrize("jump", [DAY, -DAY], ids=str)
async def test_that_a_dead_holders_lease_is_free_soon_whatever_the_clocks_say(
    store: Store, jump: timedelta
) -> None:
    hands = Hands()
    watch = Watch(lambda: hands.steady)
    async with store.unit() as unit:
        dead = await leases.take(unit, "send", "here:1:a", hands.wall, LEASE)
        assert dead
        hands.wall += jump
        assert await leases.take(unit, "send", "there:1:b", hands.wall, LEASE, watch) is None
        hands.go(LEASE.total_seconds() + 1)
        assert await leases.take(unit, "send", "there:1:b", hands.wall, LEASE, watch) == dead + 1
        assert not await leases.renew(unit, "send", dead, hands.wall, LEASE)


async def test_that_a_lease_given_back_is_free_at_once(store: Store) -> None:
    async with store.unit() as unit:
        fence = await leases.take(unit, "send", "here:1:a", NOW, LEASE)
        assert fence
        await leases.leave(unit, "send", fence, NOW)
        assert await leases.take(unit, "send", "there:1:b", NOW, LEASE, Watch()) == fence + 1


async def test_that_a_jump_forward_rings_each_case_once(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    """Ten days: every timer is due; each rings once, and the next ring is as far off as ever."""
    clock = Jumping()
    async with living(telegram, database, mind, clock=clock) as bot:
        ratna = await telegram.person("Ratna")
        group = await telegram.forum(ratna, "Petugas")
        await bot.engine.seed(admins=[ratna.id], group=group.id)
        people = [await met(telegram, name) for name in ("Nur", "Asep")]
        for one in people:
            await one.write("saya mau bunuh diri, tolong")
            await one.write("mau bicara sama petugas")
            await one.sees("petugas")
        await all_done(database)
        before = len(telegram.accepted("sendMessage"))
        clock.ahead = timedelta(days=10)
        await until(lambda: len(telegram.accepted("sendMessage")) > before)
        await asyncio.sleep(2.5)
        await all_done(database)
        async with database.connect() as connection:
            timers = select(inbox).where(inbox.c.timer.is_not(None), inbox.c.done_at.is_(None))
            due = [row.due_at for row in await connection.execute(timers)]
        rung = len(telegram.accepted("sendMessage")) - before
    assert all(one > clock() for one in due)
    assert 1 <= rung <= 3 * len(people), rung

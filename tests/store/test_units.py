"""The unit of work, leases, the inbox and the outbox on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.situation.case import Role
from bot.store import leases, mail, people, post, staff
from bot.store.letter import Letter
from bot.store.unit import Store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def letter(text: str, queue: str = "a", **more: str) -> Letter:
    return Letter("sendMessage", {"text": text}, "ordinary", queue, queue, replaces=more.get("replaces", ""))


async def test_that_a_failed_unit_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.unit() as unit:
            await mail.accept(unit, 1, "lane", {"a": 1}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.look() as unit:
        assert await mail.due(unit, "lane", NOW, 5) == ()


async def test_that_an_update_is_kept_once(store: Store) -> None:
    async with store.unit() as unit:
        first = await mail.accept(unit, 1, "lane", {"a": 1}, NOW)
        second = await mail.accept(unit, 1, "lane", {"a": 2}, NOW)
    assert (first, second) == (True, False)


async def test_that_mail_is_done_by_one_of_two(store: Store) -> None:
    async with store.unit() as unit:
        await mail.accept(unit, 1, "lane", {}, NOW)
    async with store.look() as unit:
        [one] = await mail.due(unit, "lane", NOW, 5)

    async def finish() -> bool:
        async with store.unit() as unit:
            return await mail.finish(unit, [one.id], NOW)

    assert sorted(await asyncio.gather(*(finish() for _ in range(5)))) == [False] * 4 + [True]


async def test_that_a_timer_comes_when_it_is_due_and_a_new_one_replaces_it(store: Store) -> None:
    async with store.unit() as unit:
        await mail.wake(unit, "lane", "late", NOW + SECOND, NOW, "first")
        await mail.wake(unit, "lane", "late", NOW + 3 * SECOND, NOW, "second")
    async with store.look() as unit:
        assert await mail.due(unit, "lane", NOW + 2 * SECOND, 5) == ()
        [one] = await mail.due(unit, "lane", NOW + 3 * SECOND, 5)
        assert (one.timer, one.payload) == ("late", {"argument": "second"})


async def test_that_plain_timers_are_cancelled_without_the_cases(store: Store) -> None:
    async with store.unit() as unit:
        for name in ("late", "listening_pause", "case:alarm"):
            await mail.wake(unit, "lane", name, NOW, NOW)
        await mail.cancel_plain(unit, "lane", NOW)
    async with store.look() as unit:
        assert [one.timer for one in await mail.due(unit, "lane", NOW, 5)] == ["case:alarm"]


async def test_that_three_strikes_set_mail_aside(store: Store) -> None:
    async with store.unit() as unit:
        await mail.accept(unit, 1, "lane", {"text": "boom"}, NOW)
    results = []
    for _ in range(mail.STRIKES):
        async with store.unit() as unit:
            [one] = await mail.due(unit, "lane", NOW, 5)
            results.append(await mail.strike(unit, one, "ValueError", NOW, NOW))
    assert results == [False, False, True]
    async with store.look() as unit:
        assert await mail.due(unit, "lane", NOW, 5) == ()


async def test_that_each_queue_offers_its_first_row_only(store: Store) -> None:
    async with store.unit() as unit:
        await post.add(unit, [letter("a1"), letter("a2"), letter("b1", "b"), letter("b2", "b")], NOW)
        heads = await post.heads(unit, NOW, {"b"}, 10)
        assert [row.letter.params["text"] for row in heads] == ["a1"]
        fence = await leases.take(unit, "send", "there:1:a", NOW, SECOND)
        assert fence
        assert not await post.claim(unit, [heads[0].id], "send", fence + 1)
        assert await post.claim(unit, [heads[0].id], "send", fence)
        assert await post.heads(unit, NOW, {"b"}, 10) == ()
        await post.close(unit, heads[0].id, post.SENT, message=5, at=NOW)
        heads = await post.heads(unit, NOW, (), 10)
        assert [row.letter.params["text"] for row in heads] == ["a2", "b1"]


async def test_that_a_newer_edit_replaces_the_one_that_waits(store: Store) -> None:
    async with store.unit() as unit:
        await post.add(unit, [letter("old", replaces="card:1")], NOW)
        await post.add(unit, [letter("new", replaces="card:1")], NOW)
        assert [row.letter.params["text"] for row in await post.heads(unit, NOW, (), 10)] == ["new"]


async def test_that_a_duty_has_one_holder_and_the_late_one_finds_out(store: Store) -> None:
    async with store.unit() as unit:
        mine = await leases.take(unit, "send", "there:1:a", NOW, 5 * SECOND)
        assert mine == 1
        assert await leases.take(unit, "send", "elsewhere:1:b", NOW + SECOND, 5 * SECOND) is None
        assert await leases.renew(unit, "send", mine, NOW + 4 * SECOND, 5 * SECOND)
        taken = await leases.take(unit, "send", "elsewhere:1:b", NOW + 10 * SECOND, 5 * SECOND)
        assert taken == 2
        assert not await leases.renew(unit, "send", mine, NOW + 11 * SECOND, 5 * SECOND)


async def test_that_a_dead_process_of_this_machine_holds_nothing(store: Store) -> None:
    machine = leases.holder_name("n").partition(":")[0]
    async with store.unit() as unit:
        assert await leases.take(unit, "send", f"{machine}:999999999:dead", NOW, 60 * SECOND)
        assert await leases.take(unit, "send", leases.holder_name("new"), NOW, 60 * SECOND) == 2


async def test_that_a_process_of_another_container_is_not_taken_for_dead(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of hosts can be alike for long, and in a container everybody is process 1."""
    monkeypatch.setattr("os.getpid", lambda: 1)
    holders = []
    for name in ("bot-of-the-social-agency-replica-1", "bot-of-the-social-agency-replica-2"):
        monkeypatch.setattr("socket.gethostname", lambda name=name: name)
        holders.append(leases.holder_name("n"))
    async with store.unit() as unit:
        assert await leases.take(unit, "send", holders[0], NOW, 60 * SECOND)
        assert await leases.take(unit, "send", holders[1], NOW, 60 * SECOND) is None


async def test_that_an_invitation_works_once_and_in_time(store: Store) -> None:
    async with store.unit() as unit:
        await staff.invite(unit, "secret", Role.WORKER, "default", NOW + SECOND)
        await staff.invite(unit, "late", Role.ADMIN, "default", NOW)
        assert await staff.redeem(unit, "forged", NOW) is None
        assert await staff.redeem(unit, "late", NOW + SECOND) is None
        assert await staff.redeem(unit, "secret", NOW) == (Role.WORKER, "default")
        assert await staff.redeem(unit, "secret", NOW) is None


async def test_that_staff_keep_their_roles_and_gain_more(store: Store) -> None:
    async with store.unit() as unit:
        await staff.enrol(unit, 42, [Role.WORKER], "default", NOW, "Dewi")
        await staff.enrol(unit, 42, [Role.SUPERVISOR], "default", NOW)
        found = await staff.find(unit, 42, "default")
        assert found
        assert found.staff.roles == frozenset({Role.WORKER, Role.SUPERVISOR})
        assert (found.staff.name, found.user) == ("Dewi", 42)
        assert await staff.find(unit, 43, "default") is None


async def test_that_a_role_of_one_agency_is_none_in_another(store: Store) -> None:
    async with store.unit() as unit:
        await staff.enrol(unit, 42, [Role.WORKER], "here", NOW)
        await staff.enrol(unit, 42, [Role.ADMIN], "there", NOW)
        here, there = [await staff.find(unit, 42, agency) for agency in ("here", "there")]
        assert here
        assert there
        assert here.staff.roles == {Role.WORKER}
        assert there.staff.roles == {Role.ADMIN}
        assert await staff.find(unit, 42, "elsewhere") is None


async def test_that_who_is_not_named_in_the_settings_any_more_loses_only_those_roles(store: Store) -> None:
    async with store.unit() as unit:
        await staff.seed(unit, {42: [Role.ADMIN, Role.WORKER], 43: [Role.WORKER]}, "default", NOW)
        await staff.enrol(unit, 42, [Role.WORKER], "default", NOW)
        await staff.seed(unit, {44: [Role.WORKER]}, "default", NOW)
        found = [await staff.find(unit, user, "default") for user in (42, 43, 44)]
        assert [sorted(one.staff.roles) for one in found if one] == [["worker"], [], ["worker"]]


@pytest.mark.parametrize(
    ("value", "regency"),
    [
        ({"code": "3201", "name": "Kab. Bogor"}, "3201"),
        ({"code": "32.01.05"}, "3201"),
        ({"code": "32"}, None),
        ({"code": None, "name": "deket pasar"}, None),
        ("rumah saya", None),
    ],
)
def test_that_nothing_smaller_than_a_regency_lies_open(value: object, regency: str | None) -> None:
    assert people.regency(value) == regency

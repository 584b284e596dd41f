"""Whoever writes faster than they are listened to waits and is heard together; nothing is lost, nobody else waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from bot.channel.receive import accept_webhook
from bot.engine.burst import MOST_IN_A_FLOOD, MOST_TOGETHER
from bot.engine.distribution import MOST_LANES_AT_ONCE, MOST_TURNS_IN_A_ROW, LocalDistribution
from bot.engine.engine import Engine
from bot.engine.fullness import FullError
from bot.engine.pace import Pace, Tempo
from bot.situation.frame import Frame
from bot.situation.reading import Reading
from bot.store.tables import inbox
from bot.web.webhook import MOST_AT_ONCE, Door, webhook_route

from .fakes import Echo, Telegram, build, running, says, settled

SLOW = Tempo(turns=3, every=3600.0, characters=1000, pause=0.0)
QUICK = Tempo(turns=3, every=0.3, characters=100_000, pause=0.0)


@dataclass
class Hearing(Echo):
    heard: list[str] = field(default_factory=list)

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        self.heard.append(text)
        await asyncio.sleep(0)
        return Reading(text=text)


def listening(database: AsyncEngine, telegram: Telegram, mind: Echo, tempo: Tempo, **more: Any) -> Engine:
    made = build(database, telegram, mind)
    ports = replace(made.ports, alarming=lambda text: "tolong" in text, closes=lambda text: text == "x")
    return Engine(database, made.keys, ports, made.budget, pace=Pace(tempo), **more)


def said(mind: Hearing) -> list[str]:
    return [piece for text in mind.heard for piece in text.split("\n")]


@pytest.mark.promise("floods-delay-never-drop")
async def test_that_a_flood_is_kept_and_heard_whole_and_in_order_in_few_turns(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    words = [f"kata nomor {number}" if number % 3 else f"w{number}" for number in range(400)]
    async with running(listening(database, telegram, mind, QUICK)) as engine:
        for start in range(0, len(words), 50):
            await engine.accept_all(
                [says(1, start + n, one) for n, one in enumerate(words[start : start + 50])]
            )
        await settled(database)
    assert said(mind) == words
    assert len(mind.heard) < len(words) / 8
    told = [text for text in telegram.sent[1] if text == "reads-slowly"]
    assert len(told) == 1
    async with database.connect() as connection:
        states = Counter((await connection.execute(select(inbox.c.state))).scalars())
    assert states == {"done": len(words)}


@pytest.mark.promise("floods-delay-never-drop")
async def test_that_what_is_too_fast_waits_in_the_database(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    async with running(listening(database, telegram, mind, SLOW)) as engine:
        for number in range(6):
            await engine.accept(says(1, number, f"w{number}"))
            await engine.accept(says(2, 100 + number, f"v{number}")) if number == 5 else None
        await telegram.until(lambda: telegram.sent[2] and len(mind.heard) >= 4)
    assert [one for one in mind.heard if one != "v5"] == ["w0", "w1", "w2"]
    async with database.connect() as connection:
        waiting = await connection.execute(select(inbox.c.id).where(inbox.c.done_at.is_(None)))
        assert len(waiting.all()) == 3
    # The next start listens again.
    async with running(listening(database, telegram, mind, QUICK)):
        await settled(database)
    assert [one for one in said(mind) if one != "v5"] == [f"w{number}" for number in range(6)]


@pytest.mark.promise("floods-delay-never-drop")
async def test_that_words_of_danger_wait_behind_nothing_of_ones_own_flood(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    async with running(listening(database, telegram, mind, SLOW)) as engine:
        flood = [says(1, number, f"kata nomor {number} " + "y" * 400) for number in range(300)]
        await engine.accept_all(flood)
        await engine.accept(says(1, 999, "tolong saya"))
        await telegram.until(lambda: "tolong saya" in telegram.sent[1])
    assert len(said(mind)) < len(flood) / 2


@pytest.mark.promise("floods-delay-never-drop")
async def test_that_words_of_danger_are_found_which_came_before_their_writer_had_to_wait(
    database: AsyncEngine,
) -> None:
    telegram, mind = Telegram(), Hearing()
    flood = [says(1, number, f"kata nomor {number} " + "y" * 400) for number in range(60)]
    async with running(listening(database, telegram, mind, SLOW)) as engine:
        await engine.accept_all([*flood, says(1, 999, "tolong saya")])
        await telegram.until(lambda: "tolong saya" in telegram.sent[1])
    assert len(said(mind)) < len(flood) / 2


@pytest.mark.promise("flood-leaves-others")
async def test_that_what_comes_together_is_kept_once_in_order_and_by_few_statements(
    database: AsyncEngine,
) -> None:
    engine = listening(database, Telegram(), Hearing(), SLOW)
    flood = [says(1, number, f"w{number}") for number in range(100)]
    statements: list[str] = []
    event.listen(database.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    await engine.accept_all([*flood[:90], says(2, 500, "halo"), *flood[80:], flood[3]])
    assert len(statements) < 10
    async with database.connect() as connection:
        kept = (await connection.execute(select(inbox.c.update_id).order_by(inbox.c.id))).scalars()
        assert list(kept) == [*range(90), 500, *range(90, 100)]


async def test_that_buttons_and_the_quick_exit_do_not_wait_for_a_pause(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    tempo = Tempo(pause=3600.0, longest=3600.0)
    async with running(listening(database, telegram, mind, tempo)) as engine:
        await engine.accept(says(1, 1, "saya mau cerita"))
        await telegram.until(lambda: telegram.sent[1])
        await engine.accept_all([says(1, 2, "suami di phk"), says(1, 3, "anak dua orang")])
        await engine.accept(says(2, 4, "orang lain juga"))
        await telegram.until(lambda: telegram.sent[2])
        assert len(telegram.sent[1]) == 1
        await engine.accept(says(1, 5, "x"))
        await telegram.until(lambda: len(telegram.sent[1]) == 3)
    assert telegram.sent[1] == ["saya mau cerita", "suami di phk\nanak dua orang", "x"]


async def test_that_pieces_within_a_short_pause_are_one_turn(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    async with running(listening(database, telegram, mind, Tempo(pause=0.3, longest=5.0))) as engine:
        await engine.accept(says(1, 1, "saya mau cerita"))
        await telegram.until(lambda: telegram.sent[1])
        for number in range(2, 6):
            await engine.accept(says(1, number, f"potongan nomor {number}"))
            await asyncio.sleep(0.02)
        await settled(database)
    # The first is answered at once; what follows it waits for the pause.
    assert mind.heard == ["saya mau cerita", "\n".join(f"potongan nomor {number}" for number in range(2, 6))]


@dataclass
class Steps:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_that_a_single_message_never_waits_and_a_flood_waits_for_its_share() -> None:
    clock = Steps()
    pace = Pace(Tempo(turns=3, every=2.0, characters=100, pause=1.0, longest=3.0), clock)
    pace.came("a", piece=True)
    assert pace.wait("a") == 0
    for _ in range(3):
        pace.took("a", 10)
    assert pace.wait("a") == 2.0
    assert pace.is_behind("a")
    assert pace.wait("b") == 0
    pace.came("a", hurries=True)
    assert pace.wait("a") == 0
    pace.rests("a")
    clock.now = 2.0
    assert pace.wait("a") == 0
    pace.took("a", 1000)
    assert pace.wait("a") == 22.0


def test_that_no_piece_waits_for_ever_for_more() -> None:
    clock = Steps()
    pace = Pace(Tempo(pause=1.0, longest=3.0), clock)
    for step in range(12):
        clock.now = step / 2
        pace.came("a", piece=True)
    assert pace.wait("a") == 0


def test_that_only_so_many_lanes_are_remembered() -> None:
    pace = Pace(Tempo(), Steps(), most=50)
    for number in range(10_000):
        pace.came(f"lane {number}")
    assert len(pace._lanes) == 50


@pytest.mark.promise("flood-leaves-others")
async def test_that_others_are_handled_within_a_few_turns_of_the_flooder(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    # No pace at all: what keeps the others' place is the line alone.
    engine = listening(database, telegram, mind, Tempo(turns=10**6, pause=0.0))
    async with running(engine):
        for start in range(0, 1200, 100):
            await engine.accept_all([says(1, start + number, f"w{start + number}") for number in range(100)])
        for other in range(2, 12):
            before = len(mind.heard)
            await engine.accept(says(other, 5000 + other, f"halo{other}"))
            await telegram.until(lambda other=other: telegram.sent[other])  # type: ignore[misc]
            flooders = [one for one in mind.heard[before:] if one.startswith("w")]
            assert len(flooders) <= 3 * MOST_TURNS_IN_A_ROW
        assert len(said(mind)) < 1200


@pytest.mark.promise("flood-leaves-others")
async def test_that_a_flooder_who_waits_holds_no_place() -> None:
    taken: Counter[str] = Counter()
    async with asyncio.TaskGroup() as group:
        pace = Pace(SLOW)
        distribution = LocalDistribution(_endless(pace, taken), group, at_once=1, pace=pace)
        for lane in ("flood", *(f"other {number}" for number in range(100))):
            distribution.wake(lane)
        async with asyncio.timeout(5):
            while len(taken) < 101 or distribution._awake:  # noqa: ASYNC110
                await asyncio.sleep(0)
        distribution.stop()
    assert set(taken.values()) == {SLOW.turns}


def _endless(pace: Pace, taken: Counter[str]) -> Callable[[str], Awaitable[bool]]:
    async def take_next(lane: str) -> bool:
        taken[lane] += 1
        pace.took(lane, 1)
        await asyncio.sleep(0)
        return True

    return take_next


@pytest.mark.promise("flood-leaves-others")
async def test_that_ten_thousand_lanes_leave_nothing_in_memory() -> None:
    async def take_next(lane: str) -> bool:
        await asyncio.sleep(0)
        return False

    async with asyncio.TaskGroup() as group:
        distribution = LocalDistribution(take_next, group, most=500)
        baseline = len(asyncio.all_tasks())
        for number in range(10_000):
            distribution.wake(f"lane {number}")
        assert distribution.size <= 500 + MOST_LANES_AT_ONCE
        assert len(asyncio.all_tasks()) <= baseline + MOST_LANES_AT_ONCE
        async with asyncio.timeout(5):
            while distribution.size:  # noqa: ASYNC110
                await asyncio.sleep(0)
        assert len(distribution._line) == 0
    assert MOST_TOGETHER < MOST_IN_A_FLOOD


@pytest.mark.promise("floods-delay-never-drop")
async def test_that_a_full_inbox_takes_nothing_until_there_is_room(database: AsyncEngine) -> None:
    telegram, mind = Telegram(), Hearing()
    engine = listening(database, telegram, mind, QUICK, most_waiting=5)
    await engine.accept_all([says(1, number, f"w{number}") for number in range(5)])
    with pytest.raises(FullError):
        await engine.accept(says(2, 9, "halo"))
    body = b'{"update_id": 9, "chat": 2, "text": "halo"}'
    assert await accept_webhook(body, "s", secret="s", accept=engine.accept) == 503
    async with running(engine):
        async with asyncio.timeout(10):
            while await accept_webhook(body, "s", secret="s", accept=engine.accept) != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await settled(database)
    assert "halo" in mind.heard
    assert [one for one in said(mind) if one != "halo"] == [f"w{number}" for number in range(5)]


async def test_that_the_webhook_asks_to_come_again_rather_than_let_everything_in() -> None:
    go_on = asyncio.Event()

    async def take(_body: bytes, _secret: str | None) -> int:
        await go_on.wait()
        return 200

    app = Starlette(routes=[webhook_route("/in", Door(lambda _: True, take))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        under_way = [
            asyncio.ensure_future(client.post("/in", content=b"{}")) for _ in range(MOST_AT_ONCE + 1)
        ]
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        assert [one.result().status_code for one in done] == [503]
        go_on.set()
        answers = Counter([answer.status_code for answer in await asyncio.gather(*under_way)])
    assert answers == {200: MOST_AT_ONCE, 503: 1}

"""Ten thousand messages of one person: what others wait for their answers without and with them, and what it costs.

    .venv/bot/bin/python tests/bench/bench_flood.py [--flood N] [--rate N] [--people N] [--rounds N] [--seconds N]
        [--over SECONDS] [--to-the-end]

Bot and model server are processes of their own; the local Telegram and the people who write are this process. Needs the
environment of the model server (`python3 -m bot train`).

A round is a bot with an empty database: its people get into the middle of a conversation, then they write for so many
seconds (`--rate` updates a second in all, words and buttons), calm; then they go on for as long while somebody else
sends `--flood` messages, evenly over the same seconds (`--over 0`: all at once, so that Telegram itself holds the
others' updates behind them). Calm and flooded alternate, round by round, and the medians of the rounds are compared.

- p50 and p95 from the arrival of another person's update to the last message that the bot sends or edits in answer;
  the ratio of the p95 is the promise: unchanged, about 1.0;
- the processor's time that the bot took in both: a loaded machine turns each second of it into several of waiting;
- the bot's memory (RSS) before, at its peak, and after;
- of the flooder's updates, how many are done and how many wait in the inbox: together all that were sent. With
  `--to-the-end` it is waited until none waits.

Budgets of sending are off: what is measured is work. The pace at which one person is listened to is the usual one.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.demo.person import Person
from bot.demo.telegram.human import acts
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.bench.bench_turns import TALK, all_settled, does, settled, took_of
from tests.bench.machine import machine, processor, quantile, resident, say
from tests.bench.processes import Bot, bot_process, data_folder, model_server, work_left

PACED = ("tests/bench/bot_without_sending_limits.py",)
AFTER_S = 3.0
"""An answer that takes longer than this after the last update is counted as none."""
FLOOD = (
    "halo mbak pesan nomor {}",
    "saya masih di sini ya {}",
    "kok belum dibalas {}",
    "{}",
    "anak saya dua mbak {}",
)


@dataclass(frozen=True)
class Plan:
    """How much is written, by whom, for how long."""

    people: int
    rate: float
    seconds: float
    flood: int
    over: float
    warm_up: float


@dataclass
class Memory:
    """Megabytes, looked at twice a second."""

    before: int
    peak: int = 0
    after: int = 0


@dataclass(frozen=True)
class Round:
    """Milliseconds that others waited; the bot's seconds of processors, calm and flooded; of the flooder's updates
    those that are done and those that wait.
    """

    calm: list[float]
    flooded: list[float]
    took: tuple[float, float]
    memory: Memory = field(repr=False)
    done: int
    waiting: int


@asynccontextmanager
async def memory_of(bot: Bot) -> AsyncIterator[Memory]:
    memory = Memory(resident(bot.process.pid))

    async def look() -> None:
        while True:
            memory.peak = max(memory.peak, resident(bot.process.pid))
            await asyncio.sleep(0.5)

    looking = asyncio.ensure_future(look())
    try:
        yield memory
    finally:
        looking.cancel()
        memory.after = resident(bot.process.pid)


async def talk(people: Sequence[Person], plan: Plan, seconds: float) -> None:
    """Everybody is at another place of the talk, so that words and buttons are mixed at any moment."""
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * plan.rate)):
            await asyncio.sleep(max(0.0, start + number / plan.rate - time.perf_counter()))
            said = TALK[(number // len(people) + number) % len(TALK)]
            group.create_task(does(people[number % len(people)], said))


async def pour(telegram: LocalTelegram, flooder: Person, plan: Plan) -> None:
    """Into the local Telegram itself: requests for it would cost this process more than they cost the bot."""
    start = time.perf_counter()
    for number in range(plan.flood):
        due = start + number * plan.over / plan.flood
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        text = FLOOD[number % len(FLOOD)].format(number)
        acts.write(telegram.world, flooder.id, {"text": text})


async def heard(telegram: LocalTelegram, people: Sequence[Person], since: float, until: float) -> list[float]:
    await asyncio.sleep(AFTER_S)
    return took_of(telegram, {one.id for one in people}, since, until)


async def one_round(nlu: str, plan: Plan, *, to_the_end: bool) -> Round:
    async with local_telegram(limits=Limits.off()) as telegram:
        with data_folder() as folder:
            async with bot_process(telegram, nlu, folder, PACED) as bot:
                return await _both(telegram, folder, bot, plan, to_the_end=to_the_end)


async def _both(telegram: LocalTelegram, folder: Path, bot: Bot, plan: Plan, *, to_the_end: bool) -> Round:
    people = [await telegram.person(f"Orang {number}") for number in range(plan.people)]
    flooder = await telegram.person("Banjir")
    await all_settled(people)
    await settled(flooder)
    await asyncio.sleep(5.0)
    await talk(people, plan, plan.warm_up)
    began, took = time.time(), [processor(bot.process.pid)]
    await talk(people, plan, plan.seconds)
    calm = await heard(telegram, people, began, time.time())
    took.append(processor(bot.process.pid))
    async with memory_of(bot) as memory:
        began = time.time()
        await asyncio.gather(talk(people, plan, plan.seconds), pour(telegram, flooder, plan))
        flooded = await heard(telegram, people, began, time.time())
        took.append(processor(bot.process.pid))
        await _until_fetched(telegram)
        if to_the_end:
            await _until_done(folder)
    spent = (took[1] - took[0], took[2] - took[1])
    return Round(calm, flooded, spent, memory, *kept(folder, _lane_of_most(folder)))


async def _until_fetched(telegram: LocalTelegram) -> None:
    while len(telegram.world.updates):  # noqa: ASYNC110 (looks at another process from time to time)
        await asyncio.sleep(0.25)


async def _until_done(folder: Path) -> None:
    while work_left(folder):  # noqa: ASYNC110
        await asyncio.sleep(1.0)


def kept(folder: Path, lane: str) -> tuple[int, int]:
    """Of one lane's updates, those that are done and those that wait."""
    asked = "SELECT count(done_at), count(*) FROM inbox WHERE lane = ? AND update_id IS NOT NULL"
    done, every = _ask(folder, asked, lane)
    return done, every - done


def _lane_of_most(folder: Path) -> str:
    asked = "SELECT lane FROM inbox WHERE update_id IS NOT NULL GROUP BY lane ORDER BY count(*) DESC LIMIT 1"
    return str(_ask(folder, asked)[0])


def _ask(folder: Path, question: str, *values: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(f"file:{folder}/rangkul.sqlite?mode=ro", uri=True)) as database:
        found: tuple[int, ...] = database.execute(question, values).fetchone()
        return found


def told(name: str, took: Sequence[float]) -> str:
    silent = sum(one == float("inf") for one in took)
    return f"{name} p50 {quantile(took, 0.5):.0f} ms, p95 {quantile(took, 0.95):.0f} ms ({len(took)} turns, {silent} silent)"


def ratio(one: Round, share: float) -> float:
    return quantile(one.flooded, share) / quantile(one.calm, share)


def say_round(one: Round, plan: Plan) -> None:
    say(f"{told('calm', one.calm)}; {told('flooded', one.flooded)}; ratio of p95 {ratio(one, 0.95):.2f}")
    # Its first words, before the flood, are two updates.
    say(
        f"  the bot's processor time {one.took[0]:.1f} s and {one.took[1]:.1f} s; "
        f"RSS {one.memory.before} MB before, {one.memory.peak} MB at most, {one.memory.after} MB after; "
        f"the flooder's updates: {one.done} done, {one.waiting} wait, {plan.flood + 2} sent"
    )


def say_all(rounds: Sequence[Round]) -> None:
    columns = [
        median(quantile(took, share) for took in windows)
        for windows in ([one.calm for one in rounds], [one.flooded for one in rounds])
        for share in (0.5, 0.95)
    ]
    say(
        f"medians of {len(rounds)} rounds: calm p50 {columns[0]:.0f} ms, p95 {columns[1]:.0f} ms; "
        f"flooded p50 {columns[2]:.0f} ms, p95 {columns[3]:.0f} ms; "
        f"ratio of p50 {median(ratio(one, 0.5) for one in rounds):.2f}, "
        f"of p95 {median(ratio(one, 0.95) for one in rounds):.2f}"
    )


async def bench(plan: Plan, count: int, *, to_the_end: bool) -> None:
    say(machine())
    say(
        f"{plan.people} people, {plan.rate:g} updates/s for {plan.seconds:g} s; "
        f"then the same with {plan.flood} messages of one more within {plan.over:g} s"
    )
    rounds = []
    async with model_server() as nlu:
        for _ in range(count):
            rounds.append(await one_round(nlu, plan, to_the_end=to_the_end))
            say_round(rounds[-1], plan)
    say_all(rounds)
    say(machine())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flood", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--over", type=float, default=None, help="seconds; by default as long as the others write"
    )
    parser.add_argument("--warm-up", type=float, default=10.0)
    parser.add_argument("--to-the-end", action="store_true")
    chosen = parser.parse_args()
    over = chosen.seconds if chosen.over is None else chosen.over
    plan = Plan(chosen.people, chosen.rate, chosen.seconds, chosen.flood, over, chosen.warm_up)
    asyncio.run(bench(plan, chosen.rounds, to_the_end=chosen.to_the_end))

"""Whole durable turns: update in, understood by the real model, committed to SQLite (synchronous=FULL), reply out.

    .venv/bot/bin/python tests/bench/bench_turns.py [--rounds N] [--seconds N] [--burst N] [--only start latency burst]

Bot and model server are processes of their own; the local Telegram and the people who write are this process. Needs the
environment of the model server (`python3 -m bot train`). Each figure is told per round, and the median of the rounds:

- start: from the process's start to `ready` and to the first answer, with the model server up, and with one of its own
  that is still loading;
- latency: 20 updates a second from 50 people who are in the middle of a conversation, words and buttons, one update per
  turn, from the update's arrival to the last message that the bot sends or edits in answer;
- burst: updates wait before the bot starts: from 200 people it knows (several quick messages of one person may be one
  turn), and one of each of as many people who are new. Beside it a bare echo bot of python-telegram-bot on the same
  Telegram with one message of each;
- memory after each.

Budgets of sending are off on both sides for latency and burst: what is measured is work, not waiting.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.bench.machine import machine, quantile, say
from tests.bench.processes import RUN, Bot, bot_process, data_folder, echo_process, model_server, work_left

PEOPLE = 50
PER_SECOND = 20.0
WARM_UP_S = 10.0
KNOWN_PEOPLE = 200
STORY = "mbak saya butuh bantuan sembako, suami di PHK, anak dua, di cibinong"
PRESS = None
TALK = (
    "makasih ya mbak",
    "saya bingung mau mulai dari mana",
    PRESS,
    "syaratnya apa aja sih",
    "oke siap",
    "jam berapa bukanya ya",
    PRESS,
    "hehe iya",
)
"""Said in turn, in the middle of a conversation: words cost a call to the model. PRESS: the newest first button."""


async def settled(person: Person) -> None:
    """Somebody who has begun to tell, and whose screen is quiet."""
    await person.start()
    await person.write(STORY)
    await asyncio.sleep(1.5)


async def all_settled(people: Sequence[Person]) -> None:
    for number in range(0, len(people), 10):
        await asyncio.gather(*map(settled, people[number : number + 10]))


async def does(person: Person, what: str | None) -> None:
    """Writes, or presses the first button of the newest message that has some."""
    if what is not None:
        await person.write(what)
        return
    try:
        await person.press(0)
    except (NotSeen, Refused):
        await person.write("lanjut saja mbak")


async def latency(telegram: LocalTelegram, seconds: float) -> list[float]:
    """Milliseconds from an update's arrival to the last that the bot does about it; infinite where it does nothing."""
    people = [await telegram.person(f"Orang {number}") for number in range(PEOPLE)]
    await all_settled(people)
    await asyncio.sleep(8.0)
    began, start = time.time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int((seconds + WARM_UP_S) * PER_SECOND)):
            await asyncio.sleep(max(0.0, start + number / PER_SECOND - time.perf_counter()))
            # Everybody is at another place of the talk, so that words and buttons are mixed at any moment.
            said = TALK[(number // PEOPLE + number) % len(TALK)]
            group.create_task(does(people[number % PEOPLE], said))
    await asyncio.sleep(3.0)
    return took_of(telegram, {one.id for one in people}, began + WARM_UP_S)


def took_of(
    telegram: LocalTelegram, people: Collection[int], since: float, until: float = float("inf")
) -> list[float]:
    """Milliseconds from each update of these people that came between the two moments to the last done about it."""
    came: dict[int, list[float]] = {}
    for update in telegram.world.updates.history:
        if update.kind in ("message", "callback_query"):
            chat = update.body.get("message", update.body)["chat"]["id"]
            came.setdefault(chat, []).append(update.at)
    done: dict[int | None, list[float]] = {}
    for call in telegram.accepted():
        if call.method.startswith(("send", "edit")) and call.method != "sendChatAction":
            done.setdefault(call.chat_id, []).append(call.at)
    took = []
    for chat in people:
        for at, following in pairwise([*came.get(chat, ()), float("inf")]):
            if since <= at < until:
                last = max((one for one in done.get(chat, ()) if at <= one < following), default=float("inf"))
                took.append((last - at) * 1000)
    return took


@dataclass(frozen=True)
class Drained:
    """rate: updates per second; sent: messages; memory: of the process afterwards."""

    rate: float
    sent: int
    memory: str

    def line(self) -> str:
        return f"{self.rate:.0f} updates/s ({self.sent} messages sent, {self.memory})"


async def burst_of_known(nlu: str, updates: int) -> Drained:
    """Updates of people with whom the bot was talking when it went away."""
    async with local_telegram(limits=Limits.off()) as telegram:
        with data_folder() as folder:
            people = [await telegram.person(f"Orang {number}") for number in range(KNOWN_PEOPLE)]
            async with bot_process(telegram, nlu, folder):
                await all_settled(people)
                await _until(lambda: work_left(folder) == 0)
            for number in range(updates - len(telegram.world.updates)):
                said = TALK[(number // KNOWN_PEOPLE + number) % len(TALK)]
                await does(people[number % KNOWN_PEOPLE], said)
            since = time.time()
            async with bot_process(telegram, nlu, folder) as bot:
                return await _drained(telegram, bot, updates, since, lambda: work_left(folder) == 0)


async def burst_of_new(nlu: str, updates: int) -> Drained:
    """One first message of each."""
    async with local_telegram(limits=Limits.off()) as telegram:
        with data_folder() as folder:
            await _all_write(telegram, updates)
            since = time.time()
            async with bot_process(telegram, nlu, folder) as bot:
                return await _drained(telegram, bot, updates, since, lambda: work_left(folder) == 0)


async def burst_of_echo(updates: int) -> Drained:
    async with local_telegram(limits=Limits.off()) as telegram:
        await _all_write(telegram, updates)
        since = time.time()
        async with echo_process(telegram) as bot:
            return await _drained(
                telegram, bot, updates, since, lambda: len(_sent(telegram, since)) == updates
            )


async def _all_write(telegram: LocalTelegram, count: int) -> None:
    for number in range(count):
        await (await telegram.person(f"Orang {number}")).write(STORY)


async def _drained(
    telegram: LocalTelegram, bot: Bot, updates: int, since: float, over: Callable[[], bool]
) -> Drained:
    """From just before the first poll (both bots drop their webhook then) to the last message."""
    # `over` may be true before the bot has fetched anything.
    await _until(lambda: not len(telegram.world.updates) and over())
    began = min(call.at for call in telegram.accepted("deleteWebhook") if call.at >= since)
    sent = _sent(telegram, since)
    return Drained(updates / (max(sent) - began), len(sent), bot.memory())


async def _until(ready: Callable[[], bool]) -> None:
    """Looks at another process from time to time."""
    while not ready():  # noqa: ASYNC110
        await asyncio.sleep(0.25)


def _sent(telegram: LocalTelegram, since: float) -> list[float]:
    return [call.at for call in telegram.accepted("sendMessage") if call.at >= since]


async def starts(nlu: str | None) -> tuple[float, float, str]:
    """Seconds to `ready`, seconds to the first answer, memory then."""
    async with local_telegram(limits=Limits.off()) as telegram:
        nur = await telegram.person("Nur")
        await nur.start()
        with data_folder() as folder:
            async with bot_process(telegram, nlu, folder, RUN) as bot:
                ready = time.perf_counter() - bot.began
                await nur.sees(lambda _: True, timeout=30)
                return ready, time.perf_counter() - bot.began, bot.memory()


async def bench_start(nlu: str, rounds: int) -> None:
    for name, url in (("model server up", nlu), ("its own model server still loading", None)):
        found = [await starts(url) for _ in range(rounds)]
        ready, answer = median(one[0] for one in found), median(one[1] for one in found)
        say(f"start, {name}: ready in {ready:.2f} s, first answer after {answer:.2f} s; {found[-1][2]}")


async def bench_latency(nlu: str, rounds: int, seconds: float) -> None:
    middles = []
    for _ in range(rounds):
        async with local_telegram(limits=Limits.off()) as telegram:
            with data_folder() as folder:
                async with bot_process(telegram, nlu, folder) as bot:
                    took = await latency(telegram, seconds)
                    memory = bot.memory()
        middles.append([quantile(took, share) for share in (0.5, 0.95, 0.99)])
        silent = sum(one == float("inf") for one in took)
        say(
            f"latency at {PER_SECOND:.0f}/s, {len(took)} turns, {silent} silent: {_ms(middles[-1])}; {memory}"
        )
    say(
        f"latency, medians of {rounds} rounds: {_ms([median(column) for column in zip(*middles, strict=True)])}"
    )


def _ms(values: Sequence[float]) -> str:
    p50, p95, p99 = values
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"


async def bench_burst(nlu: str, rounds: int, updates: int) -> None:
    found = []
    for _ in range(rounds):
        known = await burst_of_known(nlu, updates)
        say(f"burst of {updates} from {KNOWN_PEOPLE} known people: {known.line()}")
        new = await burst_of_new(nlu, updates)
        say(f"burst of {updates} from as many new people: {new.line()}")
        echo = await burst_of_echo(updates)
        say(f"burst of {updates}, bare echo bot: {echo.line()}")
        found.append((known.rate, new.rate, echo.rate, known.rate / echo.rate, new.rate / echo.rate))
    known_rate, new_rate, echo_rate, *ratios = (median(column) for column in zip(*found, strict=True))
    say(
        f"burst, medians of {rounds} rounds: known {known_rate:.0f}/s, new {new_rate:.0f}/s, "
        f"echo {echo_rate:.0f}/s; ratio to echo {ratios[0]:.2f} and {ratios[1]:.2f}"
    )


async def bench(only: Sequence[str], rounds: int, seconds: float, updates: int) -> None:
    say(machine())
    async with model_server() as nlu:
        if "start" in only:
            await bench_start(nlu, rounds)
        if "latency" in only:
            await bench_latency(nlu, rounds, seconds)
        if "burst" in only:
            await bench_burst(nlu, rounds, updates)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = ["start", "latency", "burst"]
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--burst", type=int, default=2000)
    arguments = parser.parse_args()
    asyncio.run(bench(arguments.only, arguments.rounds, arguments.seconds, arguments.burst))

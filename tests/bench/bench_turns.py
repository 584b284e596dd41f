"""Whole durable turns: update in, understood by the real model, committed to SQLite (synchronous=FULL), reply out.

    .venv/bot/bin/python tests/bench/bench_turns.py [--rounds N] [--seconds N] [--burst N]

Bot and model server are processes of their own; the local Telegram and the people who write are this process. Needs a
trained model (`python3 -m bot train`). Four figures, each the median of the rounds:

- latency: 20 updates a second from 50 people who are in the middle of a conversation, one message per turn, until the
  last bubble of its answer;
- burst: as many people as `--burst` have written before the bot starts. Beside it a bare echo bot of
  python-telegram-bot on the same Telegram;
- memory of the bot process after start, after the steady load and after the burst;
- start: from the process's start to `ready`, and to the first answer, with the model server up and without it.

Budgets of sending are off on both sides for latency and burst: what is measured is work, not waiting.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.understanding.nlu_process import NluProject, run, started
from tests.bench.machine import machine, quantile, resident, say

ROOT = Path(__file__).parents[2]
PEOPLE = 50
PER_SECOND = 20.0
WARM_UP_S = 10.0
NOBODY = "http://127.0.0.1:9"
STORY = "mbak saya butuh bantuan sembako, suami di PHK, anak dua, di cibinong"
TALK = (
    "makasih ya mbak",
    "saya bingung mau mulai dari mana",
    "syaratnya apa aja sih",
    "oke siap",
    "jam berapa bukanya ya",
    "hehe iya",
)
"""Said in turn, in the middle of a conversation: each costs a call to the model."""


@dataclass(frozen=True)
class Bot:
    process: asyncio.subprocess.Process
    began: float

    def memory(self) -> int:
        return resident(self.process.pid)


@asynccontextmanager
async def model_server() -> AsyncIterator[str]:
    project = NluProject.at(ROOT)
    code, output = await run(project.train_command(), ROOT)
    if code:
        raise SystemExit(code)
    async with started(project.serve_command(output.splitlines()[-1]), ROOT) as process:
        assert process.stdout is not None
        yield json.loads(await process.stdout.readline())["url"]


@asynccontextmanager
async def bot_process(telegram: LocalTelegram, nlu: str, *command: str) -> AsyncIterator[Bot]:
    """A new bot with an empty database; yields when it says `ready`."""
    with tempfile.TemporaryDirectory(prefix="rangkul-bench-") as folder:
        environment = {
            "PATH": os.defpath,
            "RANGKUL_BOT_TOKEN": telegram.token,
            "RANGKUL_BOT_API_URL": telegram.url,
            "RANGKUL_DATA_DIR": folder,
            "RANGKUL_NLU_URL": nlu,
            "RANGKUL_LISTEN": "127.0.0.1:0",
        }
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        try:
            while not (line := await process.stdout.readline()).startswith(b"ready"):
                if not line:
                    raise SystemExit("the bot did not start")
            yield Bot(process, began)
        finally:
            process.kill()
            await process.wait()


RUN = ("-u", "-m", "bot", "run")
UNLIMITED = ("-u", "tests/bench/bot_without_budget.py")
ECHO = ("-u", "tests/bench/echo_bot.py")


async def settled(person: Person) -> None:
    """Somebody who has begun to tell, and whose screen is quiet."""
    await person.start()
    await person.write(STORY)
    await asyncio.sleep(1.5)


async def latency(telegram: LocalTelegram, seconds: float) -> list[float]:
    """Milliseconds from an update's arrival to the last bubble of its turn."""
    people = [await telegram.person(f"Orang {number}") for number in range(PEOPLE)]
    for number in range(0, PEOPLE, 10):
        await asyncio.gather(*map(settled, people[number : number + 10]))
    await asyncio.sleep(8.0)
    began = time.time()
    async with asyncio.TaskGroup() as group:
        count = int((seconds + WARM_UP_S) * PER_SECOND)
        start = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / PER_SECOND - time.perf_counter()))
            person = people[number % PEOPLE]
            group.create_task(person.write(TALK[(number // PEOPLE) % len(TALK)]))
    await asyncio.sleep(3.0)
    return _took(telegram, began + WARM_UP_S)


def _took(telegram: LocalTelegram, since: float) -> list[float]:
    came: dict[int, list[float]] = {}
    for update in telegram.world.updates.history:
        if update.kind == "message":
            came.setdefault(update.body["chat"]["id"], []).append(update.at)
    took = []
    for chat, times in came.items():
        sent = [call.at for call in telegram.accepted("sendMessage", chat)]
        for at, until in zip(times, [*times[1:], float("inf")], strict=True):
            answers = [one for one in sent if at <= one < until]
            if at >= since:
                took.append((max(answers) - at) * 1000 if answers else float("inf"))
    return took


async def burst(nlu: str, people: int, command: Sequence[str], given: bool) -> tuple[float, int, int]:
    """Updates answered a second, messages sent, and megabytes afterwards."""
    async with local_telegram(limits=Limits.off()) as telegram:
        everybody = [await telegram.person(f"Orang {number}") for number in range(people)]
        for person in everybody:
            await person.write(STORY)
        arguments = [*command, telegram.token, telegram.url] if given else [*command]
        if given:
            return await _drained_by_echo(telegram, arguments, people)
        async with bot_process(telegram, nlu, *arguments) as bot:
            rate, sent = await _drained(telegram, people)
            return rate, sent, bot.memory()


async def _drained_by_echo(
    telegram: LocalTelegram, arguments: Sequence[str], people: int
) -> tuple[float, int, int]:
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)
    try:
        rate, sent = await _drained(telegram, people)
        return rate, sent, resident(process.pid)
    finally:
        process.kill()
        await process.wait()


async def _drained(telegram: LocalTelegram, people: int) -> tuple[float, int]:
    """From the first poll to the moment when everybody has an answer and nothing more comes."""
    while not telegram.accepted("getUpdates") and not telegram.accepted("sendMessage"):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    began = time.time()
    known = -1
    while len(answered := _first_answers(telegram)) < people or known != (known := len(_sent(telegram))):  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    assert len(answered) == people
    last = max(_sent(telegram))
    return people / (last - began), len(_sent(telegram))


def _sent(telegram: LocalTelegram) -> list[float]:
    return [call.at for call in telegram.accepted("sendMessage")]


def _first_answers(telegram: LocalTelegram) -> set[int | None]:
    return {call.chat_id for call in telegram.accepted("sendMessage")}


async def starts(nlu: str) -> tuple[float, float, int]:
    """Seconds to `ready`, seconds to the first answer, megabytes then."""
    async with local_telegram(limits=Limits.off()) as telegram:
        nur = await telegram.person("Nur")
        await nur.start()
        async with bot_process(telegram, nlu, *RUN) as bot:
            ready = time.perf_counter() - bot.began
            await nur.sees(lambda _: True, timeout=30)
            return ready, time.perf_counter() - bot.began, bot.memory()


async def bench(rounds: int, seconds: float, people: int) -> None:
    say(machine())
    async with model_server() as nlu:
        up = [await starts(nlu) for _ in range(rounds)]
        away = [await starts(NOBODY) for _ in range(rounds)]
        for name, found in (("model server up", up), ("model server away", away)):
            ready, answer, memory = (median(column) for column in zip(*found, strict=True))
            say(f"start, {name}: ready in {ready:.2f} s, first answer after {answer:.2f} s, {memory:.0f} MB")
        for _ in range(rounds):
            async with (
                local_telegram(limits=Limits.off()) as telegram,
                bot_process(telegram, nlu, *UNLIMITED) as bot,
            ):
                took = await latency(telegram, seconds)
                lost = sum(one == float("inf") for one in took)
                p50, p95, p99 = (quantile(took, share) for share in (0.5, 0.95, 0.99))
                say(
                    f"latency at {PER_SECOND:.0f}/s, {len(took)} turns: p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
                    f"p99 {p99:.1f} ms, unanswered {lost}; {bot.memory()} MB"
                )
        ratios = []
        for _ in range(rounds):
            rate, sent, memory = await burst(nlu, people, UNLIMITED, given=False)
            echo, _, echo_memory = await burst(nlu, people, ECHO, given=True)
            ratios.append(rate / echo)
            say(
                f"burst of {people}: {rate:.0f} updates/s ({sent} messages, {memory} MB); "
                f"bare echo bot {echo:.0f}/s ({echo_memory} MB); ratio {ratios[-1]:.2f}"
            )
        say(f"burst: median ratio {median(ratios):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--burst", type=int, default=2000)
    arguments = parser.parse_args()
    asyncio.run(bench(arguments.rounds, arguments.seconds, arguments.burst))

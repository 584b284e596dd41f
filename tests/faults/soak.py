"""Runs by chance: people talk over HTTP with a bot that is killed again and again; a judge compares afterwards.

    .venv/bot/bin/python -m tests.faults.soak --runs 1000 --seed 0 [--jobs 2] [--database sqlite|postgresql]

Prints the seed of a run that fails, with what is wrong; `--runs 1 --seed N` repeats it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from shutil import copyfile

import httpx

from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.store.database import create_tables, open_database, sqlite_url
from tests.conftest import new_postgresql, postgresql_server
from tests.conversations.served import Clock, Wiring

from .crowd import Crowd, always_send_again
from .deaths import COMMITS, Death, Point, by_chance
from .judge import Judged, judge, waiting
from .mortal import MortalBot
from .watch import Ambush, Confirmed, missing_in

ACTS = 4
"""Of each person, after they have met the bot."""
DEATHS = 4
UNMET_SECONDS = 2.5
"""A death whose point is not reached by then comes at once: at any moment, by chance."""
SETTLE_SECONDS = 60.0
LONGEST_SECONDS = 400.0


@dataclass
class Run:
    """One run: what happened in it, and what is wrong."""

    seed: int
    deaths: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    void: bool = False
    """The people's own line to the local Telegram broke: nothing is known of the bot."""
    judged: Judged | None = None


@dataclass(frozen=True)
class Plan:
    """What kills the bot, how much people do, and how many seconds a death's point is waited for."""

    deaths: tuple[Death, ...]
    acts: int = ACTS
    unmet: float = UNMET_SECONDS

    @classmethod
    def by_chance(cls, seed: int, acts: int = ACTS) -> Plan:
        chance = Random(seed)
        return cls(tuple(by_chance(chance) for _ in range(chance.randint(2, DEATHS))), acts)


async def run_once(seed: int, database_url: str, plan: Plan, *, prepared: bool) -> Run:
    """Everything that happened is in the answer, also what went wrong."""
    run = Run(seed)
    ambush = Ambush()
    try:
        async with (
            asyncio.timeout(LONGEST_SECONDS),
            local_telegram(limits=Limits.off(), faults=ambush) as telegram,
        ):
            await _run(run, telegram, ambush, plan, database_url, prepared)
    except* (AssertionError, TimeoutError) as failed:
        run.wrong += [f"{type(one).__name__}: {one}" for one in _flat(failed)]
    except* httpx.TransportError:
        run.void = True
    return run


async def _run(
    run: Run, telegram: LocalTelegram, ambush: Ambush, plan: Plan, database_url: str, prepared: bool
) -> None:
    confirmed = Confirmed()
    confirmed.watch(telegram.world, missing_in(database_url))
    crowd = await Crowd.gathered(telegram, run.seed, plan.acts)
    wiring = Wiring(
        telegram.token, telegram.url, (crowd.ratna.id,), (crowd.dewi.id,), crowd.group.id, Clock(), pause=0.05
    )
    bot = MortalBot(wiring, database_url, prepared=prepared)
    ambush.strike = bot.strike
    try:
        async with asyncio.TaskGroup() as group:
            watching = [group.create_task(always_send_again(one)) for one in crowd.eyes()]
            living = group.create_task(crowd.live())
            for death in plan.deaths:
                run.deaths.append(await _die(bot, ambush, death, plan.unmet))
            await bot.start()
            await living
            await settled(telegram, database_url)
            for one in watching:
                one.cancel()
        await bot.stop()
    finally:
        bot.bury()
    run.judged = await judge(crowd, database_url, len(run.deaths))
    run.wrong += run.judged.wrong
    run.wrong += [f"update {one} was confirmed before it was kept" for one in confirmed.too_early]


async def _die(bot: MortalBot, ambush: Ambush, death: Death, unmet: float) -> str:
    """What it died of."""
    if death.point not in COMMITS and death.point is not Point.MOMENT:
        ambush.arm(death)
    serves = await bot.begin(death if death.point in COMMITS else None)
    reached = not serves or await bot.ended(death.seconds or unmet)
    ambush.death = None
    await bot.kill()
    return death.name if reached or death.point is Point.MOMENT else str(Point.MOMENT)


async def settled(telegram: LocalTelegram, database_url: str) -> None:
    """Until nothing waits any more, anywhere."""
    database = open_database(database_url)
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while len(telegram.world.updates) or await waiting(database):  # noqa: ASYNC110 nothing to wait for
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"still waiting: {await waiting(database)}") from None
    finally:
        await database.dispose()


def _flat(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _flat(one)
        else:
            yield one


@cache
def _empty_file() -> Path:
    """A SQLite file with its tables, made once."""
    folder = Path(tempfile.mkdtemp(prefix="rangkul-soak-"))
    return folder / "rangkul.sqlite"


async def prepare_sqlite() -> None:
    database = open_database(sqlite_url(_empty_file().parent))
    await create_tables(database)
    await database.dispose()


@contextmanager
def sqlite_copy() -> Iterator[str]:
    """A database of its own for one run, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rangkul-soak-") as name:
        copyfile(_empty_file(), Path(name) / "rangkul.sqlite")
        yield sqlite_url(Path(name))


@asynccontextmanager
async def _databases(kind: str) -> AsyncIterator[object]:
    if kind == "sqlite":
        await prepare_sqlite()
        yield None
        return
    with postgresql_server() as host:
        yield host


async def soak(runs: int, seed: int, jobs: int, kind: str) -> int:
    """The number of failed runs."""
    started, met, sums, failed = time.monotonic(), Counter[str](), Counter[str](), 0
    todo, again = iter(range(seed, seed + runs)), list[int]()
    async with _databases(kind) as host, asyncio.TaskGroup() as group:

        async def work() -> None:
            nonlocal failed
            for number in todo:
                run = await _one(number, host)
                if run.void:
                    again.append(number)
                    continue
                met.update(run.deaths)
                sums.update(run.judged.counts if run.judged else {})
                failed += bool(run.wrong)
                _tell(run)

        for _ in range(jobs):
            group.create_task(work())
    minutes = (time.monotonic() - started) / 60
    sys.stdout.write(f"{runs - len(again)} runs, {failed} failed, {len(again)} void {again}, ")
    sys.stdout.write(f"{sum(met.values())} deaths, {minutes:.1f} minutes\n")
    for name, number in [*sorted(met.items()), *sorted(sums.items())]:
        sys.stdout.write(f"  {number:8} {name}\n")
    return failed


async def _one(seed: int, host: object) -> Run:
    if host is None:
        with sqlite_copy() as url:
            return await run_once(seed, url, Plan.by_chance(seed), prepared=True)
    url = new_postgresql(str(host), f"soak{seed}")
    return await run_once(seed, url, Plan.by_chance(seed), prepared=False)


def _tell(run: Run) -> None:
    if run.wrong:
        lines = "".join(f"    {one}\n" for one in run.wrong)
        sys.stdout.write(f"seed {run.seed} FAILED; deaths: {', '.join(run.deaths)}\n{lines}")
    elif run.seed % 50 == 0:
        sys.stdout.write(f"seed {run.seed} passed\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    sys.exit(asyncio.run(soak(given.runs, given.seed, given.jobs, given.database)) > 0)


if __name__ == "__main__":
    main()

"""The bot as a process that may be killed at any moment and started again.

Processes are forked from one that has loaded the program and its mind: a restart takes a part of a second.
"""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, model_client
from bot.store.database import create_tables, open_database
from tests.conversations.served import Wiring, serving

from .deaths import Death, arm

_PATIENCE = 60.0
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.warm", "tests.faults.mortal"])


@dataclass(frozen=True)
class Life:
    """How one process shall live. `nlu_url` empty: answers come by rules. `prepared`: the tables are there."""

    wiring: Wiring
    database_url: str
    nlu_url: str = ""
    death: Death | None = None
    prepared: bool = False


def run_bot(life: Life, ready: Connection) -> None:
    """Serves until SIGTERM. Tells when it can."""
    asyncio.run(_serve(life, ready))


async def _serve(life: Life, ready: Connection) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = open_database(life.database_url)
    if not life.prepared:
        await create_tables(database)
    if life.death:
        arm(database, life.death)
    if life.nlu_url:
        async with model_client(life.nlu_url, wait=False) as client:
            mind = _mind()
            mind = replace(mind, understanding=replace(mind.understanding, model=client))
            await _until(stop, life, database, mind, ready)
    else:
        await _until(stop, life, database, _mind(), ready)
    await database.dispose()


async def _until(
    stop: asyncio.Event, life: Life, database: AsyncEngine, mind: Mind, ready: Connection
) -> None:
    async with serving(life.wiring, database, mind):
        ready.send("ready")
        await stop.wait()


def _mind() -> Mind:
    from .warm import warm_mind

    return warm_mind()


@dataclass
class MortalBot:
    """`start` waits until it serves. Starting again after `kill` is a new process on the same database."""

    wiring: Wiring
    database_url: str
    nlu_url: str = ""
    prepared: bool = False
    _process: ForkServerProcess | None = None

    async def start(self) -> None:
        assert await self.begin(None), "the bot does not start"

    async def begin(self, death: Death | None) -> bool:
        """Whether it got as far as serving; it may die before."""
        ready, told = _FORKS.Pipe(duplex=False)
        life = Life(self.wiring, self.database_url, self.nlu_url, death, self.prepared)
        self._process = _FORKS.Process(target=run_bot, args=(life, told), daemon=True)
        await asyncio.to_thread(self._process.start)
        told.close()
        with ready:
            assert await asyncio.to_thread(ready.poll, _PATIENCE), "the bot does not start"
            try:
                return bool(ready.recv() == "ready")
            except EOFError:
                return False

    async def ended(self, seconds: float) -> bool:
        """Whether it ended within that time."""
        assert self._process
        await asyncio.to_thread(self._process.join, seconds)
        return self._process.exitcode is not None

    def strike(self) -> None:
        """kill -9 at this very moment; waits for nothing."""
        assert self._process
        self._process.kill()

    async def kill(self) -> None:
        """kill -9."""
        assert self._process
        self._process.kill()
        await asyncio.to_thread(self._process.join, _PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL, f"ended by itself: {self._process.exitcode}"

    async def stop(self) -> None:
        assert self._process
        self._process.terminate()
        await asyncio.to_thread(self._process.join, _PATIENCE)
        assert self._process.exitcode == 0, f"did not end in order: {self._process.exitcode}"

    def bury(self) -> None:
        """Nothing of it is left, whatever happened."""
        if self._process:
            self._process.kill()
            self._process.join(_PATIENCE)

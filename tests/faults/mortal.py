"""The bot as a process that may be killed at any moment and started again.

Processes are forked from one that has loaded the program: a restart takes a part of a second.
"""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from bot.app import build_mind, model_client
from bot.store.database import create_tables, open_database
from tests.conversations.served import Wiring, serving

_PATIENCE = 30.0
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.mortal"])


def run_bot(wiring: Wiring, database_url: str, nlu_url: str, ready: Connection) -> None:
    """Serves until SIGTERM. Tells when it can."""
    asyncio.run(_serve(wiring, database_url, nlu_url, ready))


async def _serve(wiring: Wiring, database_url: str, nlu_url: str, ready: Connection) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = open_database(database_url)
    await create_tables(database)
    async with (
        model_client(nlu_url, wait=False) as client,
        serving(wiring, database, build_mind(client)),
    ):
        ready.send("ready")
        await stop.wait()
    await database.dispose()


@dataclass
class MortalBot:
    """`start` waits until it serves. Starting again after `kill` is a new process on the same database."""

    wiring: Wiring
    database_url: str
    nlu_url: str
    _process: ForkServerProcess | None = None

    async def start(self) -> None:
        ready, told = _FORKS.Pipe(duplex=False)
        arguments = (self.wiring, self.database_url, self.nlu_url, told)
        self._process = _FORKS.Process(target=run_bot, args=arguments, daemon=True)
        await asyncio.to_thread(self._process.start)
        told.close()
        assert await asyncio.to_thread(ready.poll, _PATIENCE), "the bot does not start"
        assert ready.recv() == "ready"
        ready.close()

    async def kill(self) -> None:
        """kill -9."""
        assert self._process
        self._process.kill()
        await asyncio.to_thread(self._process.join, _PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL

    async def stop(self) -> None:
        assert self._process
        self._process.terminate()
        await asyncio.to_thread(self._process.join, _PATIENCE)
        assert self._process.exitcode == 0

    def bury(self) -> None:
        """Nothing of it is left, whatever happened."""
        if self._process:
            self._process.kill()
            self._process.join(_PATIENCE)

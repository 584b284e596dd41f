"""The real bot around a stage: with a clock of its own, inside this process or inside one that can be killed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, ports, root, who_am_i
from bot.channel.client import connected
from bot.channel.receive import poll
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.store.seal import Keys
from bot.understanding.nlu_process import NluProject, run

from .stage import Stage

MASTER = b"m" * 32


@dataclass(frozen=True)
class Clock:
    """Goes as fast as the real one, from another time on; `ahead` in seconds."""

    ahead: float = 0.0

    @classmethod
    def from_(cls, begin: datetime) -> Clock:
        return cls(begin.timestamp() - time.time())

    def seconds(self) -> float:
        return time.time() + self.ahead

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)


@dataclass(frozen=True)
class Wiring:
    """What a bot has to know of its stage. `pause`: seconds before a send is tried again."""

    token: str
    url: str
    admins: tuple[int, ...]
    workers: tuple[int, ...]
    group: int
    clock: Clock
    pause: float = 1.0

    @classmethod
    def of(cls, stage: Stage, clock: Clock) -> Wiring:
        telegram = stage.telegram
        return cls(telegram.token, telegram.url, stage.admins, stage.workers, stage.group.id, clock)


@asynccontextmanager
async def serving(wiring: Wiring, database: AsyncEngine, mind: Mind) -> AsyncIterator[Engine]:
    """The bot, from start to stop."""
    keys = Keys.derive(MASTER)
    async with connected(wiring.token, wiring.url) as client:
        made = replace(
            ports(client, await who_am_i(client), mind, keys, wiring.clock.now),
            retry_after_unavailable=wiring.pause,
        )
        engine = Engine(database, keys, made, Budget(rates=None))
        await engine.seed(admins=wiring.admins, workers=wiring.workers, group=wiring.group)
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(poll(client, engine.accept_all))
            try:
                yield engine
            finally:
                polling.cancel()
                await engine.stop()


@contextmanager
def model_server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a server with the model of the present sentences, and its process."""
    project = NluProject.at(root())
    code, output = asyncio.run(run(project.train_command(), project.root))
    assert code == 0
    command = project.serve_command(output.splitlines()[-1])
    with subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"], process
        process.terminate()

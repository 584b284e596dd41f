"""The real bot with the real language model, on both databases, against a local Telegram over HTTP."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, build_mind, model_client, ports, root, who_am_i
from bot.channel.client import connected
from bot.channel.receive import poll
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.store.seal import Keys
from bot.understanding.nlu_process import NluProject, run

from .ever import transcript
from .script import Script
from .stage import Stage

MASTER = b"m" * 32
OPENING = datetime.fromisoformat("2026-02-03T10:00:00+07:00")
"""A Tuesday morning when the example agency is open."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--transcripts", type=Path, help="write what was really said into this folder")


@dataclass(frozen=True)
class Clock:
    """Goes as fast as the real one, from another time on."""

    ahead: float

    @classmethod
    def from_(cls, begin: datetime) -> Clock:
        return cls(begin.timestamp() - time.time())

    def seconds(self) -> float:
        return time.time() + self.ahead

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)


@pytest.fixture(scope="session")
def nlu_url() -> Iterator[str]:
    """The address of a server with the model of the present sentences."""
    project = NluProject.at(root())
    code, output = asyncio.run(run(project.train_command(), project.root))
    assert code == 0
    command = project.serve_command(output.splitlines()[-1])
    with subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()


@pytest.fixture(scope="session")
def rules_mind() -> Mind:
    """Loaded once; without a model."""
    return build_mind(None)


@pytest.fixture
async def mind(rules_mind: Mind, nlu_url: str) -> AsyncIterator[Mind]:
    async with model_client(nlu_url, wait=False) as client:
        yield replace(rules_mind, understanding=replace(rules_mind.understanding, model=client))


@asynccontextmanager
async def telegram_at(clock: Clock) -> AsyncIterator[LocalTelegram]:
    async with local_telegram(clock=clock.seconds, limits=Limits.off()) as telegram:
        yield telegram


@asynccontextmanager
async def serving(stage: Stage, database: AsyncEngine, mind: Mind, clock: Clock) -> AsyncIterator[Engine]:
    """The bot, from start to stop, with the stage's people as its staff."""
    keys = Keys.derive(MASTER)
    telegram = stage.telegram
    async with connected(telegram.token, telegram.url) as client:
        made = ports(client, await who_am_i(client), mind, keys, clock.now)
        engine = Engine(database, keys, made, Budget(rates=None))
        await engine.seed(admins=stage.admins, workers=stage.workers, group=stage.group.id)
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(poll(client, engine.accept_all))
            try:
                yield engine
            finally:
                polling.cancel()
                await engine.stop()


def written(stage: Stage, folder: Path | None, script: Script) -> str:
    """The whole conversation; also as a file where a folder is given."""
    text = transcript(stage.telegram.world, script.title)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{script.name}.md").write_text(text, encoding="utf-8")
    return text

"""The processes that are measured: the bot, the bare echo bot, the model server. And whether a bot's work is done."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo.telegram.local import LocalTelegram
from bot.understanding.nlu_process import NluProject, run, started
from tests.bench.machine import proportional, resident

ROOT = Path(__file__).parents[2]
RUN = ("-m", "bot", "run")
UNLIMITED = ("tests/bench/bot_without_budget.py",)
ECHO = "tests/bench/echo_bot.py"


@dataclass(frozen=True)
class Bot:
    """`began`: time.perf_counter at its start."""

    process: asyncio.subprocess.Process
    began: float

    def memory(self) -> str:
        pid = self.process.pid
        return f"RSS {resident(pid)} MB, PSS {proportional(pid)} MB"


@asynccontextmanager
async def model_server() -> AsyncIterator[str]:
    """Its address; trained first if need be."""
    project = NluProject.at(ROOT)
    code, output = await run(project.train_command(), ROOT)
    if code:
        raise SystemExit(code)
    async with started(project.serve_command(output.splitlines()[-1]), ROOT) as process:
        assert process.stdout is not None
        yield json.loads(await process.stdout.readline())["url"]


@contextmanager
def data_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rangkul-bench-") as folder:
        yield Path(folder)


@asynccontextmanager
async def bot_process(
    telegram: LocalTelegram, nlu: str | None, folder: Path, command: tuple[str, ...] = UNLIMITED
) -> AsyncIterator[Bot]:
    """Yields when it says `ready`. Without `nlu` it starts a model server of its own."""
    environment = {
        "PATH": os.defpath,
        "RANGKUL_BOT_TOKEN": telegram.token,
        "RANGKUL_BOT_API_URL": telegram.url,
        "RANGKUL_DATA_DIR": str(folder),
        "RANGKUL_LISTEN": "127.0.0.1:0",
        **({"RANGKUL_NLU_URL": nlu} if nlu else {}),
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", *command, env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        while not (line := await process.stdout.readline()).startswith(b"ready"):
            if not line:
                raise SystemExit("the bot did not start")
        yield Bot(process, began)
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def echo_process(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, ECHO, telegram.token, telegram.url, cwd=ROOT
    )
    try:
        yield Bot(process, began)
    finally:
        process.terminate()
        await process.wait()


def work_left(folder: Path) -> int:
    """Updates without a turn, and messages that are not sent."""
    with closing(sqlite3.connect(f"file:{folder}/rangkul.sqlite?mode=ro", uri=True)) as database:
        counts = (
            "SELECT count(*) FROM inbox WHERE done_at IS NULL AND timer IS NULL",
            "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')",
        )
        return sum(int(database.execute(count).fetchone()[0]) for count in counts)

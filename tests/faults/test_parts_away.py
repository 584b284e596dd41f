"""The language model dies, or somebody else locks the database, in the middle of a conversation: it goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import local_telegram
from bot.store.database import sqlite_url
from tests.conversations.play import Play
from tests.conversations.script import PEOPLE, Line, read_script
from tests.conversations.served import Clock, Wiring, model_server
from tests.conversations.stage import Stage

from .mortal import MortalBot

pytestmark = [pytest.mark.faults, pytest.mark.rasa]
LOCKED_SECONDS = 3.0
PATIENCE = 25.0
_STORY = ("is told", "istri saya mau lahiran bulan depan")
_LOCKED_BEFORE = (_STORY, ("is told", "(added)"), ("is told", "Budi"))


async def played(folder: Path, nlu_url: str, before: Callable[[Line], Awaitable[None]]) -> None:
    """Asep's conversation: heard, handed over, two workers."""
    script = read_script(PEOPLE / "asep.md")
    async with local_telegram(limits=Limits.off()) as telegram:
        stage = await Stage.set_up(telegram, script)
        bot = MortalBot(Wiring.of(stage, Clock()), sqlite_url(folder), nlu_url)
        try:
            await bot.start()
            await Play(stage, PATIENCE).perform(before)
            await bot.stop()
        finally:
            bot.bury()


async def test_that_a_locked_database_only_delays(tmp_path: Path, nlu_url: str) -> None:
    """By another program, for three seconds, while an answer is being made."""
    locked: list[float] = []

    def lock() -> None:
        with sqlite3.connect(tmp_path / "rangkul.sqlite", timeout=10) as other:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(LOCKED_SECONDS)
            other.rollback()
        other.close()
        locked.append(LOCKED_SECONDS)

    async with asyncio.TaskGroup() as group:

        async def before(line: Line) -> None:
            if (line.deed, line.words) in _LOCKED_BEFORE:
                group.create_task(asyncio.to_thread(lock))

        await played(tmp_path, nlu_url, before)
    assert len(locked) == 3


@pytest.fixture
def doomed_model() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A model server of the test's own, which it may kill."""
    with model_server() as server:
        yield server


async def test_that_the_conversation_outlives_the_model(
    tmp_path: Path, doomed_model: tuple[str, subprocess.Popen[bytes]]
) -> None:
    """kill -9 of the model server while a story is being read; rules, buttons and the way to a person remain."""
    url, process = doomed_model

    async def before(line: Line) -> None:
        if (line.deed, line.words) == _STORY:
            process.kill()

    await played(tmp_path, url, before)
    assert process.wait(10) != 0

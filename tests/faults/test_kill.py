"""kill -9 at moments by chance while somebody writes: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.store.database import open_database
from bot.store.tables import inbox, messages, outbox

pytestmark = pytest.mark.faults
MESSAGES = 12
NOBODY = "http://127.0.0.1:9"


async def _bot(telegram: LocalTelegram, folder: Path, url: str) -> asyncio.subprocess.Process:
    """A bot process that serves; the language model is away."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "RANGKUL_BOT_TOKEN": telegram.token,
        "RANGKUL_BOT_API_URL": telegram.url,
        "RANGKUL_DATA_DIR": str(folder),
        "RANGKUL_DATABASE_URL": url,
        "RANGKUL_NLU_URL": NOBODY,
    }
    command = (sys.executable, "-u", "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    assert line.startswith(b"ready"), line
    return process


@pytest.mark.parametrize("seed", range(3))
async def test_that_kill_9_loses_and_doubles_nothing(database_url: str, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    async with local_telegram(limits=Limits.off()) as telegram:
        nur = await telegram.person("Nur")
        process = await _bot(telegram, tmp_path, database_url)
        await nur.start()
        killed_after = chance.randrange(2, MESSAGES)
        for number in range(1, MESSAGES + 1):
            await nur.write(f"makasih {number}")
            await asyncio.sleep(chance.random() * 0.1)
            if number == killed_after:
                process.kill()
                await process.wait()
                process = await _bot(telegram, tmp_path, database_url)
        await nur.write("/petunjuk")
        await nur.sees("Cara pakai", timeout=30, anywhere=True)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    await _nothing_lost(database_url)


async def _nothing_lost(database_url: str) -> None:
    database = open_database(database_url)
    async with database.connect() as connection:
        written = [
            row.telegram_message for row in await connection.execute(select(messages.c.telegram_message))
        ]
        waits = select(inbox.c.id).where(inbox.c.done_at.is_(None), inbox.c.timer.is_(None))
        open_mail = list(await connection.execute(waits))
        states = Counter(row.state for row in await connection.execute(select(outbox.c.state)))
    await database.dispose()
    assert len(written) == len(set(written)) == MESSAGES + 2
    assert not open_mail
    assert set(states) == {"sent"}

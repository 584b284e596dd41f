"""kill -9 of `rangkul run` at moments by chance while somebody writes: nothing is lost, nothing is counted twice.

Few messages: the sender keeps to its budget of five in five seconds. Whole conversations: test_killed_conversations.
"""

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
MESSAGES = 6
ANSWERS = {
    "makasih": ("Sama-sama", "Terima kasih kembali"),
    "/petunjuk": ("Tulis saja seperti mengobrol",),
    "/ringkasan": ("Belum ada yang saya catat",),
}
"""What is written in turn, and how each answer is known."""
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


@pytest.mark.parametrize("seed", range(2))
async def test_that_kill_9_loses_and_doubles_nothing(database_url: str, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    async with local_telegram(limits=Limits.off()) as telegram:
        nur = await telegram.person("Nur")
        process = await _bot(telegram, tmp_path, database_url)
        await nur.start()
        killed_after = chance.randrange(2, MESSAGES)
        for number in range(1, MESSAGES + 1):
            await nur.write(list(ANSWERS)[number % len(ANSWERS)])
            await asyncio.sleep(chance.random() * 0.1)
            if number == killed_after:
                process.kill()
                await process.wait()
                process = await _bot(telegram, tmp_path, database_url)
        await nur.write("/hapus")
        await nur.sees("tidak bisa kembali", timeout=30, anywhere=True)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
        shown = [one.text for one in (await nur.screen()).messages if not one.mine]
    _every_answer_in_order(shown)
    await _nothing_lost(database_url)


def _every_answer_in_order(shown: list[str]) -> None:
    """One answer may have been on its way at the kill: that one may be there twice, one after the other."""
    answers = [asked for text in shown for asked, signs in ANSWERS.items() if text.startswith(signs)]
    once = [one for one, before in zip(answers, ["", *answers], strict=False) if one != before]
    assert once == [list(ANSWERS)[number % len(ANSWERS)] for number in range(1, MESSAGES + 1)]
    assert len(answers) <= MESSAGES + 1


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

"""The database itself goes under a running bot, in the middle of a conversation: PostgreSQL is stopped and started
again, SQLite's disk takes not one byte more, another program holds its file for longer than anybody waits.

The bot is `rangkul run`, a process of its own. Telegram gets no yes for what is not kept; afterwards everything goes
on, nothing is lost, nothing is doubled.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.store.database import open_database, sqlite_url
from bot.store.tables import inbox, outbox
from tests.conftest import new_postgresql, own_postgresql
from tests.web.conftest import NOBODY, free_port

from .living import HELLO

pytestmark = [
    pytest.mark.faults,
    pytest.mark.promise("outlives-parts"),
    pytest.mark.promise("no-update-lost"),
]
PATIENCE = 40.0
STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn"
_HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], timeout=60)
other.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
other.rollback()
"""


@dataclass
class Bot:
    """`log`: what it said of itself, a line of JSON each."""

    process: asyncio.subprocess.Process
    database_url: str
    http: httpx.AsyncClient = field(repr=False)
    log: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> int:
        """Until its health is as wanted; the status it came with."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.http.get("/health/ready")
                if wanted(answer.json()):
                    return answer.status_code
                await asyncio.sleep(0.1)

    async def read_log(self, ready: asyncio.Event) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            if line.startswith(b"ready"):
                ready.set()
            else:
                assert line.startswith(b"{"), line
                self.log.append(json.loads(line))

    def events(self) -> Counter[str]:
        return Counter(str(one["event"]) for one in self.log)


@asynccontextmanager
async def served(telegram: LocalTelegram, folder: Path, more: dict[str, str]) -> AsyncIterator[Bot]:
    """From `ready` to its end, which is in order."""
    listen = f"127.0.0.1:{free_port()}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "RANGKUL_BOT_TOKEN": telegram.token,
        "RANGKUL_BOT_API_URL": telegram.url,
        "RANGKUL_DATA_DIR": str(folder),
        "RANGKUL_DATABASE_URL": sqlite_url(folder),
        "RANGKUL_NLU_URL": NOBODY,
        "RANGKUL_LISTEN": listen,
        "RANGKUL_LOG_FORMAT": "json",
        **{name: value.replace("LISTEN", listen) for name, value in more.items()},
    }
    command = (sys.executable, "-u", "-m", "bot", "run")
    pipe, with_it = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe, stderr=with_it)
    ready = asyncio.Event()
    http = httpx.AsyncClient(base_url=f"http://{listen}", timeout=30, trust_env=False)
    try:
        async with http, asyncio.TaskGroup() as group:
            bot = Bot(process, environment["RANGKUL_DATABASE_URL"], http)
            group.create_task(bot.read_log(ready))
            await asyncio.wait_for(ready.wait(), PATIENCE)
            yield bot
            process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@dataclass
class Case:
    """Nur's case is Dewi's; they write to one another. Asep has not been here yet."""

    nur: Person
    asep: Person
    dewi: Person
    topic: Person

    async def goes_on(self, first: int) -> None:
        """Two words each way, and they arrive."""
        for number in (first, first + 1):
            await self.nur.write(f"pesan {number}")
            await self.topic.write(f"balasan {number}")


async def claimed(nur: Person, dewi: Person, group: Group) -> Person:
    await nur.start()
    await nur.sees(HELLO, PATIENCE)
    await nur.write(STORY)
    await nur.sees("Yang saya tangkap", PATIENCE)
    await nur.write("mau bicara sama petugas")
    await nur.sees("sudah sampai ke petugas", PATIENCE)
    topic = dewi.within(group, await group.topic_named("·"))
    await topic.press("Ambil", await topic.sees("phk", PATIENCE))
    await nur.sees("Dewi", PATIENCE)
    return topic


Away = Callable[[Bot], Awaitable[Callable[[], Awaitable[None]]]]
"""Makes the database go away; gives what brings it back."""


async def outlived(telegram: LocalTelegram, folder: Path, more: dict[str, str], away: Away, why: str) -> Bot:
    """The whole story, with the database away in the middle of it."""
    nur, asep, ratna, dewi = [await telegram.person(one) for one in ("Nur", "Asep", "Ratna", "Dewi")]
    group = await telegram.forum(ratna, "Petugas", [dewi])
    staff = {"RANGKUL_WORKER_IDS": str(dewi.id), "RANGKUL_STAFF_GROUP_ID": str(group.id)}
    async with served(telegram, folder, {**staff, **more}) as bot:
        case = Case(nur, asep, dewi, await claimed(nur, dewi, group))
        async with asyncio.TaskGroup() as talk:
            talk.create_task(case.goes_on(1))
            back = await away(bot)
        try:
            assert await bot.until(lambda said: not said["ready"] and why in said["reasons"]) == 503
            waited = len(telegram.world.updates)
            await case.goes_on(3)
            await asep.start()
            assert (await bot.http.get("/health/live")).status_code == 200
            await bot.until(lambda _: bot.events()["database_away"] > 0)
            assert await bot.until(lambda said: not said["ready"]) == 503
            # Nothing was said yes to that is not kept.
            assert len(telegram.world.updates) >= waited + 5
        finally:
            await back()
        await case.topic.sees("pesan 4", PATIENCE)
        await case.nur.sees("balasan 4", PATIENCE)
        await asep.sees(HELLO, PATIENCE)
        assert await bot.until(lambda said: bool(said["ready"]) and not said["reasons"]) == 200
        await case.goes_on(5)
        await case.topic.sees("pesan 6", PATIENCE)
        await case.nur.sees("balasan 6", PATIENCE)
        await bot.until(lambda said: said["oldest_inbox_seconds"] is said["oldest_outbox_seconds"] is None)
    assert said_to(await case.topic.screen(), "pesan") == [f"pesan {number}" for number in range(1, 7)]
    assert said_to(await nur.screen(), "balasan") == [f"balasan {number}" for number in range(1, 7)]
    assert sum(HELLO in one for one in (await asep.screen()).texts) == 1
    await all_kept(telegram, bot.database_url)
    return bot


def said_to(screen: Any, word: str) -> list[str]:
    texts = (one.text for one in screen.messages if not one.mine)
    return [text[text.index(word) :] for text in texts if word in text]


async def all_kept(telegram: LocalTelegram, url: str) -> None:
    """Every update is there once and handled; every letter is sent."""
    database = open_database(url)
    async with database.connect() as connection:
        mail = select(inbox.c.update_id, inbox.c.done_at, inbox.c.state).where(inbox.c.timer.is_(None))
        rows = (await connection.execute(mail)).all()
        states = {row.state for row in await connection.execute(select(outbox.c.state))}
    await database.dispose()
    assert Counter(row.update_id for row in rows) == Counter(one.id for one in telegram.world.updates.history)
    assert all(row.done_at and row.state == "done" for row in rows)
    assert states == {"sent"}


BY_WEBHOOK = {"RANGKUL_WEBHOOK_URL": "http://LISTEN/in"}


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("mode", "way"), [("fast", {}), ("immediate", BY_WEBHOOK)], ids=["fast", "immediate"]
)
async def test_that_a_server_that_is_stopped_and_started_again_only_delays(
    telegram: LocalTelegram, tmp_path: Path, mode: str, way: dict[str, str]
) -> None:
    with own_postgresql() as server:

        async def away(_: Bot) -> Callable[[], Awaitable[None]]:
            await asyncio.to_thread(server.stop, mode)
            return lambda: asyncio.to_thread(server.start)

        url = {"RANGKUL_DATABASE_URL": new_postgresql(server.host, "rangkul")}
        await outlived(telegram, tmp_path, {**url, **way}, away, "database_away")


async def test_that_a_disk_that_takes_no_more_only_delays(telegram: LocalTelegram, tmp_path: Path) -> None:
    """Every file the process writes ends at its first bytes."""

    async def away(bot: Bot) -> Callable[[], Awaitable[None]]:
        before = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))

        async def back() -> None:
            resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, before)

        return back

    await outlived(telegram, tmp_path, BY_WEBHOOK, away, "database_away")


async def test_that_a_file_held_for_longer_than_anybody_waits_only_delays(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    """By another process; the bot's own patience of ten seconds runs out."""

    async def away(_: Bot) -> Callable[[], Awaitable[None]]:
        path, pipe = str(tmp_path / "rangkul.sqlite"), asyncio.subprocess.PIPE
        command = (sys.executable, "-c", _HOLD, path)
        other = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        assert other.stdout
        assert await other.stdout.readline() == b"held\n"

        async def back() -> None:
            await other.communicate(b"")

        return back

    await outlived(telegram, tmp_path, BY_WEBHOOK, away, "database_locked")

"""SIGTERM while letters wait, a model thinks, a send is on its way and a chat is paused: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.draining import ENGINE_SECONDS, drained
from bot.app.listening import DRAIN_SECONDS
from bot.app.mind import root
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.store.database import open_database, sqlite_url
from bot.store.tables import inbox, outbox
from bot.web.serving import serving
from tests.web.conftest import free_port

pytestmark = [pytest.mark.faults, pytest.mark.promise("sigterm-drains")]
PATIENCE = 40.0
THOUGHT, GUIDE, NOTHING_YET = "Yang saya tangkap", "Tulis saja seperti mengobrol", "Belum ada yang saya catat"
STORY = "suami saya di phk 3 bulan lalu dan anak saya sakit"


@dataclass
class SlowModel:
    """Thinks for a second and then knows nothing."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def parse(self, _: Request) -> Response:
        self.asked.set()
        await asyncio.sleep(1.0)
        return Response(status_code=503)

    def site(self) -> Starlette:
        return Starlette(routes=[Route("/model/parse", self.parse, methods=["POST"])])


@dataclass
class Bot:
    """`rangkul run` as a process of its own."""

    telegram: LocalTelegram
    folder: Path
    more: dict[str, str]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await self.begin()
        try:
            assert process.stdout
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert line.startswith(b"ready"), line
            yield process
            process.terminate()
            # A second one changes nothing.
            process.terminate()
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def begin(self) -> asyncio.subprocess.Process:
        environment = {
            "PATH": "/usr/bin:/bin",
            "RANGKUL_BOT_TOKEN": self.telegram.token,
            "RANGKUL_BOT_API_URL": self.telegram.url,
            "RANGKUL_DATA_DIR": str(self.folder),
            **self.more,
        }
        command = (sys.executable, "-u", "-m", "bot", "run")
        return await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )


def webhook() -> dict[str, str]:
    address = f"127.0.0.1:{free_port()}"
    return {"RANGKUL_LISTEN": address, "RANGKUL_WEBHOOK_URL": f"http://{address}/in"}


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_that_sigterm_loses_nothing(way: str, tmp_path: Path) -> None:
    model = SlowModel()
    async with serving(model.site()) as port, local_telegram(limits=Limits.off()) as telegram:
        way_in = webhook() if way == "webhook" else {"RANGKUL_LISTEN": f"127.0.0.1:{free_port()}"}
        bot = Bot(telegram, tmp_path, {"RANGKUL_NLU_URL": f"http://127.0.0.1:{port}", **way_in})
        nur, asep, ani = [await telegram.person(name) for name in ("Nur", "Asep", "Ani")]
        async with bot.running():
            for person in (nur, asep, ani):
                await person.start()
                await person.sees("mesin (bot)", PATIENCE)
            telegram.faults.delay(1.5, "sendMessage", nur.id)
            telegram.faults.flood(3, "sendMessage", asep.id)
            await nur.write("/petunjuk")
            await nur.sees(GUIDE, PATIENCE)  # Telegram has it, the bot has no answer yet
            await nur.write("/ringkasan")
            await asep.write("/petunjuk")
            await _until_used(telegram)
            await ani.write(STORY)
            await asyncio.wait_for(model.asked.wait(), PATIENCE)
        await asep.write("/ringkasan")
        async with bot.running():
            await nur.sees(NOTHING_YET, PATIENCE)
            await asep.sees(GUIDE, PATIENCE)
            await asep.sees(NOTHING_YET, PATIENCE)
            await ani.sees(THOUGHT, PATIENCE)
        seen = [await _openings(one) for one in (nur, asep, ani)]
    assert [one[GUIDE] for one in seen] == [1, 1, 0]
    assert [one[NOTHING_YET] for one in seen] == [1, 1, 0]
    assert seen[2][THOUGHT] == 1
    await _nothing_waits(sqlite_url(tmp_path))


async def _until_used(telegram: LocalTelegram) -> None:
    """Both planned faults have met their message."""
    async with asyncio.timeout(PATIENCE):
        while any(one.times for one in telegram.faults.planned):  # noqa: ASYNC110 faults tell nobody
            await asyncio.sleep(0.02)


async def _openings(person: Person) -> Counter[str]:
    texts = [one.text for one in (await person.screen()).messages if not one.mine]
    return Counter({sign: sum(sign in text for text in texts) for sign in (THOUGHT, GUIDE, NOTHING_YET)})


async def _nothing_waits(url: str) -> None:
    database = open_database(url)
    async with database.connect() as connection:
        states = {row.state for row in await connection.execute(select(outbox.c.state))}
        mail = select(inbox.c.id).where(inbox.c.done_at.is_(None), inbox.c.timer.is_(None))
        waiting = list(await connection.execute(mail))
    await database.dispose()
    assert states == {"sent"}
    assert waiting == []


@pytest.mark.parametrize(("status", "starts"), [(400, False), (502, True)])
async def test_that_a_refused_webhook_is_one_line_and_an_outage_is_waited_for(
    status: int, starts: bool, tmp_path: Path
) -> None:
    async with local_telegram(limits=Limits.off()) as telegram:
        telegram.faults.answer(status, "setWebhook")
        bot = Bot(telegram, tmp_path, {"RANGKUL_NLU_URL": "http://127.0.0.1:9", **webhook()})
        if starts:
            async with bot.running():
                assert telegram.world.webhook
            return
        process = await bot.begin()
        said, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
    lines = [line for line in (said + complained).decode().splitlines() if "Telegram does not accept" in line]
    assert process.returncode == 1
    assert len(lines) == 1
    assert b"ready" not in said


async def test_that_a_drain_has_an_end() -> None:
    begun = asyncio.Event()
    async with asyncio.timeout(5), drained(0.05) as drain, asyncio.TaskGroup() as group:
        group.create_task(_for_ever(begun))
        await begun.wait()
        drain()
    assert begun.is_set()


async def test_that_another_timeout_is_no_end_of_a_drain() -> None:
    with pytest.raises(TimeoutError):
        async with drained(5):
            raise TimeoutError


async def _for_ever(begun: asyncio.Event) -> None:
    begun.set()
    await asyncio.Event().wait()


def test_that_whoever_stops_the_bot_gives_it_the_time() -> None:
    needs = ENGINE_SECONDS + DRAIN_SECONDS
    unit = (root() / "deploy" / "systemd" / "rangkul.service").read_text()
    compose = yaml.safe_load((root() / "deploy" / "compose.yaml").read_text())
    given = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert given
    assert int(given[1]) > needs
    grace = [
        int(one["stop_grace_period"].removesuffix("s"))
        for one in compose["services"].values()
        if "RANGKUL_NLU_URL" in (one.get("environment") or {})
    ]
    assert grace
    assert min(grace) > needs

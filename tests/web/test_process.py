"""`rangkul run` as a process of its own: what it prints, and what never."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.demo.telegram.local import LocalTelegram

from .conftest import NOBODY, free_port

WORDS = ("zebraungu", "gajahbiru", "kancilmerah")
SECRET = "a-very-secret-secret"


@dataclass
class Process:
    process: asyncio.subprocess.Process
    said: list[bytes] = field(default_factory=list)

    async def until(self, sign: bytes) -> None:
        """A line with it."""
        assert self.process.stdout
        async with asyncio.timeout(30):
            while not (self.said and sign in self.said[-1]):
                line = await self.process.stdout.readline()
                assert line, b"".join(self.said)
                self.said.append(line)

    async def end(self) -> tuple[int, str]:
        """Told to stop; its exit code and all that it said."""
        if self.process.returncode is None:
            self.process.terminate()
        rest, _ = await asyncio.wait_for(self.process.communicate(), 30)
        assert self.process.returncode is not None
        return self.process.returncode, b"".join([*self.said, rest]).decode()


@asynccontextmanager
async def started(telegram: LocalTelegram, folder: Path, **settings: str) -> AsyncIterator[Process]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONUNBUFFERED": "1",
        "RANGKUL_BOT_TOKEN": telegram.token,
        "RANGKUL_BOT_API_URL": telegram.url,
        "RANGKUL_DATA_DIR": str(folder),
        "RANGKUL_NLU_URL": NOBODY,
        **{f"RANGKUL_{name.upper()}": value for name, value in settings.items()},
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def talk(telegram: LocalTelegram) -> tuple[int, ...]:
    """Somebody tells their story to the end while things go wrong; the ids of the chats."""
    nur, dewi = await telegram.person("Kancilmerah"), await telegram.person("Dewi", 7_700_000_123)
    await nur.start()
    await nur.sees("mesin (bot)")
    telegram.faults.answer(502, "getUpdates", times=2)
    telegram.faults.cut("sendMessage")
    await nur.write("nama saya zebraungu, beras abis, anak lapar")
    await nur.sees("Yang saya tangkap", timeout=20)
    await nur.write("gajahbiru mau bicara sama petugas")
    await nur.send_photo("gajahbiru")
    await nur.write("/ringkasan")
    await nur.press_forged((await nur.screen()).messages[0].id, "gajahbiru")
    await dewi.start("undang_palsu_gajahbiru")
    await dewi.sees("mesin (bot)", timeout=20)
    await nur.write("/hapus")
    await nur.sees("tidak bisa kembali", timeout=20, anywhere=True)
    return nur.id, dewi.id


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("form", ["json", "console"])
async def test_that_nothing_of_anybody_is_printed(
    telegram: LocalTelegram, tmp_path: Path, mode: str, form: str
) -> None:
    listen = f"127.0.0.1:{free_port()}"
    hook = {"webhook_url": f"http://{listen}/in", "webhook_secret": SECRET} if mode == "webhook" else {}
    async with started(telegram, tmp_path, listen=listen, log_format=form, **hook) as bot:
        await bot.until(b"ready: ")
        ids = await talk(telegram)
        if mode == "webhook":
            async with httpx.AsyncClient(trust_env=False) as http:
                bad = {"update_id": 1, "message": {"chat": {"id": "gajahbiru"}, "text": "zebraungu"}}
                headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
                await http.post(hook["webhook_url"], json=bad, headers=headers)
                await http.post(hook["webhook_url"] + "/gajahbiru?zebraungu", json=bad)
        code, said = await bot.end()
    assert code == 0, said
    # Something was logged: the faults on the way.
    assert "send_unclear" in said
    key = await asyncio.to_thread((tmp_path / "master.key").read_bytes)
    for secret in (*WORDS, *map(str, ids), telegram.token, telegram.token.partition(":")[2], SECRET):
        assert secret.casefold() not in said.casefold()
    assert key.strip() not in said.encode()
    if form == "json":
        lines = [line for line in said.splitlines() if not line.startswith("ready: ")]
        assert all({"event", "level", "timestamp"} <= json.loads(line).keys() for line in lines)


@asynccontextmanager
async def taken(port: int = 0) -> AsyncIterator[int]:
    """A port that somebody else listens at."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_that_a_taken_port_is_one_line(telegram: LocalTelegram, tmp_path: Path, mode: str) -> None:
    async with taken() as port:
        hook = {"webhook_url": f"http://127.0.0.1:{port}/in"} if mode == "webhook" else {}
        async with started(telegram, tmp_path, listen=f"127.0.0.1:{port}", **hook) as bot:
            await asyncio.wait_for(bot.process.wait(), 30)
            code, said = await bot.end()
    assert code == 1
    assert said.startswith(f"error: RANGKUL_LISTEN: 127.0.0.1:{port} cannot be had")
    assert said.count("\n") == 1


async def test_that_polling_goes_without_a_port_that_nobody_asked_for(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    with socket.socket() as other:
        # Whether it is this test or somebody else: the default port is taken.
        if other.connect_ex(("127.0.0.1", 8080)):
            other.close()
            async with taken(8080):
                await _serves_without(telegram, tmp_path)
        else:
            await _serves_without(telegram, tmp_path)


async def _serves_without(telegram: LocalTelegram, folder: Path) -> None:
    async with started(telegram, folder) as bot:
        await bot.until(b"ready: ")
        nur = await telegram.person("Nur")
        await nur.start()
        await nur.sees("mesin (bot)")
        code, said = await bot.end()
    assert code == 0
    assert "health at" not in said
    assert "no_health_page" in said

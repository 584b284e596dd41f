"""Answers byte by byte, and connections on which nothing ever comes: there is a last moment for everything."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.app import Mind
from bot.channel.client import Timeouts, UnclearError, connected
from bot.demo.telegram.local import LocalTelegram
from bot.understanding.rasa import TIME_BUDGET, RasaClient
from bot.web import serving as web

from .living import HELP, HELP_SAYS, all_done, living, met, texts_to

pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-parts")]
QUICK = Timeouts(connect=0.2, answer=0.6)


@pytest.mark.parametrize("fault", ["drip", "hang"])
async def test_that_one_slow_chat_holds_up_nobody(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, fault: str
) -> None:
    async with living(telegram, database, mind, timeouts=QUICK):
        nur, asep = await met(telegram, "Nur"), await met(telegram, "Asep")
        if fault == "drip":
            telegram.faults.drip(0.3, "sendMessage", nur.id, times=1)
        else:
            telegram.faults.hang("sendMessage", nur.id, times=1)
        await nur.write(HELP)
        await asep.write(HELP)
        await asep.sees(HELP_SAYS)
        await nur.sees(HELP_SAYS, 20)
        await nur.write("/ringkasan")
        await nur.sees("Belum ada yang saya catat", 20)
        await all_done(database)
    assert 1 <= sum(HELP_SAYS in one for one in texts_to(telegram, nur)) <= 2


async def test_that_an_answer_byte_by_byte_has_a_last_moment(telegram: LocalTelegram) -> None:
    telegram.faults.drip(0.3, "getMe")
    async with connected(telegram.token, telegram.url, QUICK) as client:
        began = time.monotonic()
        with pytest.raises(UnclearError):
            await client.ask("getMe")
    assert time.monotonic() - began < 5


async def test_that_a_silent_model_server_is_given_up() -> None:
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    client = RasaClient.open(lambda: f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    began = time.monotonic()
    assert await client.parse(["halo"]) is None
    assert TIME_BUDGET - 0.1 <= time.monotonic() - began < TIME_BUDGET + 3
    await client.close()
    for writer in held:
        writer.close()
    server.close()


@pytest.mark.parametrize(
    "begins_with", [b"", b"POST / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET"]
)
async def test_that_no_connection_is_kept_for_requests_that_never_begin(
    monkeypatch: pytest.MonkeyPatch, begins_with: bytes
) -> None:
    """Nothing comes, or a head byte by byte, also after a request that was answered."""
    monkeypatch.setattr(web, "HEAD_SECONDS", 0.5)
    app = Starlette(routes=[Route("/", lambda _: Response("here"))])
    bound = web.listener("127.0.0.1", 0)
    async with web.serving_on(bound, app, 1, public=True):
        reader, writer = await asyncio.open_connection(*bound.getsockname()[:2])
        writer.write(begins_with)

        async def drip() -> None:
            while begins_with:
                writer.write(b"a")
                await asyncio.sleep(0.05)

        dripping = asyncio.ensure_future(drip())
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                while await reader.read(1000):
                    pass
        dripping.cancel()
        writer.close()


async def test_that_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_CONNECTIONS", 2)
    app = Starlette(routes=[Route("/", lambda _: Response("here"))])
    bound = web.listener("127.0.0.1", 0)
    async with web.serving_on(bound, app, 1, public=True):
        every = [await asyncio.open_connection(*bound.getsockname()[:2]) for _ in range(3)]
        with suppress(ConnectionError):
            assert await asyncio.wait_for(every[2][0].read(1), 5) == b""
        every[0][1].write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"here" in await asyncio.wait_for(every[0][0].read(), 5)
        for _, writer in every:
            writer.close()

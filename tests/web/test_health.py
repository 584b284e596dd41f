"""Health tells the truth, in states and numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.demo.telegram.local import LocalTelegram
from bot.settings import Settings
from bot.web import serving as web

from .conftest import Site, by_webhook, serving


@pytest.fixture(params=["polling", "webhook"])
def either(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    return settings if request.param == "polling" else by_webhook(settings)


async def until(site: Site, wanted: Callable[[dict[str, Any]], bool]) -> tuple[int, dict[str, Any]]:
    """Asks until the page says so."""
    async with asyncio.timeout(20):
        while True:
            status, said = await site.health()
            if wanted(said):
                return status, said
            await asyncio.sleep(0.05)


async def test_that_health_is_there_in_both_modes(either: Settings, telegram: LocalTelegram) -> None:
    async with serving(either) as site:
        nur = await telegram.person("Nur")
        await nur.start()
        await nur.sees("mesin (bot)")
        assert (await site.http.get("/health/live")).status_code == 200
        status, said = await site.health()
    assert (status, said["ready"], said["database"], said["telegram"]) == (
        200,
        True,
        "reachable",
        "answering",
    )
    assert said["mode"] == ("webhook" if either.webhook_url else "polling")
    assert said["telegram_answered_seconds_ago"] < 20
    assert f"{either.listen}/health/ready" in site.line
    assert str(nur.id) not in str(said)


async def test_that_an_absent_model_is_said_and_keeps_nobody_waiting(settings: Settings) -> None:
    async with serving(settings) as site:
        status, said = await site.health()
        assert (status, said["model"]) == (200, "away")
    server = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    async with web.serving(server) as port:
        there: dict[str, Any] = {"nlu_url": f"http://127.0.0.1:{port}"}
        async with serving(settings.model_copy(update=there)) as site:
            assert (await site.health())[1]["model"] == "ready"


@asynccontextmanager
async def locked(database: AsyncEngine) -> AsyncIterator[None]:
    """Another program holds on to it."""
    async with database.connect() as connection:
        if database.dialect.name == "sqlite":
            await connection.execution_options(rangkul_writes=True)
            await connection.execute(text("SELECT 1"))
        else:
            await connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
        yield
        await connection.rollback()


async def test_that_a_locked_database_is_said(settings: Settings, database: AsyncEngine) -> None:
    async with serving(settings) as site:
        await until(site, lambda said: bool(said["ready"]))
        async with locked(database):
            status, said = await until(site, lambda said: not said["ready"])
            assert (status, said["database"]) == (503, "away")
            assert said["oldest_inbox_seconds"] is None
            assert (await site.http.get("/health/live")).status_code == 200
        status, _ = await until(site, lambda said: bool(said["ready"]))
        assert status == 200


async def test_that_mail_that_waits_shows_its_age(settings: Settings, telegram: LocalTelegram) -> None:
    async with serving(settings) as site:
        nur = await telegram.person("Nur")
        telegram.faults.flood(1, "sendMessage", times=None)
        await nur.start()
        await until(site, lambda said: (said["oldest_outbox_seconds"] or 0) > 0.5)
        telegram.faults.calm()
        await nur.sees("mesin (bot)")
        await until(site, lambda said: said["oldest_outbox_seconds"] is None)


async def test_that_an_absent_telegram_is_said(settings: Settings, telegram: LocalTelegram) -> None:
    async with serving(settings) as site:
        await until(site, lambda said: said["telegram"] == "answering")
        nur = await telegram.person("Nur")
        telegram.faults.storm()
        await nur.start()
        status, _ = await until(site, lambda said: said["telegram"] == "away")
        assert status == 200

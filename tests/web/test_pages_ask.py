"""Every page has its row in the table of permissions and asks it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.routing import Route

from bot.app.receiving import Receiving
from bot.casework.actions import Action
from bot.demo.page.serve import serve_demo
from bot.demo.telegram.local import LocalTelegram
from bot.settings import Settings
from bot.web.asking import Page, local
from bot.web.health import Health

BOT = Path(__file__).parents[2] / "bot"


def _routes(tmp_path: Path) -> list[Route]:
    settings = Settings(webhook_url="https://bot.example/in", data_dir=tmp_path)

    async def look() -> Health:
        raise AssertionError

    async def shown() -> bytes:
        raise AssertionError

    class Nothing:
        async def accept(self, update: object) -> None:
            raise AssertionError

    site = Receiving(None, Nothing(), settings, "secret").site(look, shown)  # type: ignore[arg-type]
    return [route for route in site.routes if isinstance(route, Route)]


@pytest.mark.promise("one-permission-table")
def test_that_every_page_is_one_that_asks(tmp_path: Path) -> None:
    pages = {route.path: route.endpoint for route in _routes(tmp_path)}
    assert all(isinstance(one, Page) for one in pages.values())
    asked = {path: one.page for path, one in pages.items() if isinstance(one, Page)}
    assert asked == {
        "/in": Action.PAGE_WEBHOOK,
        "/health/live": Action.PAGE_HEALTH,
        "/health/ready": Action.PAGE_HEALTH,
        "/metrics": Action.PAGE_METRICS,
    }


@pytest.mark.promise("one-permission-table")
async def test_that_strangers_do_not_open_the_webhook(tmp_path: Path) -> None:
    [route] = [one for one in _routes(tmp_path) if one.path == "/in"]
    transport = httpx.ASGITransport(app=route.endpoint)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
            assert (await http.post("/in", content=b"{}", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("host", "opens"),
    [
        ("127.0.0.1:8090", True),
        ("localhost:8090", True),
        ("localhost", True),
        ("[::1]:8090", True),
        ("[::1]", True),
        ("rebound.example:8090", False),
        ("127.0.0.1.example", False),
        ("", False),
    ],
)
def test_who_asks_for_this_machine(host: str, opens: bool) -> None:
    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    who = local(frozenset({"127.0.0.1", "localhost", "[::1]"}))
    assert (who(HTTPConnection(scope)) == "local") is opens


@pytest.mark.promise("one-permission-table")
async def test_that_the_demo_opens_for_this_machine_alone(telegram: LocalTelegram) -> None:
    async with serve_demo(telegram) as address, httpx.AsyncClient() as http:
        assert (await http.get(f"{address}page/state")).status_code == 200
        for path in ("", "page/state", "human/people"):
            elsewhere = await http.get(f"{address}{path}", headers={"host": "rebound.example"})
            assert elsewhere.status_code == 400

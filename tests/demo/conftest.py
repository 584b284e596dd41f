"""A local Telegram, somebody with a phone, a raw client and the stock client for the tests here."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram.ext import ExtBot

from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram


class Hours:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


class Api:
    """The Bot API as any HTTP client meets it."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._token = token

    async def __call__(self, method: str, **params: Any) -> Any:
        """The result; a refusal is an assertion error."""
        answer = await self.raw(method, **params)
        assert answer["ok"], answer["description"]
        return answer["result"]

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:
        response = await self._client.post(f"/bot{self._token}/{method}", json=params)
        body: dict[str, Any] = response.json()
        assert body["ok"] == (response.status_code == 200)
        assert body["ok"] or body["error_code"] == response.status_code
        return body

    async def refusal(self, method: str, **params: Any) -> str:
        """The description of the error that must come."""
        answer = await self.raw(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Everything new, acknowledged."""
        found: list[dict[str, Any]] = await self("getUpdates", **params)
        if found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def telegram(hours: Hours) -> AsyncIterator[LocalTelegram]:
    async with local_telegram(clock=hours, limits=Limits.off()) as running:
        yield running


@pytest.fixture
async def strict(hours: Hours) -> AsyncIterator[LocalTelegram]:
    """With the real budgets."""
    async with local_telegram(clock=hours) as running:
        yield running


@pytest.fixture
def api(telegram: LocalTelegram) -> Api:
    return Api(telegram.client, telegram.token)


@pytest.fixture
async def siti(telegram: LocalTelegram) -> Person:
    """Somebody who has opened the bot."""
    person = await telegram.person("Siti")
    await person.start()
    return person


@pytest.fixture
async def stock(telegram: LocalTelegram) -> AsyncIterator[ExtBot[None]]:
    """python-telegram-bot, as it is."""
    bot = ExtBot(telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
    async with bot:
        yield bot

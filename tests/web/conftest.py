"""`rangkul run` from start to stop inside the test, by webhook or by polling, beside a local Telegram."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot import app
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.settings import Settings

NOBODY = "http://127.0.0.1:9"
SECRET = "a-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with local_telegram(limits=Limits.off()) as telegram:
        yield telegram


@pytest.fixture
def settings(telegram: LocalTelegram, database_url: str, tmp_path: Path) -> Settings:
    """By polling, the model away, at a free port."""
    return Settings(
        bot_token=SecretStr(telegram.token),
        bot_api_url=telegram.url,
        database_url=database_url,
        data_dir=tmp_path,
        nlu_url=NOBODY,
        listen=f"127.0.0.1:{free_port()}",
    )


def by_webhook(settings: Settings) -> Settings:
    more: dict[str, Any] = {
        "webhook_url": f"http://{settings.listen}/telegram/in",
        "webhook_secret": SecretStr(SECRET),
    }
    return settings.model_copy(update=more)


@dataclass(frozen=True)
class Site:
    """The bot's side of HTTP."""

    http: httpx.AsyncClient
    line: str

    async def bring(self, content: bytes, secret: str | None = SECRET) -> int:
        headers = {HEADER: secret} if secret is not None else {}
        return (await self.http.post("/telegram/in", content=content, headers=headers)).status_code

    async def health(self) -> tuple[int, dict[str, Any]]:
        answer = await self.http.get("/health/ready")
        return answer.status_code, answer.json()


@asynccontextmanager
async def serving(settings: Settings, **more: Any) -> AsyncIterator[Site]:
    stop = asyncio.Event()
    lines: asyncio.Queue[str] = asyncio.Queue()
    http = httpx.AsyncClient(base_url=f"http://{settings.listen}", timeout=30, trust_env=False)
    async with http, asyncio.TaskGroup() as group:
        group.create_task(app.serve(settings, lines.put_nowait, stop, **more))
        line = await asyncio.wait_for(lines.get(), 30)
        try:
            yield Site(http, line)
        finally:
            stop.set()

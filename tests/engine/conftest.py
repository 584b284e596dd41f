"""The real bot, but for the language model, against a local Telegram over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, build_mind, ports, who_am_i
from bot.channel.client import connected
from bot.channel.receive import poll
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.store.seal import Keys

MASTER = b"m" * 32


@dataclass
class Running:
    telegram: LocalTelegram
    engine: Engine


@pytest.fixture(scope="session")
def mind() -> Mind:
    return build_mind(None)


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with local_telegram(limits=Limits.off()) as telegram:
        yield telegram


@asynccontextmanager
async def started(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, budget: Budget | None = None
) -> AsyncIterator[Running]:
    """A bot process's inside, from start to stop. It sends as fast as it can unless a `budget` is given."""
    keys = Keys.derive(MASTER)
    async with connected(telegram.token, telegram.url) as bot:
        made = ports(bot, await who_am_i(bot), mind, keys, lambda: datetime.now(UTC))
        engine = Engine(database, keys, made, budget or Budget(rates=None))
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(poll(bot, engine.accept_all))
            try:
                yield Running(telegram, engine)
            finally:
                polling.cancel()
                await engine.stop()


@pytest.fixture
async def running(telegram: LocalTelegram, database: AsyncEngine, mind: Mind) -> AsyncIterator[Running]:
    async with started(telegram, database, mind) as running:
        yield running

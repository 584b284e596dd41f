"""A local Telegram, somebody with a phone, and the channel's own client."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channel.callback import Callbacks
from bot.channel.client import Client, Timeouts, connected
from bot.channel.read import ReadUpdate
from bot.channel.render import TelegramRender
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.situation.incoming import Incoming
from bot.texts.catalogue import Catalogue

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with local_telegram(limits=Limits.off()) as running:
        yield running


@pytest.fixture
async def client(telegram: LocalTelegram) -> AsyncIterator[Client]:
    async with connected(telegram.token, telegram.url, Timeouts(connect=2, answer=2)) as made:
        yield made


@pytest.fixture
async def siti(telegram: LocalTelegram) -> Person:
    """Somebody who has opened the bot."""
    person = await telegram.person("Siti")
    await person.start()
    return person


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def callbacks() -> Callbacks:
    return Callbacks(b"a key of the tests")


@pytest.fixture(scope="session")
def read(callbacks: Callbacks) -> ReadUpdate:
    return ReadUpdate("rangkul_bot", callbacks, lambda: NOW)


@pytest.fixture(scope="session")
def render(catalogue: Catalogue, callbacks: Callbacks) -> TelegramRender:
    return TelegramRender(catalogue, callbacks)


class Inbox:
    """What the bot was told, read; asked for like the receiving loop does."""

    def __init__(self, client: Client, read: ReadUpdate) -> None:
        self._client = client
        self._read = read
        self._offset = 0

    async def raw(self) -> list[dict[str, Any]]:
        """Everything new."""
        found: list[dict[str, Any]] = await self._client.ask("getUpdates", {"offset": self._offset})
        if found:
            self._offset = found[-1]["update_id"] + 1
        return found

    async def all(self) -> list[Incoming | None]:
        return [self._read(update) for update in await self.raw()]

    async def newest(self) -> Incoming:
        incoming = (await self.all())[-1]
        assert incoming is not None
        return incoming


@pytest.fixture
async def inbox(client: Client, read: ReadUpdate, siti: Person) -> Inbox:
    """Without Siti's /start."""
    opened = Inbox(client, read)
    await opened.raw()
    return opened

"""An update is confirmed after it was accepted, and never lost or skipped."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.channel.client import Client, connected
from bot.channel.receive import ChannelError, Patience, accept_webhook, poll, set_webhook
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram

QUICK = Patience(first=0.01, most=0.02, conflict=0.01, poll=2)


class Store:
    """Keeps what it accepts; `away` times it fails first."""

    def __init__(self, away: int = 0) -> None:
        self.kept: list[dict[str, Any]] = []
        self.away = away
        self.tried = 0
        self._changed = asyncio.Event()

    async def accept(self, update: dict[str, Any]) -> None:
        await self.accept_all((update,))

    async def accept_all(self, updates: Sequence[dict[str, Any]]) -> None:
        self.tried += 1
        if self.tried <= self.away:
            raise OSError("the disk is full")
        self.kept.extend(updates)
        self._changed.set()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.kept if "text" in update.get("message", {})]

    async def has(self, *texts: str) -> None:
        async with asyncio.timeout(5):
            while self.texts != list(texts):
                self._changed.clear()
                await self._changed.wait()


async def while_polling(client: Client, store: Store, deed: Callable[[], Awaitable[None]]) -> None:
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(poll(client, store.accept_all, QUICK))
        await deed()
        polling.cancel()


async def test_that_everything_arrives_in_order(client: Client, siti: Person) -> None:
    store = Store()

    async def deed() -> None:
        await siti.write("satu")
        await siti.write("dua")
        await store.has("/start", "satu", "dua")

    await while_polling(client, store, deed)


async def test_that_what_was_not_accepted_is_offered_again_and_nothing_overtakes_it(
    client: Client, siti: Person
) -> None:
    store = Store(away=3)

    async def deed() -> None:
        await siti.write("satu")
        await store.has("/start", "satu")

    await while_polling(client, store, deed)
    assert store.tried >= 4


async def test_that_a_stop_before_accepting_loses_nothing(client: Client, siti: Person) -> None:
    reached = asyncio.Event()

    async def never(_: Sequence[dict[str, Any]]) -> None:
        reached.set()
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        polling = group.create_task(poll(client, never, QUICK))
        await reached.wait()
        polling.cancel()
    store = Store()
    await while_polling(client, store, lambda: store.has("/start"))


async def test_that_it_goes_on_after_telegram_was_away(
    telegram: LocalTelegram, client: Client, siti: Person
) -> None:
    store = Store()
    telegram.faults.answer(502, "getUpdates", times=2)
    telegram.faults.cut("getUpdates", accepted=False)
    telegram.faults.answer(409, "getUpdates")

    async def deed() -> None:
        await siti.write("satu")
        await store.has("/start", "satu")

    await while_polling(client, store, deed)


async def test_that_a_wrong_token_is_one_clear_line(telegram: LocalTelegram) -> None:
    async with connected("1:wrong", telegram.url) as stranger:
        with pytest.raises(ChannelError, match="RANGKUL_BOT_TOKEN"):
            await poll(stranger, Store().accept_all, QUICK)


async def test_that_polling_replaces_a_webhook_without_dropping_what_waits(
    client: Client, telegram: LocalTelegram, siti: Person
) -> None:
    await set_webhook(client, "http://127.0.0.1:9/hook", "a-secret", QUICK)
    assert (await client.ask("getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"
    store = Store()
    await while_polling(client, store, lambda: store.has("/start"))


UPDATE = json.dumps({"update_id": 1, "message": {"text": "halo"}}).encode()


async def test_that_a_webhook_needs_its_secret() -> None:
    store = Store()
    for given in (None, "", "wrong", "a-secret "):
        assert await accept_webhook(UPDATE, given, secret="a-secret", accept=store.accept) == 401
    assert await accept_webhook(UPDATE, "", secret="", accept=store.accept) == 401
    assert store.tried == 0
    assert await accept_webhook(UPDATE, "a-secret", secret="a-secret", accept=store.accept) == 200
    assert store.texts == ["halo"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b'{"update_id": "1"}', b"\xff\xfe", b"[" * 100_000]
)
async def test_that_what_is_no_update_is_refused(body: bytes) -> None:
    store = Store()
    assert await accept_webhook(body, "s", secret="s", accept=store.accept) == 400
    assert store.tried == 0


async def test_that_telegram_is_asked_to_come_again_when_the_store_is_away() -> None:
    assert await accept_webhook(UPDATE, "s", secret="s", accept=Store(away=1).accept) == 503

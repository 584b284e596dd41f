"""Telegram brings updates over HTTP: kept before they are confirmed, once each, from nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.engine.budget import Rates
from bot.settings import Settings

from .conftest import Site, by_webhook, serving

STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn"


async def met(telegram: LocalTelegram) -> Person:
    nur = await telegram.person("Nur")
    await nur.start()
    await nur.sees("mesin (bot)")
    return nur


def says(update: int, person: Person, words: str) -> bytes:
    who = {"id": person.id, "first_name": "Nur", "is_bot": False}
    chat = {"id": person.id, "type": "private", "first_name": "Nur"}
    message = {"message_id": update, "date": 1_790_000_000, "chat": chat, "from": who, "text": words}
    return json.dumps({"update_id": update, "message": message}).encode()


def answers(telegram: LocalTelegram, person: Person, words: str) -> int:
    return sum(words in str(call.params.get("text")) for call in telegram.accepted("sendMessage", person.id))


async def test_that_a_whole_conversation_comes_by_webhook(
    settings: Settings, telegram: LocalTelegram
) -> None:
    ratna, dewi = [await telegram.person(name) for name in ("Ratna", "Dewi")]
    group = await telegram.forum(ratna, "Petugas", [dewi])
    more: dict[str, Any] = {"worker_ids": (dewi.id,), "staff_group_id": group.id}
    async with serving(by_webhook(settings).model_copy(update=more)) as site:
        assert site.line.startswith("ready: @rangkul_bot by webhook at ")
        nur = await met(telegram)
        await nur.write(STORY)
        await nur.sees("Yang saya tangkap")
        await nur.write("mau bicara sama petugas")
        await nur.sees("sudah sampai ke petugas")
        topic = dewi.within(group, await group.topic_named("·"))
        await topic.press("Ambil", await topic.sees("phk"))
        await nur.sees("Dewi")
        await topic.write("Selamat siang Bu")
        # The sixth message in a moment: it waits for the pace at which a private chat is written to.
        await nur.sees("Selamat siang Bu", 2 * Rates().private.seconds)
    assert not telegram.accepted("getUpdates")


@pytest.mark.parametrize("secret", [None, "", "wrong"])
async def test_that_strangers_are_refused(
    settings: Settings, telegram: LocalTelegram, secret: str | None
) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        assert await site.bring(says(900, nur, "makasih"), secret) == 401
        assert await site.bring(says(901, nur, "/petunjuk")) == 200
        await nur.sees("Tulis saja seperti mengobrol")
    assert not answers(telegram, nur, "Sama-sama")


async def test_that_what_is_no_update_is_refused(settings: Settings, telegram: LocalTelegram) -> None:
    async with serving(by_webhook(settings)) as site:
        for garbage in (b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000):
            assert await site.bring(garbage) == 400
        assert await site.bring(b" " * (1 << 21)) == 413
        assert (await site.http.get("/telegram/in")).status_code == 405
        assert (await site.http.post("/elsewhere")).status_code == 404
        await met(telegram)


async def test_that_an_update_brought_again_has_no_second_effect(
    settings: Settings, telegram: LocalTelegram
) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        update = says(900, nur, "/petunjuk")
        assert await asyncio.gather(*(site.bring(update) for _ in range(5))) == [200] * 5
        assert await site.bring(says(901, nur, "/ringkasan")) == 200
        await nur.sees("Belum ada yang saya catat")
    assert answers(telegram, nur, "Tulis saja seperti mengobrol") == 1


@asynccontextmanager
async def inbox_away(database: AsyncEngine) -> AsyncIterator[None]:
    async with database.execution_options(rangkul_writes=True).begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    try:
        yield
    finally:
        async with database.execution_options(rangkul_writes=True).begin() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))


async def test_that_telegram_comes_again_when_the_store_was_away(
    settings: Settings, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        async with inbox_away(database):
            assert await site.bring(says(900, nur, "/ringkasan")) == 503
            await nur.write("/petunjuk")
        await nur.sees("Tulis saja seperti mengobrol")
        assert await site.bring(says(900, nur, "/ringkasan")) == 200
        await nur.sees("Belum ada yang saya catat")
    assert answers(telegram, nur, "Tulis saja seperti mengobrol") == 1


async def test_that_a_secret_is_made_where_none_is_set(settings: Settings, telegram: LocalTelegram) -> None:
    none: dict[str, Any] = {"webhook_secret": None}
    async with serving(by_webhook(settings).model_copy(update=none)) as site:
        await met(telegram)
        assert await site.bring(b"{}", "") == 401
    secrets = {str(call.params["secret_token"]) for call in telegram.accepted("setWebhook")}
    assert all(len(secret) >= 40 for secret in secrets)


async def test_that_what_was_written_while_the_bot_was_stopped_is_answered(
    settings: Settings, telegram: LocalTelegram
) -> None:
    async with serving(by_webhook(settings)):
        nur = await met(telegram)
    await nur.write("/petunjuk")
    async with serving(settings) as site:
        assert "long polling" in site.line
        await nur.sees("Tulis saja seperti mengobrol")
    await nur.write("/ringkasan")
    async with serving(by_webhook(settings)) as site:
        await nur.sees("Belum ada yang saya catat")


async def test_that_an_update_on_its_way_at_the_stop_is_kept(
    settings: Settings, telegram: LocalTelegram
) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        halves = Halves(says(900, nur, "/petunjuk"))
        async with asyncio.TaskGroup() as group:
            brought = group.create_task(_bring(site, halves))
            await halves.begun.wait()
            halves.go_on.set()
    assert brought.result() == 200
    async with serving(by_webhook(settings)):
        await nur.sees("Tulis saja seperti mengobrol")


class Halves:
    """A body in two parts."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body[:10]
        self.begun.set()
        await self.go_on.wait()
        yield self.body[10:]


async def _bring(site: Site, body: Halves) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
    return (await site.http.post("/telegram/in", content=body, headers=headers)).status_code

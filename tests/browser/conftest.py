"""A headless Chromium, the demo page, and a tiny scripted bot that speaks to the Bot API by plain HTTP."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, async_playwright

from bot.demo.group import Group
from bot.demo.page.serve import serve_demo
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class ScriptedBot:
    """Greets, asks one thing, thanks, and shows the staff what was said."""

    client: httpx.AsyncClient
    token: str
    staff: int
    topic: int = 0

    async def call(self, method: str, **params: Any) -> Any:
        answer = (await self.client.post(f"/bot{self.token}/{method}", json=params)).json()
        assert answer["ok"], answer["description"]
        return answer["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                await self.take(update)

    async def take(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self.pressed(update["callback_query"])
        elif "message" in update and update["message"]["chat"]["type"] == "private":
            await self.wrote(update["message"])

    async def wrote(self, message: dict[str, Any]) -> None:
        person = message["chat"]["id"]
        if message.get("text", "").startswith("/start"):
            await self.greet(person)
        elif message.get("text") == "ketik":
            await self.call("sendChatAction", chat_id=person, action="typing")
        elif "text" in message:
            await self.hear(person, message)
        else:
            await self.call("sendMessage", chat_id=person, text="Sudah saya simpan untuk petugas.")

    async def greet(self, person: int) -> None:
        first = [
            {"text": "1. Bisa dibantu?", "callback_data": "a"},
            {"text": "2. Cocok?", "callback_data": "b"},
        ]
        keys = [first, [{"text": "3. Bagaimana caranya?", "callback_data": "c"}]]
        words = (
            "Saya <b>mesin</b> dari Rumah Singgah Cibinong, dengan petugas di belakangnya. Gratis.\n\n"
            "Cerita saja pakai bahasa sendiri, tidak perlu rapi."
        )
        await self.call("sendMessage", chat_id=person, text=words, parse_mode="HTML",
                        reply_markup={"inline_keyboard": keys})  # fmt: skip

    async def hear(self, person: int, message: dict[str, Any]) -> None:
        keys = [[{"text": word, "callback_data": word} for word in ("Sudah", "Sedikit", "Belum")]]
        asked = "Itu berat. Yang kecil hari ini sudah makan atau minum?"
        await self.call("sendMessage", chat_id=person, text=asked,
                        reply_parameters={"message_id": message["message_id"]},
                        reply_markup={"inline_keyboard": keys})  # fmt: skip
        made = await self.call("createForumTopic", chat_id=self.staff, name="RK-7F3 · pangan · hari ini")
        self.topic = made["message_thread_id"]
        card = (
            "<b>RK-7F3 · pangan</b>\nKab. Bogor · menunggu 1 menit\n<blockquote>"
            + "suami di PHK, anak dua"
            + "</blockquote>"
        )
        take = {
            "inline_keyboard": [
                [{"text": "Ambil", "callback_data": "take"}, {"text": "Lihat semua", "callback_data": "all"}]
            ]
        }
        await self.call("sendMessage", chat_id=self.staff, message_thread_id=self.topic, text=card, parse_mode="HTML",
                        reply_markup=take)  # fmt: skip

    async def pressed(self, query: dict[str, Any]) -> None:
        if query["data"] == "all":
            await self.call(
                "answerCallbackQuery", callback_query_id=query["id"], text="Belum ada lagi", show_alert=True
            )
            return
        message = query["message"]
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Dicatat")
        await self.call("editMessageText", chat_id=message["chat"]["id"], message_id=message["message_id"],
                        text=f"{message['text']}\n→ {query['data']}", entities=message.get("entities", []))  # fmt: skip


@dataclass
class Demo:
    url: str
    telegram: LocalTelegram
    bot: ScriptedBot
    staff: Group
    siti: Person


async def known(person: int) -> dict[str, Any]:
    """What was understood, as a bot would tell it."""
    facts = [
        {"slot": "household_children", "value": "2 anak, yang kecil 1 tahun", "words": "anak 2 yg kecil 1 thn",
         "provenance": "text", "confidence": 0.93, "confirmed": True},
        {"slot": "location_now", "value": "Kab. Bogor", "words": "di cibinong", "provenance": "text",
         "confidence": 0.8, "confirmed": False},
    ]  # fmt: skip
    return {"stage": "listening", "facts": facts}


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with local_telegram(limits=Limits.off()) as telegram:
        siti = await telegram.person("Siti", username="siti_c")
        ratna = await telegram.person("Ratna")
        staff = await telegram.forum(ratna, "Petugas Rumah Singgah")
        bot = ScriptedBot(telegram.client, telegram.token, staff.id)
        commands = {"menu": "Pilihan utama", "darurat": "Nomor darurat"}
        listed = [{"command": name, "description": words} for name, words in commands.items()]
        await bot.call("setMyCommands", commands=json.dumps(listed))
        await bot.call(
            "setMyDescription", description="Cerita di sini, gratis. Yang membaca petugas, bukan tetangga."
        )
        async with asyncio.TaskGroup() as group, serve_demo(telegram, known) as url:
            running = group.create_task(bot.run())
            yield Demo(url, telegram, bot, staff, siti)
            running.cancel()


@contextlib.asynccontextmanager
async def chromium(folder: Path, **options: Any) -> AsyncIterator[BrowserContext]:
    """A browser with a profile of its own; errors of the page fail the test."""
    found = shutil.which("chromium") or "/usr/bin/chromium"
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder, executable_path=found, headless=True, args=FLAGS, **options
        )
        try:
            yield context
        finally:
            await context.close()

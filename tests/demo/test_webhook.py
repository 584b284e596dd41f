"""Delivery to a webhook: secret, repetition, order per chat, a queue of its own for buttons."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.web.serving import serving
from tests.demo.conftest import Api


class Receiver:
    """A bot's web server that answers as planned and notes what came."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: asyncio.Queue[tuple[dict[str, Any], str]] = asyncio.Queue()
        self.gate = asyncio.Event()
        self.gate.set()
        self.reply: dict[str, Any] = {}

    async def take(self, request: Request) -> Response:
        body = await request.json()
        await self.got.put((body, request.headers.get("x-telegram-bot-api-secret-token", "")))
        if "message" in body:
            await self.gate.wait()
        return JSONResponse(self.reply, self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> tuple[dict[str, Any], str]:
        return await asyncio.wait_for(self.got.get(), 5)


@contextlib.asynccontextmanager
async def receiving(api: Api, **more: Any) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    async with serving(app) as port:
        await api("setWebhook", url=f"http://127.0.0.1:{port}/hook", **more)
        yield receiver
        receiver.gate.set()
        await api("deleteWebhook")


async def test_the_secret_comes_along(api: Api, siti: Person) -> None:
    async with receiving(api, secret_token="s3cret_-") as receiver:
        body, secret = await receiver.next()
    assert (body["message"]["text"], secret) == ("/start", "s3cret_-")


async def test_anything_but_2xx_is_repeated(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    async with receiving(api) as receiver:
        await receiver.next()
        receiver.statuses = [503, 302, 500]
        await siti.write("penting")
        tries = [(await receiver.next())[0] for _ in range(4)]
        info = await api("getWebhookInfo")
    assert len({one["update_id"] for one in tries}) == 1
    assert "500" in info["last_error_message"]


async def test_one_update_at_a_time_per_chat_but_buttons_overtake(
    telegram: LocalTelegram, api: Api, siti: Person
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}
    await api("sendMessage", chat_id=siti.id, text="?", reply_markup=keyboard)
    budi = await telegram.person("Budi")
    async with receiving(api) as receiver:
        await receiver.next()
        receiver.gate.clear()
        await siti.write("satu")
        await receiver.next()
        await siti.write("dua")
        await siti.press("Ya")
        overtaking, _ = await receiver.next()
        assert "callback_query" in overtaking
        await budi.start()
        other_chat, _ = await receiver.next()
        assert other_chat["message"]["from"]["id"] == budi.id
        assert receiver.got.empty()
        receiver.gate.set()
        second, _ = await receiver.next()
    assert second["message"]["text"] == "dua"


async def test_the_answer_may_be_a_method(api: Api, siti: Person) -> None:
    async with receiving(api) as receiver:
        receiver.reply = {"method": "sendMessage", "chat_id": siti.id, "text": "langsung"}
        await siti.write("x")
        await siti.sees("langsung")


async def test_plain_http_only_to_this_machine(api: Api) -> None:
    refusal = await api.refusal("setWebhook", url="http://example.org/hook")
    assert refusal == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    refusal = await api.refusal("setWebhook", url="https://example.org/hook", secret_token="ä")
    assert refusal == "Bad Request: secret token contains unallowed characters"

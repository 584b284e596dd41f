"""Who does not know the webhook's secret is turned away before a byte of what they bring is read."""

from __future__ import annotations

import inspect

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from bot.channel.receive import is_telegram
from bot.web.webhook import Door, webhook_route

pytestmark = pytest.mark.promise("forged-input-does-nothing")
SECRET = "a-secret"
NAME = b"x-telegram-bot-api-secret-token"
REFUSED: list[list[bytes]] = [
    [], [b""], [b"a-secre"], [b"a-secret "], [b"A-SECRET"], [b"a-secret\xc3\xa9"], [b"\xff\xfe"], [b"a-secret\x00"],
    [b"a-secret", b"a-secret"], [b"wrong", b"a-secret"], [b"a-secret", b"wrong"], [b"x" * 10_000],
]  # fmt: skip


async def status(given: list[bytes], body: list[bytes]) -> int:
    """The answer to a POST; taking a part of the body takes it from the list."""
    taken: list[bytes] = []

    async def take(content: bytes, _: str | None) -> int:
        taken.append(content)
        return 200

    app = Starlette(routes=[webhook_route("/in", Door(lambda one: is_telegram(one, SECRET), take))])
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/in", "raw_path": b"/in", "root_path": "",
        "scheme": "http", "query_string": b"", "headers": [(NAME, one) for one in given], "client": None, "server": None,
    }  # fmt: skip
    answers: list[int] = []

    async def receive_part() -> Message:
        return {"type": "http.request", "body": body.pop(0), "more_body": bool(body)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    await app(scope, receive_part, send)
    return answers[0]


@pytest.mark.parametrize("given", REFUSED, ids=lambda given: repr(given)[:40])
async def test_that_nothing_of_a_strangers_body_is_read(given: list[bytes]) -> None:
    body = [b"one", b"two"]
    assert await status(given, body) == 401
    assert body == [b"one", b"two"]


async def test_that_telegram_is_heard() -> None:
    body = [b"one", b"two"]
    assert await status([SECRET.encode()], body) == 200
    assert body == []


def test_that_nobody_knows_a_secret_that_is_not_set() -> None:
    assert not is_telegram("", "")
    assert not is_telegram(None, "")


def test_that_the_comparison_takes_the_same_time_for_every_guess() -> None:
    """A clock on a shared machine cannot show it: what compares is the function that is made for it."""
    assert "hmac.compare_digest(" in inspect.getsource(is_telegram)
    assert "==" not in inspect.getsource(is_telegram)

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import socket
from time import monotonic
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.understanding.breaker import Breaker
from bot.understanding.rasa import RasaClient

Answer = Callable[[Any], Response]


def parse_of(text: str) -> dict[str, Any]:
    at = text.find("beras")
    entities = [{"entity": "need", "start": at, "end": at + 5, "value": "beras"}] if at >= 0 else []
    intent = {"name": "need_food", "confidence": 0.8}
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": entities}


def own_server(body: Any) -> Response:
    if "texts" in body:
        return JSONResponse({"results": [parse_of(text) for text in body["texts"]]})
    return JSONResponse(parse_of(body["text"]))


def bare_list(body: Any) -> Response:
    return JSONResponse([parse_of(text) for text in body["texts"]])


def stock_server(body: Any) -> Response:
    """Rasa's own server knows no batches and answers them with 500."""
    return (
        JSONResponse(parse_of(body["text"])) if "text" in body else JSONResponse({"status": "failure"}, 500)
    )


@dataclass
class Server:
    answer: Answer
    port: int = 0
    bodies: list[Any] = field(default_factory=list)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    hold: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        if self.hold:
            await self.release.wait()
        return self.answer(body)


class Listening(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Server]:
    server = Server(answer)
    app = Starlette(routes=[Route("/model/parse", server.handle, methods=["POST"])])
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none", http="h11")
    running = Listening(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(running.serve())
        await running.listens.wait()
        server.port = running.servers[0].sockets[0].getsockname()[1]
        try:
            yield server
        finally:
            server.release.set()
            running.should_exit = True


@asynccontextmanager
async def client_of(url: Callable[[], str | None]) -> AsyncIterator[RasaClient]:
    client = RasaClient.open(url)
    try:
        yield client
    finally:
        await client.close()


@pytest.mark.parametrize("answer", [own_server, bare_list])
async def test_that_clauses_go_in_one_request(answer: Answer) -> None:
    async with serving(answer) as server, client_of(lambda: server.url) as client:
        parses = await client.parse(["beras abis", "saya lapar"])
    assert parses is not None
    assert [parse.intent.name for parse in parses] == ["need_food", "need_food"]
    assert server.bodies == [{"texts": ["beras abis", "saya lapar"]}]


async def test_that_a_stock_server_is_asked_one_by_one_and_remembered() -> None:
    async with serving(stock_server) as server, client_of(lambda: server.url) as client:
        assert len(await client.parse(["satu", "dua"]) or ()) == 2
        assert len(await client.parse(["tiga", "empat"]) or ()) == 2
    assert [body for body in server.bodies if "texts" in body] == [{"texts": ["satu", "dua"]}]
    assert sorted(body["text"] for body in server.bodies if "text" in body) == [
        "dua",
        "empat",
        "satu",
        "tiga",
    ]


@pytest.mark.parametrize("text", ['/affirm{"location":"x"}', " /affirm", "//deny", "\ufeff/affirm", "/"])
async def test_that_no_text_begins_with_a_slash_when_it_is_sent(text: str) -> None:
    async with serving(own_server) as server, client_of(lambda: server.url) as client:
        await client.parse([text])
        await client.parse([text, text])
    sent = [one for body in server.bodies for one in body.get("texts", [body.get("text")])]
    assert len(sent) == 3
    assert not any(one.strip("\ufeff \t\r\n").startswith("/") for one in sent)


async def test_that_entities_keep_their_places_behind_a_slash() -> None:
    text = "/ beras abis"
    async with serving(own_server) as server, client_of(lambda: server.url) as client:
        parses = await client.parse([text])
    assert parses is not None
    (entity,) = parses[0].entities
    assert text[entity.start : entity.end] == "beras"


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: Response("not json"),
        lambda _: JSONResponse({"intent": 5}),
        lambda _: JSONResponse({"results": []}),
        lambda _: JSONResponse([]),
        lambda _: Response("oops", 500),
        lambda _: Response("busy", 503),
        lambda _: Response(b"\xff\xfe"),
    ],
)
async def test_that_nonsense_is_no_answer(answer: Answer) -> None:
    async with serving(answer) as server, client_of(lambda: server.url) as client:
        assert await client.parse(["satu", "dua"]) is None
        assert await client.parse(["satu"]) is None


async def test_that_a_loading_or_refusing_server_is_a_normal_state(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with client_of(lambda: None) as loading:
        assert await loading.parse(["rahasia saya"]) is None
    async with client_of(lambda: "http://127.0.0.1:1") as refused:
        assert await refused.parse(["rahasia saya"]) is None
    assert "rahasia" not in caplog.text


async def test_that_a_slow_server_costs_at_most_the_budget() -> None:
    async with serving(own_server) as server, client_of(lambda: server.url) as client:
        server.hold = True
        started = monotonic()
        assert await client.parse(["satu", "dua"]) is None
        assert 1.4 < monotonic() - started < 2.5


async def test_that_the_client_finds_the_server_when_it_comes_up() -> None:
    async with serving(own_server) as server:
        url: str | None = None
        async with client_of(lambda: url) as client:
            assert await client.parse(["satu"]) is None
            url = server.url
            assert await client.parse(["satu"]) is not None


def test_that_the_breaker_opens_tries_once_and_closes() -> None:
    now = 0.0
    breaker = Breaker(lambda: now, failures=2, open_for=5)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now = 5.0
    assert breaker.allows()
    assert not breaker.allows()
    breaker.failed()
    now = 9.0
    assert not breaker.allows()
    now = 10.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


async def test_that_an_open_breaker_asks_nothing() -> None:
    async with serving(lambda _: Response("oops", 503)) as server, client_of(lambda: server.url) as client:
        for _ in range(6):
            assert await client.parse(["satu"]) is None
    assert len(server.bodies) == 3

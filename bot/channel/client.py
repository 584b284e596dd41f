"""The Bot API as python-telegram-bot speaks it, with answers told apart as finely as Telegram gives them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest, RequestData

from .pulse import Pulse

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
POLL_SECONDS = 50
SLACK_SECONDS = 15.0
_CONNECTIONS = 64
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TALKATIVE = ("httpx", "httpcore", "telegram")


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, and to wait for an answer."""

    connect: float = CONNECT_SECONDS
    answer: float = ANSWER_SECONDS


class RefusedError(TelegramError):
    """Telegram answered with anything but 2xx."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any]) -> None:
        super().__init__(f"{status}: {description}")
        self.status = status
        self.description = description
        self.parameters = parameters

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), (self.status, self.description, self.parameters)


class NotSentError(TelegramError):
    """No connection: Telegram surely knows nothing of the request."""


class UnclearError(TelegramError):
    """The request went out and no answer came back."""


class _Request(HTTPXRequest):
    """The library's own request; its refusals and failures keep what the library would drop."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        try:
            status, body = await super().do_request(url, method, request_data, *args, **kwargs)
        except (TimedOut, NetworkError) as error:
            # Only the class: the error's own words carry the address, and that the token.
            cause = error.__cause__
            kind = NotSentError if isinstance(cause, _NEVER_LEFT) else UnclearError
            raise kind(type(cause or error).__name__) from None
        if not 200 <= status <= 299:
            raise _refusal(status, body)
        return status, body


def _refusal(status: int, body: bytes) -> RefusedError:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    told = answer if isinstance(answer, dict) else {}
    parameters = told.get("parameters")
    return RefusedError(
        status, str(told.get("description", "")), parameters if isinstance(parameters, dict) else {}
    )


class _Bot(ExtBot[None]):
    def _insert_defaults(self, data: dict[str, object]) -> None:
        """There are none: calls come as complete JSON, of which the library would take an album's apart."""

    async def ask(self, method: str, params: dict[str, Any], seconds: float) -> Any:
        """Any method by its name; the public way of doing so warns about every method it knows."""
        return await self._post(method, dict(params), read_timeout=seconds)


@dataclass(frozen=True)
class Client:
    """One bot's connection to a Bot API server."""

    bot: _Bot = field(repr=False)
    timeouts: Timeouts
    pulse: Pulse = field(default_factory=Pulse, compare=False)

    async def ask(
        self, method: str, params: dict[str, Any] | None = None, seconds: float | None = None
    ) -> Any:
        """The result as JSON. Raises RefusedError, NotSentError or UnclearError, all of them TelegramError.

        An answer that comes byte by byte ends no wait for the next byte: there is a last moment for all of it.
        """
        within = seconds or self.timeouts.answer
        with self.pulse.taken():
            try:
                async with asyncio.timeout(2 * self.timeouts.connect + within):
                    return await self.bot.ask(method, params or {}, within)
            except TimeoutError:
                raise UnclearError("TooSlow") from None


@asynccontextmanager
async def connected(token: str, api_url: str, timeouts: Timeouts | None = None) -> AsyncIterator[Client]:
    """Nothing is sent on entering: Telegram may be away."""
    # These log addresses with the token in them, and what people write.
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    limits = timeouts or Timeouts()
    requests = _request(limits, _CONNECTIONS), _request(limits, 2)
    bot = _Bot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        base_file_url=f"{api_url.rstrip('/')}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )
    try:
        yield Client(bot, limits)
    finally:
        for request in requests:
            await request.shutdown()


def _request(timeouts: Timeouts, connections: int) -> _Request:
    return _Request(
        connection_pool_size=connections,
        read_timeout=timeouts.answer,
        write_timeout=timeouts.answer,
        connect_timeout=timeouts.connect,
        pool_timeout=timeouts.connect,
        media_write_timeout=timeouts.answer * 6,
    )

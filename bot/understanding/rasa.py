"""Client of a Rasa server's ``/model/parse``: our own, which takes a batch, or a stock one.

Nobody's words are logged or put into errors. A server that is away is a normal state, answered with None.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final, Self

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from .breaker import Breaker

TIME_BUDGET: Final = 1.5  # seconds for one message, all its requests together
_PATH: Final = "/model/parse"
_NO_BATCH: Final = frozenset({400, 404, 415, 422, 500})


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RasaIntent(_Loose):
    name: str | None = None
    confidence: float = 0.0


class RasaEntity(_Loose):
    entity: str
    start: int = -1
    end: int = -1
    value: str | int | float | None = None


class RasaParse(_Loose):
    """What the server says of one text; places are code points of the text that was sent."""

    intent: RasaIntent
    intent_ranking: tuple[RasaIntent, ...] = ()
    entities: tuple[RasaEntity, ...] = ()


class _Batch(_Loose):
    results: tuple[RasaParse, ...]


_LIST: Final = TypeAdapter(tuple[RasaParse, ...])


class RasaClient:
    """``url`` gives the server's address, or None while it is loading or gone."""

    def __init__(
        self, http: httpx.AsyncClient, url: Callable[[], str | None], *, breaker: Breaker | None = None
    ) -> None:
        self._http = http
        self._url = url
        self._breaker = breaker or Breaker(time.monotonic)
        self._takes_no_batch: str | None = None

    @classmethod
    def open(cls, url: Callable[[], str | None]) -> Self:
        """A client with a connection pool of its own; `close` it."""
        return cls(httpx.AsyncClient(timeout=TIME_BUDGET, trust_env=False), url)

    async def close(self) -> None:
        await self._http.aclose()

    async def parse(self, texts: Sequence[str]) -> tuple[RasaParse, ...] | None:
        """One answer per text, in order; None when the server is away, slow, or says nonsense."""
        url = self._url()
        if url is None or not texts or not self._breaker.allows():
            return None
        try:
            async with asyncio.timeout(TIME_BUDGET):
                parses = await self._ask(url.rstrip("/"), [harmless(text) for text in texts])
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValidationError):
            self._breaker.failed()
            return None
        self._breaker.succeeded()
        return tuple(
            _shifted(parse, harmless_shift(text), len(text))
            for parse, text in zip(parses, texts, strict=True)
        )

    async def _ask(self, url: str, texts: list[str]) -> tuple[RasaParse, ...]:
        if len(texts) > 1 and self._takes_no_batch != url:
            answer = await self._http.post(url + _PATH, json={"texts": texts})
            if answer.status_code not in _NO_BATCH:
                return _batch(answer.raise_for_status(), len(texts))
            singles = await self._one_by_one(url, texts)
            self._takes_no_batch = url
            return singles
        return await self._one_by_one(url, texts)

    async def _one_by_one(self, url: str, texts: list[str]) -> tuple[RasaParse, ...]:
        async def one(text: str) -> RasaParse:
            answer = await self._http.post(url + _PATH, json={"text": text})
            return RasaParse.model_validate_json(answer.raise_for_status().content)

        return tuple(await asyncio.gather(*(one(text) for text in texts)))


def harmless(text: str) -> str:
    """Rasa obeys a text that begins with a slash ("/affirm{...}"): spaces and slashes in front are left out."""
    stripped = text.lstrip("/ \t\r\n\u200b\ufeff\xa0")
    return stripped or " "


def harmless_shift(text: str) -> int:
    """How many characters `harmless` left out in front."""
    return len(text) - len(harmless(text)) if harmless(text) != " " else 0


def _batch(answer: httpx.Response, expected: int) -> tuple[RasaParse, ...]:
    body = answer.content
    parses = (
        _LIST.validate_json(body) if body.lstrip()[:1] == b"[" else _Batch.model_validate_json(body).results
    )
    if len(parses) != expected:
        raise httpx.DecodingError("the model server answered another number of texts than it was sent")
    return parses


def _shifted(parse: RasaParse, shift: int, length: int) -> RasaParse:
    """Entities at their places in the text as it was written; those outside it are left out."""
    moved = (
        entity.model_copy(update={"start": entity.start + shift, "end": entity.end + shift})
        for entity in parse.entities
        if 0 <= entity.start < entity.end <= length - shift
    )
    return parse.model_copy(update={"entities": tuple(moved)})

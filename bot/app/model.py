"""The language model's client, and its server where it is our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import httpx

from bot.understanding.nlu_process import NluProcess, NluProject, NluState, Tell, tell_nobody
from bot.understanding.rasa import RasaClient

from .mind import root

ModelState = Literal["ready", "loading", "away"]
_PROBE_SECONDS = 1.0
_UNDER_WAY = (NluState.TRAINING, NluState.LOADING)


@dataclass(frozen=True)
class LanguageModel:
    """A client, and how the server behind it does. `process` is None for a server of somebody else."""

    client: RasaClient
    process: NluProcess | None
    given_url: str | None
    http: httpx.AsyncClient

    async def state(self) -> ModelState:
        """Asked for each time: a process can be there and yet not answer."""
        if self.process and self.process.state in _UNDER_WAY:
            return "loading"
        url = self.process.url if self.process else self.given_url
        if url is None:
            return "away"
        try:
            answer = await self.http.get(url.rstrip("/") + "/")
        except (httpx.HTTPError, httpx.InvalidURL):
            return "away"
        return "ready" if answer.is_success else "away"


@asynccontextmanager
async def language_model(nlu_url: str | None, tell: Tell = tell_nobody) -> AsyncIterator[LanguageModel]:
    """Of the server at `nlu_url`, else of our own, started here; answers come by rules until it is there."""
    async with httpx.AsyncClient(timeout=_PROBE_SECONDS, trust_env=False) as http:
        if nlu_url:
            async with _closing(RasaClient.open(lambda: nlu_url)) as client:
                yield LanguageModel(client, None, nlu_url, http)
            return
        async with (
            NluProcess(NluProject.at(root()), tell) as process,
            _closing(RasaClient.open(lambda: process.url)) as client,
        ):
            yield LanguageModel(client, process, None, http)


@asynccontextmanager
async def model_client(nlu_url: str | None, *, wait: bool) -> AsyncIterator[RasaClient | None]:
    """With `wait`, yields None where no model can be had; without, answers come by rules until it is there."""
    async with language_model(nlu_url) as model:
        yield model.client if not wait or model.process is None or await _comes(model.process) else None


async def _comes(process: NluProcess) -> bool:
    ended = await process.wait_until(NluState.READY, NluState.MISSING, NluState.WAITING)
    return ended is NluState.READY


@asynccontextmanager
async def _closing(client: RasaClient) -> AsyncIterator[RasaClient]:
    try:
        yield client
    finally:
        await client.close()

"""The language model's client, and its server where it is our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.understanding.nlu_process import NluProcess, NluProject, NluState
from bot.understanding.rasa import RasaClient

from .mind import root


@asynccontextmanager
async def model_client(nlu_url: str | None, *, wait: bool) -> AsyncIterator[RasaClient | None]:
    """A client of the server at `nlu_url`, else of our own server, started here.

    With `wait`, yields None where no model can be had; without, answers come by rules until it is there.
    """
    if nlu_url:
        async with _closing(RasaClient.open(lambda: nlu_url)) as client:
            yield client
        return
    async with (
        NluProcess(NluProject.at(root())) as process,
        _closing(RasaClient.open(lambda: process.url)) as client,
    ):
        if (
            wait
            and await process.wait_until(NluState.READY, NluState.MISSING, NluState.WAITING)
            is not NluState.READY
        ):
            yield None
        else:
            yield client


@asynccontextmanager
async def _closing(client: RasaClient) -> AsyncIterator[RasaClient]:
    try:
        yield client
    finally:
        await client.close()

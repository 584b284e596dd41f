"""A real model server for all tests of faults."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.app import Mind, build_mind
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.conversations.served import model_server


@pytest.fixture(scope="session")
def nlu_url() -> Iterator[str]:
    with model_server() as (url, _):
        yield url


@pytest.fixture(scope="session")
def mind() -> Mind:
    """Rules alone: what is tested here is not understanding."""
    return build_mind(None)


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with local_telegram(limits=Limits.off()) as telegram:
        yield telegram

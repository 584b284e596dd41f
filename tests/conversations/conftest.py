"""The real bot with the real language model, on both databases, against a local Telegram over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Mind, build_mind, model_client

from .served import model_server


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--transcripts", type=Path, help="write what was really said into this folder")


@pytest.fixture(scope="session")
def nlu_url() -> Iterator[str]:
    with model_server() as (url, _):
        yield url


@pytest.fixture(scope="session")
def rules_mind() -> Mind:
    """Loaded once; without a model."""
    return build_mind(None)


@pytest.fixture
async def mind(rules_mind: Mind, nlu_url: str) -> AsyncIterator[Mind]:
    async with model_client(nlu_url, wait=False) as client:
        yield replace(rules_mind, understanding=replace(rules_mind.understanding, model=client))

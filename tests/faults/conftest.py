"""A real model server for all tests of faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.served import model_server


@pytest.fixture(scope="session")
def nlu_url() -> Iterator[str]:
    with model_server() as (url, _):
        yield url

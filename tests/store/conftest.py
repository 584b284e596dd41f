"""A store of one bot."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.seal import Keys
from bot.store.unit import Store


@pytest.fixture
def store(database: AsyncEngine) -> Store:
    return Store(database, Keys.derive(b"m" * 32), 7)

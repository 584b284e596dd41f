"""What the demo's panel looks at."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import people
from bot.store.people import Person
from bot.store.seal import Keys
from bot.store.unit import Unit


async def find(connection: AsyncConnection, keys: Keys, bot_id: int, lane: str) -> Person | None:
    return await people.find(Unit(connection, keys, bot_id), lane)

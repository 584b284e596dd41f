"""Webhook deliveries twice, late, replayed and side by side: each update has its effect once."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.store.tables import inbox, messages

from .living import all_done, living, met, texts_to, updates_of

pytestmark = [
    pytest.mark.faults,
    pytest.mark.promise("no-effect-twice"),
    pytest.mark.promise("order-per-chat"),
]


@pytest.mark.parametrize("seed", [1, 2])
async def test_that_replayed_and_shuffled_deliveries_change_nothing(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, seed: int
) -> None:
    """Everything once more while people talk, in any order, two connections at a time; again after a restart."""
    chance = Random(seed)
    async with living(telegram, database, mind) as bot:
        people = [await met(telegram, name) for name in ("Nur", "Asep")]
        for number in range(4):
            for one in people:
                await one.write(f"saya mau cerita bagian {number} dari {one.name}")
            old = updates_of(telegram)
            chance.shuffle(old)
            await asyncio.gather(*(bot.engine.accept(one) for one in (*old, *old)))
        await all_done(database)
        before = [len(texts_to(telegram, one)) for one in people]
    async with living(telegram, database, mind) as bot:
        await asyncio.gather(*(bot.engine.accept(one) for one in updates_of(telegram)))
        await all_done(database)
        assert [len(texts_to(telegram, one)) for one in people] == before
    async with database.connect() as connection:
        came = Counter(row.update_id for row in await connection.execute(select(inbox)) if row.update_id)
        kept = Counter(row.telegram_message for row in await connection.execute(select(messages)))
    assert came == Counter(one["update_id"] for one in updates_of(telegram))
    written = [one for one in updates_of(telegram) if "bagian" in one["message"]["text"]]
    assert all(kept[one["message"]["message_id"]] >= 1 for one in written)
    assert sum(kept[number] for number in {one["message"]["message_id"] for one in written}) == len(written)

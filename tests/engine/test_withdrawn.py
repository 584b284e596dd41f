"""What is under way at the moment when somebody takes their consent back, and what they do afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import inbox, outbox

from .conftest import Running
from .staff import STORY, claimed, hand_off, open_office, settled

pytestmark = [
    pytest.mark.promise("withdraw-stops-sharing"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


async def count(database: AsyncEngine, *where: object) -> int:
    async with database.connect() as connection:
        found = await connection.execute(select(func.count()).select_from(outbox).where(*where))  # type: ignore[arg-type]
        return int(found.scalar_one())


async def until(ready: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(10):
        while not await ready():  # noqa: ASYNC110 (the database has no event to wait for)
            await asyncio.sleep(0.02)


async def failures(database: AsyncEngine) -> list[str]:
    async with database.connect() as connection:
        found = await connection.execute(select(inbox.c.error).where(inbox.c.failures > 0))
        return list(found.scalars())


async def test_that_words_edited_after_the_withdrawal_stay_here(
    running: Running, database: AsyncEngine
) -> None:
    """The turn goes well, and the copy that staff have is not changed any more."""
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await office.nur.write("rahasia Kelincibiru")
    await topic.sees("Kelincibiru")
    await office.nur.write("/cabutizin")
    await office.nur.sees("masih ada di layar petugas")
    await office.nur.edit(sent, "rahasia Kelincihijau")
    await office.nur.sees("tulis “sudah”")
    await settled(database)
    assert await failures(database) == []
    assert not any("Kelincihijau" in text for text in (await topic.screen()).texts)


async def test_that_a_card_being_changed_at_that_moment_loses_its_words_and_stays(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await settled(database)
    running.telegram.faults.delay(1.0, "editMessageText", office.group.id)
    await office.nur.write("anak saya 5 sekarang, tinggal di cibinong")
    changing = (outbox.c.method == "editMessageText", outbox.c.state == "sending")
    await until(lambda: count(database, *changing))
    await office.nur.write("/cabutizin")
    await office.nur.sees("izinnya dicabut")
    await topic.sees("Jangan dihubungi lagi", 10)
    await settled(database)
    texts = (await topic.screen()).texts
    [card] = [text for text in texts if "Tidak ada yang perlu dikerjakan" in text]
    assert "phk" not in card


@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
async def test_that_nothing_waits_for_ever_for_a_card_that_never_came(
    running: Running, database: AsyncEngine, method: str
) -> None:
    office = await open_office(running)
    running.telegram.faults.flood(1, method, office.group.id)
    await hand_off(office)
    card = (outbox.c.fate == "card", outbox.c.state.in_(("queued", "sending")))
    assert await count(database, *card) == 1
    await office.nur.write("/cabutizin")
    await office.nur.sees("izinnya dicabut")
    await settled(database)
    assert await count(database, outbox.c.fate == "card") == 0
    everywhere = [text for thread in (await office.group.topics()).values()
                  for text in (await office.dewi.within(office.group, thread).screen()).texts]  # fmt: skip
    assert not any("phk" in text for text in everywhere)


async def test_that_a_closed_case_cannot_be_opened_again_by_staff(
    running: Running, database: AsyncEngine
) -> None:
    """Also where the person had begun anew meanwhile, and refused for the new story."""
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Selesai")
    await topic.press("Terbantu", await topic.sees(lambda seen: "Terbantu" in "".join(seen.labels)))
    await office.nur.sees("selesai")
    await office.nur.write("/ulang")
    await office.nur.sees("mesin (bot)")
    await office.nur.write(STORY)
    await office.nur.sees("tulis “sudah”")
    await office.nur.write("sudah")
    await office.nur.sees("Boleh cerita ini")
    await office.nur.press("3 Tidak")
    await office.nur.sees("tidak saya teruskan")
    await topic.sees("Jangan dihubungi lagi")
    await topic.write("/bukalagi")
    await topic.sees("dibatalkan oleh yang menulis", 10)
    await settled(database)
    assert await failures(database) == []

"""An applicant and two workers around one case, as their phones show it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.group import Group
from bot.demo.person import Person
from bot.store.tables import outbox

from .conftest import Running

STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn"


@dataclass
class Office:
    """Nur needs help; Ratna (admin) and Dewi (worker) share the staff group."""

    nur: Person
    ratna: Person
    dewi: Person
    group: Group


async def open_office(running: Running, *, forum: bool = True, supergroup: bool = True) -> Office:
    telegram = running.telegram
    nur, ratna, dewi = [await telegram.person(name) for name in ("Nur", "Ratna", "Dewi")]
    group = await telegram.group(ratna, "Petugas", [dewi], forum=forum, supergroup=supergroup)
    await running.engine.seed(admins=[ratna.id], workers=[dewi.id], group=group.id, is_forum=forum)
    return Office(nur, ratna, dewi, group)


async def hand_off(office: Office) -> None:
    """Nur tells her story and asks for a person."""
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    await office.nur.write(STORY)
    await office.nur.sees("Yang saya tangkap")
    await office.nur.write("mau bicara sama petugas")
    await office.nur.sees("sudah sampai ke petugas")


async def in_topic(office: Office, worker: Person) -> Person:
    """The worker, looking at the newest case's topic."""
    thread = await office.group.topic_named("·")
    return worker.within(office.group, thread)


async def claimed(office: Office) -> Person:
    """Dewi has taken the case."""
    topic = await in_topic(office, office.dewi)
    await topic.press("Ambil", await topic.sees("phk"))
    await office.nur.sees("Dewi")
    return topic


async def settled(database: AsyncEngine) -> None:
    """All that was to be sent is sent and written down: whoever answers it now is understood."""
    async with asyncio.timeout(20):
        while await _unsent(database):  # noqa: ASYNC110 (the database has no event to wait for)
            await asyncio.sleep(0.02)


async def _unsent(database: AsyncEngine) -> bool:
    waiting = select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending"))).limit(1)
    async with database.connect() as connection:
        return (await connection.execute(waiting)).first() is not None

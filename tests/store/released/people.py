"""Who is in the rows of this folder, under ids that every local Telegram can give them again."""

from __future__ import annotations

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.engine.conftest import Running
from tests.engine.staff import STORY, Office

NUR, RATNA, DEWI, TONO = 7_700_000_001, 7_700_000_002, 7_700_000_003, 7_700_000_012
GROUP = -1_007_700_000_001
__all__ = ["DEWI", "GROUP", "NUR", "RATNA", "STORY", "TONO", "office_of", "people_of"]


async def people_of(telegram: LocalTelegram) -> Office:
    """Nur, Ratna (admin), Dewi (worker) and their staff group."""
    ids = {"Nur": NUR, "Ratna": RATNA, "Dewi": DEWI}
    nur, ratna, dewi = [await telegram.person(name, number) for name, number in ids.items()]
    group = await telegram.group(ratna, "Petugas", [dewi], forum=True, supergroup=True, id=GROUP)
    return Office(nur, ratna, dewi, group)


async def office_of(running: Running) -> Office:
    office = await people_of(running.telegram)
    await running.engine.seed(admins=[RATNA], workers=[DEWI], group=GROUP, is_forum=True)
    return office


def tono_of(telegram: LocalTelegram) -> Person:
    return Person(telegram.client, TONO, "Tono")

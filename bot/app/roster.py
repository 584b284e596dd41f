"""`rangkul staff`: who works for the agency, and who does no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.engine import leaving
from bot.settings import Settings
from bot.store import audit, staff
from bot.store.staff import Ended, Member
from bot.store.unit import Store

from .errors import CommandError
from .wiring import open_store

Tell = Callable[[str], None]


async def list_staff(settings: Settings, tell: Tell, agency: str) -> None:
    """A line each. Raises like `serve`."""
    async with _stores(settings) as stores:
        for store in stores:
            async with store.look() as unit:
                for one in await staff.everybody(unit, agency):
                    tell(_line(one))


def _line(one: Member) -> str:
    duty = "" if one.on_duty else "  off duty"
    return f"{one.staff.id}  {one.staff.name or '(no name yet)'}  {', '.join(sorted(one.staff.roles))}{duty}"


async def remove_staff(settings: Settings, tell: Tell, number: int, agency: str) -> None:
    """Access ends with this; cases and private views follow while the bot runs. Raises CommandError; and like `serve`."""
    async with _stores(settings) as stores:
        ended = [await _end(store, number, agency) for store in stores]
    if any(one.last_admin for one in ended):
        raise CommandError(f"{number} is the only admin: first `rangkul invite --role admin` for another")
    if not any(one.member for one in ended):
        raise CommandError(f"nobody on the list of staff has number {number}: see `rangkul staff list`")
    tell(f"{number} is not staff any more; the running bot hands their cases back and tells them")
    if any(one.named for one in ended):
        tell(
            "take them out of RANGKUL_ADMIN_IDS and RANGKUL_WORKER_IDS too, or the next start brings them back"
        )


async def _end(store: Store, number: int, agency: str) -> Ended:
    now = datetime.now(UTC)
    async with store.unit() as unit:
        ended = await leaving.end(unit, agency, number, now, leaving.REMOVED)
        if ended.member:
            await audit.note_act(unit, now, "operator", f"removed staff {number}")
    return ended


@asynccontextmanager
async def _stores(settings: Settings) -> AsyncIterator[list[Store]]:
    """One for each bot of the installation."""
    async with open_store(settings) as (database, keys):
        async with database.connect() as connection:
            bots = await staff.bots(connection)
        yield [Store(database, keys, bot) for bot in bots]

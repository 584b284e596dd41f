"""`rangkul inbox`: mail that could not be handled. Shows numbers, times and classes of errors, and nobody's words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.settings import Settings
from bot.store import audit, set_aside
from bot.store.retention import bots_of
from bot.store.set_aside import SetAside
from bot.store.unit import Store

from .errors import CommandError
from .wiring import open_store

Tell = Callable[[str], None]


async def list_inbox(settings: Settings, tell: Tell) -> None:
    """A line each, the oldest first. Raises like `open_store`."""
    async with _stores(settings) as stores:
        every = [one for store in stores for one in await _set_aside(store)]
    for one in every:
        tell(_line(one))
    if not every:
        tell("nothing is set aside")


async def retry_inbox(settings: Settings, tell: Tell, number: int | None) -> None:
    """One, or all where no number is given; the running bot takes them up within a second.

    Raises CommandError; and like `open_store`.
    """
    async with _stores(settings) as stores:
        if number is not None:
            one, store = await _found(stores, number)
            if not await _retry(store, one):
                raise CommandError(_why_not(one))
            tell(f"{number} is tried again")
            return
        tried = [await _retry(store, one) for store in stores for one in await _set_aside(store)]
    left = f", {tried.count(False)} cannot be: see `rangkul inbox list`" if False in tried else ""
    tell(f"{tried.count(True)} are tried again{left}")


async def drop_inbox(settings: Settings, tell: Tell, number: int) -> None:
    """It is emptied and never handled. Raises CommandError; and like `open_store`."""
    async with _stores(settings) as stores:
        one, store = await _found(stores, number)
        now = datetime.now(UTC)
        async with store.unit() as unit:
            if await set_aside.give_up(unit, one.id, now):
                await audit.note_act(unit, now, "operator", f"dropped mail {one.id}")
    tell(f"{number} is dropped")


async def _set_aside(store: Store) -> tuple[SetAside, ...]:
    async with store.look() as unit:
        return await set_aside.everything(unit)


async def _retry(store: Store, one: SetAside) -> bool:
    now = datetime.now(UTC)
    async with store.unit() as unit:
        taken = await set_aside.take_up(unit, one, now)
        if taken:
            await audit.note_act(unit, now, "operator", f"retried mail {one.id}")
    return taken


async def _found(stores: list[Store], number: int) -> tuple[SetAside, Store]:
    for store in stores:
        async with store.look() as unit:
            if one := await set_aside.one(unit, number):
                return one, store
    raise CommandError(f"nothing with number {number} is set aside: see `rangkul inbox list`")


def _why_not(one: SetAside) -> str:
    drop = f"`rangkul inbox drop {one.id} --yes` takes it off the list"
    if one.emptied:
        return f"{one.id} was erased with the person it was of; {drop}"
    return f"{one.id} is a timer that was set anew meanwhile; {drop}"


def _line(one: SetAside) -> str:
    what = f"timer {one.timer}" if one.timer else "update"
    emptied = "  erased" if one.emptied else ""
    return f"{one.id}  {_at(one.received_at)}  set aside {_at(one.since)}  {what}  {one.error}{emptied}"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"


@asynccontextmanager
async def _stores(settings: Settings) -> AsyncIterator[list[Store]]:
    """One for each bot of the installation."""
    async with open_store(settings) as (database, keys):
        yield [Store(database, keys, bot) for bot in await bots_of(database)]

"""`rangkul keys`: a new master key, and the old one's end."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.ledger_entries import enter
from bot.store.presence import alone
from bot.store.replaying import replay
from bot.store.rotation import drop_older, make_secrets, rests, seal_again
from bot.store.seal import KEY_BYTES, read_master_key, write_master_keys
from bot.store.unit import Store

from .errors import CommandError
from .wiring import key_file, ledger_file

Tell = Callable[[str], None]


async def rotate_keys(settings: Settings, tell: Tell) -> None:
    """A new master key in front of the old one, and everything brought under it.

    Broken off at any moment, the same call goes on where it was. Raises CommandError, and like `open_store`.
    """
    path = key_file(settings)
    async with _alone(settings) as database:
        masters = read_master_key(path)
        if len(masters) > 1 and not await rests(database, masters):
            raise CommandError(
                f"{path}: nothing rests on its older keys any more; run `rangkul keys retire` before another rotation"
            )
        if len(masters) == 1:
            masters = (os.urandom(KEY_BYTES), *masters)
            write_master_keys(path, masters)
        now = datetime.now(UTC)
        await make_secrets(database, masters, now)
        keys = (await replay(database, masters, ledger_file(settings), now)).keys
        await seal_again(database, keys)
        await drop_older(database, masters, now)
        await enter(database, keys, ledger_file(settings))
        await Store(database, keys, 0).scrub()
    tell(f"{path}: a new key is in force; copy the file to its safe place, then run `rangkul keys retire`")


async def retire_keys(settings: Settings, tell: Tell) -> None:
    """The key file keeps its newest key only. Raises CommandError while anything rests on another one."""
    path = key_file(settings)
    async with _alone(settings) as database:
        masters = read_master_key(path)
        if len(masters) == 1:
            raise CommandError(f"{path}: there is one key only; `rangkul keys rotate` makes a new one")
        if left := await rests(database, masters):
            raise CommandError(f"{path}: its older keys are still needed ({left}); run `rangkul keys rotate`")
        write_master_keys(path, masters[:1])
    tell(
        f"{path}: older keys are gone; copies of the data from before the rotation cannot be read without them: "
        "delete both, or keep the old key with the old copies"
    )


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[AsyncEngine]:
    database = open_database(settings.database_url or sqlite_url(settings.data_dir))
    try:
        async with alone(database):
            await create_tables(database)
            yield database
    finally:
        await database.dispose()

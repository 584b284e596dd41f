"""The engine's surroundings: the store, the bot's own account, and who does what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.error import TelegramError

from bot.casework.code import new_code
from bot.channel.callback import Callbacks
from bot.channel.client import Client, RefusedError
from bot.channel.read import ReadUpdate
from bot.channel.render import TelegramRender
from bot.channel.send import Send
from bot.channel.staff_render import TelegramStaffRender
from bot.engine.ports import Ports
from bot.settings import Settings
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.ledger import NAME as LEDGER
from bot.store.presence import working
from bot.store.replaying import replay
from bot.store.seal import Keys, read_master_key

from .errors import StartError
from .mind import Casework, Mind

_NOBODY_THERE = "RANGKUL_BOT_API_URL: nobody answers there; is the address right and the network up?"


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, Keys]]:
    """The database with its tables, and the keys; whoever was erased is not in it, also after a restore.

    Raises KeyFileError, SchemaError, SealError, LedgerError and InUseError.
    """
    masters = read_master_key(key_file(settings))
    database = open_database(settings.database_url or sqlite_url(settings.data_dir))
    try:
        async with working(database):
            await create_tables(database)
            yield database, (await replay(database, masters, ledger_file(settings))).keys
    finally:
        await database.dispose()


def key_file(settings: Settings) -> Path:
    return settings.master_key_file or settings.data_dir / "master.key"


def ledger_file(settings: Settings) -> Path:
    """The ledger of erasures: beside the database, and no part of it."""
    return settings.data_dir / LEDGER


@dataclass(frozen=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


async def who_am_i(telegram: Client) -> Me:
    """Raises StartError with the way to mend it."""
    try:
        account = await telegram.ask("getMe")
    except RefusedError as refusal:
        if refusal.status >= 500:
            raise StartError(_NOBODY_THERE) from None
        raise StartError(
            f"RANGKUL_BOT_TOKEN: Telegram refuses it ({refusal}); ask @BotFather for one"
        ) from None
    except TelegramError:
        raise StartError(_NOBODY_THERE) from None
    return Me(int(account["id"]), str(account["username"]))


def ports(telegram: Client, me: Me, mind: Mind, keys: Keys, clock: Callable[[], datetime]) -> Ports:
    """What the engine of the bot `me` needs of the others."""
    callbacks = Callbacks(keys.buttons, me.id)
    return Ports(
        read=ReadUpdate(me.username, callbacks, clock),
        mind=mind,
        render=TelegramRender(mind.catalogue, callbacks),
        transport=Send(telegram),
        clock=clock,
        new_code=lambda: new_code(SystemRandom()),
        bot_id=me.id,
        casework=Casework(mind.agency),
        zone=mind.agency.settings.time_zone.tz,
        staff_render=TelegramStaffRender(mind.catalogue, callbacks),
        alarming=mind.alarming,
        closes=mind.closes,
    )

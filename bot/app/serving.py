"""`rangkul run`: people on Telegram are served until the process is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime

from telegram.error import TelegramError

from bot.channel.client import Client, connected
from bot.channel.publish import publish
from bot.channel.receive import ChannelError, poll
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.publishing.agency_file import EXAMPLE_AGENCY
from bot.settings import Settings
from bot.texts.catalogue import Catalogue

from .errors import StartError
from .mind import build_mind
from .model import model_client
from .wiring import open_store, ports, who_am_i


async def serve(
    settings: Settings, ready: Callable[[str], None], stop: asyncio.Event, budget: Budget | None = None
) -> None:
    """Serve Telegram by long polling until `stop` is set; what was accepted by then is kept.

    `budget`: how fast Telegram is written to; by default as fast as it allows.

    Raises StartError, KeyFileError, SchemaError and AgencyFileError with one clear line each.
    """
    if settings.webhook_url:
        raise StartError(
            "RANGKUL_WEBHOOK_URL: webhooks are not built yet; leave it unset, the bot then asks Telegram itself"
        )
    if settings.bot_token is None:
        raise StartError(
            "RANGKUL_BOT_TOKEN is not set: ask @BotFather for a token, or try `python3 -m bot demo`"
        )
    async with (
        connected(settings.bot_token.get_secret_value(), settings.bot_api_url) as telegram,
        open_store(settings) as (database, keys),
        model_client(settings.nlu_url, wait=False) as client,
    ):
        me = await who_am_i(telegram)
        mind = build_mind(client, settings.agency_file or EXAMPLE_AGENCY)
        engine = Engine(
            database, keys, ports(telegram, me, mind, keys, lambda: datetime.now(UTC)), budget or Budget()
        )
        await engine.seed(
            admins=settings.admin_ids, workers=settings.worker_ids, group=settings.staff_group_id
        )
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(_until_it_cannot(poll(telegram, engine.accept_all), stop))
            group.create_task(_publish(telegram, mind.catalogue))
            ready(f"ready: @{me.username} by long polling at {settings.bot_api_url}")
            await stop.wait()
            polling.cancel()
            await engine.stop()
        if not polling.cancelled() and (why := polling.result()):
            raise StartError(why)


async def _publish(telegram: Client, catalogue: Catalogue) -> None:
    """Commands and descriptions; a bot without them still serves."""
    with suppress(TelegramError):
        await publish(telegram, catalogue)


async def _until_it_cannot(polling: Coroutine[None, None, None], stop: asyncio.Event) -> str:
    """Why polling ended for good; the rest then stops cleanly too."""
    try:
        await polling
    except ChannelError as error:
        stop.set()
        return str(error)
    return ""

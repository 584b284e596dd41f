"""`rangkul demo`: the real bot with a Telegram of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.situation.lines import value_text
from bot.situation.speech import Text
from bot.store import people
from bot.store.database import open_database, sqlite_url
from bot.store.seal import Keys, read_master_key
from bot.store.unit import Store
from bot.texts.catalogue import Catalogue

from .serving import serve

if TYPE_CHECKING:
    from bot.demo.telegram.local import LocalTelegram


async def demo(settings: Settings, show: Callable[[str], None], stop: asyncio.Event, port: int) -> None:
    """The real bot, model and SQLite file with a local Telegram and a page with two phones; gone when it stops."""
    # Only here: `run` has no use for a Telegram of its own, nor room for one in its memory.
    from bot.demo.page.serve import serve_demo
    from bot.demo.telegram.local import local_telegram

    with TemporaryDirectory(prefix="rangkul-demo-") as folder:
        async with local_telegram() as telegram:
            here_only = settings.model_copy(
                update={
                    "bot_token": SecretStr(telegram.token),
                    "bot_api_url": telegram.url,
                    "data_dir": Path(folder),
                    "database_url": None,
                    "master_key_file": None,
                    "webhook_url": None,
                    "listen": "127.0.0.1:0",
                }
            )
            here_only = here_only.model_copy(update=await _furnish(telegram))
            keys = Keys.derive(read_master_key(Path(folder) / "master.key"))
            database = open_database(sqlite_url(Path(folder)))

            catalogue = Catalogue.load()

            async def inspect(user: int) -> dict[str, Any]:
                return await understood(database, keys, catalogue, int(telegram.token.split(":")[0]), user)

            async with serve_demo(telegram, inspect, port=port) as address:
                show(f"demo: open {address} in a browser; Ctrl-C ends it and forgets everything")
                await serve(here_only, show, stop)
            await database.dispose()


async def _furnish(telegram: LocalTelegram) -> dict[str, Any]:
    """One applicant's phone and a staff group's; the settings that tell who is who."""
    await telegram.person("Nur")
    worker = await telegram.person("Ratna")
    group = await telegram.forum(worker, "Petugas")
    return {"admin_ids": (worker.id,), "staff_group_id": group.id}


async def understood(
    database: AsyncEngine, keys: Keys, catalogue: Catalogue, bot_id: int, user: int
) -> dict[str, Any]:
    """What the demo's panel shows of a person: stage and facts in words, with where they come from."""
    try:
        async with Store(database, keys, bot_id).look() as unit:
            person = await people.find(unit, keys.find("chat", user))
    except DBAPIError:
        # The bot has not made its tables yet.
        person = None
    if person is None:
        return {"stage": "", "facts": []}
    facts = [
        {
            **fact.model_dump(mode="json", include={"words", "provenance", "confidence", "confirmed"}),
            "slot": catalogue.plain(Text(id=f"slot-{slot}"), person.frame.language),
            "value": catalogue.plain(value_text(slot, fact), person.frame.language),
        }
        for slot, fact in person.frame.facts.items()
    ]
    return {"stage": person.frame.stage.value, "facts": facts}

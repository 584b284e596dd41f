"""What people see of the bot in the messenger: commands, descriptions; staff see theirs where they work."""

from __future__ import annotations

from contextlib import suppress

from telegram.error import TelegramError

from bot.channel.client import Client
from bot.channel.publish import Place, publish
from bot.store import cards, chats, staff
from bot.store.unit import Store
from bot.texts.catalogue import Catalogue


async def show(telegram: Client, catalogue: Catalogue, store: Store, agency: str) -> None:
    """A bot without them still serves."""
    with suppress(TelegramError):
        await publish(telegram, catalogue, await _places(store, agency))


async def _places(store: Store, agency: str) -> tuple[Place, ...]:
    """The agency's group, and the private chats that its staff have opened."""
    async with store.look() as unit:
        group = await cards.group_of(unit, agency)
        members = await staff.everybody(unit, agency)
        opened = [one.user for one in members if await chats.is_open(unit, unit.keys.find("chat", one.user))]
    return (*([(group.chat, True)] if group else ()), *((user, False) for user in opened))

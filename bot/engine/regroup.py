"""The staff group is another one, or can be reached again: each open case gets what it lacks there."""

from __future__ import annotations

from datetime import datetime

from bot.store import cards, mail, recall
from bot.store.cases import OPEN
from bot.store.unit import Unit

from .ports import Ports

CARD = "engine:card"
"""The timer that posts the card of a case that has none."""
WORDS = "engine:words"
"""The timer that brings the worker what could not reach them before."""


async def regroup(unit: Unit, ports: Ports, now: datetime, at: datetime | None = None) -> None:
    """Cards that are missing in the agency's group, words that could not be delivered; `at` a later time."""
    group = await cards.group_of(unit, ports.agency)
    if group is None:
        return
    for lane, has_card in await cards.open_lanes(unit, ports.agency, OPEN, group.key):
        await mail.wake(unit, lane, WORDS if has_card else CARD, at or now, now)


async def moved(unit: Unit, ports: Ports, old_key: str, new_chat: int, now: datetime) -> None:
    """A group became a supergroup: everything that names it names the new id."""
    news = await cards.move(unit, old_key, new_chat)
    await recall.move(unit, old_key, new_chat)
    if news:
        await regroup(unit, ports, now)

"""The staff's own affairs: their group, their duty."""

from __future__ import annotations

from bot.situation.speech import BindGroup, SetDuty
from bot.store import cards, mail, staff
from bot.store.cases import OPEN

from .desk import Desk

CARD = "engine:card"
"""The timer that posts the card of a case that has none."""
WORDS = "engine:words"
"""The timer that brings a worker what waited for their private chat."""


async def bind_group(desk: Desk, _: BindGroup) -> None:
    """Cases that were opened before there was a group get their cards now."""
    await cards.bind(desk.unit, desk.ports.agency, desk.incoming.chat, desk.incoming.is_forum, desk.now)
    desk.forget_group()
    for lane in await cards.uncarded(desk.unit, desk.ports.agency, OPEN):
        await mail.wake(desk.unit, lane, CARD, desk.now, desk.now)


async def set_duty(desk: Desk, effect: SetDuty) -> None:
    if desk.member:
        await staff.set_duty(desk.unit, desk.member.staff.id, effect.on_duty)

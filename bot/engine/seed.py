"""Staff and staff group that the settings name: there from the start, more come by invitation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.situation.case import Role
from bot.situation.incoming import ChatKind
from bot.store import cards, chats, staff
from bot.store.unit import Store


async def seed(
    store: Store,
    agency: str,
    now: datetime,
    *,
    admins: Iterable[int] = (),
    workers: Iterable[int] = (),
    group: int | None = None,
    is_forum: bool = True,
) -> None:
    """Harmless to repeat. A group that was bound later in a chat is not bound back."""
    async with store.unit() as unit:
        for user in admins:
            await staff.enrol(unit, user, (Role.ADMIN, Role.WORKER), agency, now)
        for user in workers:
            await staff.enrol(unit, user, (Role.WORKER,), agency, now)
        if group and await cards.group_of(unit, agency) is None:
            await cards.bind(unit, agency, group, is_forum, now)
            await chats.meet(unit, group, ChatKind.SUPERGROUP.value)

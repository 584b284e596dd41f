"""Staff and staff group that the settings name: there from the start, more come by invitation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.situation.case import Role
from bot.situation.incoming import ChatKind
from bot.store import audit, cards, chats, staff
from bot.store.unit import Store

from . import leaving

_ADMIN = (Role.ADMIN, Role.WORKER)


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
    """Harmless to repeat. Who is not named any more is staff only if they were invited too; a group that was bound
    later in a chat is not bound back.
    """
    async with store.unit() as unit:
        named = dict.fromkeys(workers, (Role.WORKER,)) | dict.fromkeys(admins, _ADMIN)
        for member in await staff.seed(unit, named, agency, now):
            await leaving.follow(unit, member, now, leaving.REMOVED)
            await audit.note_act(unit, now, "system", f"removed staff {member.staff.id}")
        if group and await cards.group_of(unit, agency) is None:
            await cards.bind(unit, agency, group, is_forum, now)
            await chats.meet(unit, group, ChatKind.SUPERGROUP.value)

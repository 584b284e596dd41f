"""The staff's own affairs: their group, their duty, and what they have looked at."""

from __future__ import annotations

from bot.situation.speech import BindGroup, NoteRead, SetDuty
from bot.store import audit, cards, chats, recall, staff

from .commands_shown import hide_commands, show_commands
from .desk import Desk
from .regroup import regroup


async def bind_group(desk: Desk, _: BindGroup) -> None:
    """Open cases get their cards in this group; what waited for another one comes with them."""
    before = await desk.group()
    group = await cards.bind(
        desk.unit, desk.ports.agency, desk.incoming.chat, desk.incoming.is_forum, desk.now
    )
    # Where its cards were can be found again when somebody is to be forgotten.
    await chats.meet(desk.unit, desk.incoming.chat, desk.incoming.chat_kind.value)
    if before and before.key != group.key:
        await recall.take_back(desk.unit, before.key)
    desk.forget_group()
    show_commands(desk, desk.incoming.chat, in_group=True)
    if before and before.key != group.key:
        hide_commands(desk, before.chat)
    await regroup(desk.unit, desk.ports, desk.now)


async def set_duty(desk: Desk, effect: SetDuty) -> None:
    if desk.member:
        await staff.set_duty(desk.unit, desk.member.staff.id, effect.on_duty)


async def note_read(desk: Desk, effect: NoteRead) -> None:
    by = desk.member.staff.id if desk.member else None
    await audit.note_act(desk.unit, desk.now, "staff", effect.how, staff_id=by, case_id=effect.case)

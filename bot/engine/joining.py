"""People become staff by a one-time invitation that they open themselves."""

from __future__ import annotations

from datetime import datetime

from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Say, Text, To
from bot.store import audit, chats, staff
from bot.store.unit import Store

from .apply import apply
from .burst import Heap
from .commands_shown import show_commands
from .commit import writing
from .ports import Ports

INVITATION = "inv-"


def is_invitation(incoming: Incoming) -> bool:
    """Typed or opened by themselves: what is forwarded speaks for somebody else."""
    opened = incoming.kind is Kind.COMMAND and incoming.command == "start"
    return opened and incoming.argument.startswith(INVITATION) and not incoming.forwarded


async def join_staff(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """A one-time invitation makes its bearer staff; an old or forged one says so kindly."""
    async with writing(store, ports, heap, incoming, now) as desk:
        await chats.meet(desk.unit, incoming.chat, incoming.chat_kind.value)
        secret = incoming.argument.removeprefix(INVITATION)
        invited = await staff.redeem(desk.unit, secret, now) if incoming.sender else None
        if invited and incoming.sender:
            role, agency = invited
            await staff.enrol(desk.unit, incoming.sender, (role,), agency, now, incoming.name)
            desk.member = await staff.find(desk.unit, incoming.sender, agency)
            assert desk.member
            joined = desk.member.staff.id
            await audit.note_act(desk.unit, now, "staff", f"joined as {role}", staff_id=joined)
            show_commands(desk, incoming.chat, in_group=False)
        text = "staff-invited" if invited else "staff-invitation-over"
        await apply(desk, (Say(to=To.SENDER, parts=(Text(id=text),)),))

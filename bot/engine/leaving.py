"""Somebody is staff no longer: access ends with the transaction that says so, the rest follows as mail."""

from __future__ import annotations

from datetime import datetime

from bot.casework.case_life import LEFT_BEHIND
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Acknowledge, EndMembership, Say, Text, To, Urgent
from bot.store import audit, cases, chats, mail, staff, views
from bot.store.staff import Ended, Member
from bot.store.unit import Store, Unit

from .apply_speech import acknowledge, say
from .burst import Heap
from .commands_shown import hide_commands
from .commit import writing
from .desk import Desk, Destination
from .ports import Call, Fate, Ports

LEFT = "engine:left"
"""Timer in the lane of somebody's private chat: they are staff no longer."""
AGAIN = "engine:left-again"
BY_THEMSELVES, REMOVED = "left", "removed"
_GONE = "…"
_SILENT = frozenset({Kind.EDITED, Kind.REACTION, Kind.BLOCKED, Kind.UNBLOCKED})


async def end(unit: Unit, agency: str, staff_id: int, now: datetime, how: str) -> Ended:
    """No role from this moment on. Their cases go back to the queue, their private views are deleted soon after."""
    ended = await staff.end(unit, staff_id, agency)
    if ended.member:
        await follow(unit, ended.member, now, how)
    return ended


async def follow(unit: Unit, member: Member, now: datetime, how: str) -> None:
    """What comes of it, each in the lane to which it belongs."""
    for lane in await cases.held_by(unit, member.staff.id):
        await mail.wake(unit, lane, LEFT_BEHIND, now, now)
    await mail.wake(unit, unit.keys.find("chat", member.user), LEFT, now, now, f"{how}:{member.staff.id}")


async def end_membership(desk: Desk, effect: EndMembership) -> None:
    """By themselves or by an admin, in a chat."""
    by = desk.member.staff.id if desk.member else None
    themselves = by == effect.staff
    ended = await end(
        desk.unit, desk.ports.agency, effect.staff, desk.now, BY_THEMSELVES if themselves else REMOVED
    )
    if ended.last_admin:
        await _tell(desk, Text(id="staff-last-admin"))
    elif ended.member is None:
        await _tell(desk, Text(id="staff-remove-gone"))
    else:
        act = "left staff" if themselves else f"removed staff {effect.staff}"
        await audit.note_act(desk.unit, desk.now, "staff", act, staff_id=by)
        if not themselves:
            name = ended.member.staff.name or Text(id="staff-nameless", arguments={"number": effect.staff})
            await _tell(desk, Text(id="staff-remove-done", arguments={"name": name}))
        if ended.named:
            await _tell(desk, Text(id="staff-remove-named"))


async def _tell(desk: Desk, text: Text) -> None:
    await say(desk, Say(to=To.SENDER, parts=(text,), urgent=Urgent.SILENT))


async def afterwards(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """What they were shown of people in their private chat is deleted there, and they are told."""
    how, _, number = incoming.argument.partition(":")
    async with writing(store, ports, heap, incoming, now) as desk:
        member = await staff.ever(desk.unit, int(number)) if number.isdigit() else None
        if member is None or member.staff.roles:
            # They came back meanwhile.
            return
        to = _private(desk, member)
        await _unsee(desk, to)
        if incoming.timer == LEFT:
            hide_commands(desk, member.user)
            if await chats.is_open(desk.unit, to.key):
                told = Say(to=To.SENDER, parts=(Text(id=f"staff-{how}"),))
                desk.post(ports.render.say(told, to.chat, to.language, 0, incoming), to)
            # What was in the sender's hands a moment ago has arrived by then.
            again = now + views.ARRIVES_WITHIN
            await mail.wake(desk.unit, to.key, AGAIN, again, now, incoming.argument)


def _private(desk: Desk, member: Member) -> Destination:
    key = desk.key(member.user)
    return Destination(member.user, key, key, desk.ports.staff_language)


async def _unsee(desk: Desk, to: Destination) -> None:
    """Deleted; what is too old to be deleted is overwritten. What still waits for them is not sent."""
    await views.recall(desk.unit, to.key)
    young, old = await views.of_others(desk.unit, to.key, desk.now)
    desk.post(desk.ports.render.delete(to.chat, young), to)
    for message in old:
        params = {"chat_id": to.chat, "message_id": message, "text": _GONE}
        desk.post((Call("editMessageText", params, Fate.HARMLESS),), to)


async def tell_no_longer(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """Their words go nowhere, and they know it."""
    async with writing(store, ports, heap, incoming, now) as desk:
        told = Text(id="staff-no-longer")
        if incoming.kind is Kind.BUTTON:
            await acknowledge(desk, Acknowledge(text=told, alert=True))
        elif incoming.kind not in _SILENT:
            await say(desk, Say(to=To.SENDER, parts=(told,), urgent=Urgent.SILENT))

"""Groups: a staff group moves, strangers' groups are told once a day that the bot answers in private."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.situation.case import Staff
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.situation.speech import Say, Text, To
from bot.store import cards, chats, mail
from bot.store.mail import Mail
from bot.store.staff import Member
from bot.store.unit import Store

from . import regroup, spare
from .apply import apply
from .burst import Heap
from .commit import writing
from .ports import Ports

MOVING = timedelta(seconds=2)
RIGHTS_FOLLOW = timedelta(seconds=1)
"""Whoever lets a bot into a group gives it its rights in a second step: what comes between the two is refused."""
_NOT_ANSWERED = frozenset({Kind.LEFT, Kind.REACTION, Kind.EDITED, Kind.UNKNOWN, Kind.BUTTON})


def stranger(incoming: Incoming) -> Member:
    """Somebody in the staff group who is no staff: without any role, so that everything is refused."""
    return Member(Staff(id=-1, name=incoming.name, roles=frozenset()), 0, "", False)


async def may_have_moved(store: Store, ports: Ports, one: Mail, incoming: Incoming, now: datetime) -> bool:
    """A new supergroup may be the staff group of before, of which the bot is told a moment later: that is waited for."""
    if incoming.chat_kind is not ChatKind.SUPERGROUP or now - one.received_at >= MOVING:
        return False
    async with store.unit() as unit:
        if await cards.group_of(unit, ports.agency) is None:
            return False
        await mail.put_off(unit, (one.id,), one.received_at + MOVING)
    return True


async def answer_once_a_day(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime
) -> None:
    async with writing(store, ports, heap, incoming, now) as desk:
        if incoming.kind in _NOT_ANSWERED:
            return
        await chats.meet(desk.unit, incoming.chat, incoming.chat_kind.value)
        if await chats.tell_once(desk.unit, desk.key(incoming.chat), now, now - timedelta(days=1)):
            await apply(desk, (Say(to=To.SENDER, parts=(Text(id="group-only-private"),)),))


async def migrate(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """A group became a supergroup: everything that names it names the new id."""
    async with writing(store, ports, heap, incoming, now) as desk:
        if incoming.migrated_to:
            await regroup.moved(desk.unit, ports, desk.key(incoming.chat), incoming.migrated_to, now)


async def topic_made(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """Telegram tells of each topic that the bot made, also where its answer was lost."""
    async with writing(store, ports, heap, incoming, now) as desk:
        if incoming.topic:
            await spare.heard_of(desk, incoming.topic, incoming.text)


async def rejoin(store: Store, ports: Ports, heap: Heap, incoming: Incoming, now: datetime) -> None:
    """The bot is let into the staff group again."""
    async with writing(store, ports, heap, incoming, now) as desk:
        await regroup.regroup(desk.unit, ports, now, now + RIGHTS_FOLLOW)

"""A turn of the staff's side: in their group, in private about a case, or a timer of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.casework.actions import Action
from bot.casework.heard import wish
from bot.situation.case import Case, CaseState
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Relay, Say, Text, To
from bot.situation.turn import StaffHeard, StaffTurn
from bot.store import cards, cases, chats, mail, messages, people, staff
from bot.store.cards import Group
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Store

from . import acts, apply_changes, apply_reactions, notices
from .apply import apply, enact
from .apply_case import show
from .apply_relay import deliver, tell_unreached
from .aside import drop
from .burst import Heap
from .commit import ChangedMeanwhileError, save, writing
from .desk import Desk
from .ports import Ports
from .regroup import WORDS

MOST_IN_QUEUE = 50
_ROSTER = frozenset({Action.ROSTER, Action.REMOVE, Action.REMOVE_YES})
_SAYS_FORUM = frozenset({Kind.TEXT, Kind.COMMAND, Kind.BUTTON})


async def take(
    store: Store,
    ports: Ports,
    heap: Heap,
    incoming: Incoming,
    who: Member,
    person: Person | None,
    group: Group | None,
    now: datetime,
) -> None:
    """Decide with the case as it is, write. Raises ChangedMeanwhileError."""
    if ports.casework is None:
        await drop(store, heap, now)
        return
    named = await _named(store, who, incoming)
    heard = await _heard(store, ports, incoming, named, person)
    follows = acts.follows(incoming)
    by_engine = follows is not None and acts.permits(follows, heard)
    queue = await _queue(store, ports, heard)
    turn = StaffTurn(case=heard.case) if by_engine else ports.casework.take_staff_turn(heard, now, queue)
    async with writing(store, ports, heap, incoming, now, person=person, member=named) as desk:
        await _hold(desk)
        await _learn(desk, group, named)
        if by_engine:
            await acts.write_down(desk, acts.act(heard))
            await _by_engine(desk)
        else:
            await _write(desk, turn, acts.act(heard))


async def _heard(
    store: Store, ports: Ports, incoming: Incoming, who: Member, person: Person | None
) -> StaffHeard:
    heard = StaffHeard(
        incoming=incoming,
        staff=who.staff,
        frame=person.frame if person else None,
        case=person.case if person else None,
        own=person is not None and incoming.sender == person.chat,
    )
    if not _asks(heard, _ROSTER):
        return heard
    async with store.look() as unit:
        members = await staff.everybody(unit, ports.agency)
    return heard.model_copy(update={"roster": tuple(one.staff for one in members)})


async def _queue(store: Store, ports: Ports, heard: StaffHeard) -> tuple[Case, ...]:
    if not _asks(heard, frozenset({Action.QUEUE})):
        return ()
    async with store.look() as unit:
        return await cases.queue(unit, ports.agency, MOST_IN_QUEUE)


def _asks(heard: StaffHeard, actions: frozenset[Action]) -> bool:
    """Whether it is about one of these, and may be."""
    wanted = wish(heard.incoming)
    return wanted is not None and wanted.action in actions and acts.permits(wanted.action, heard)


async def _named(store: Store, who: Member, incoming: Incoming) -> Member:
    """Staff of whom no name is known yet are called as their own profile says."""
    if who.staff.name or not incoming.name or who.staff.id <= 0:
        return who
    async with store.unit() as unit:
        await staff.rename(unit, who, incoming.name)
    return replace(who, staff=who.staff.model_copy(update={"name": incoming.name}))


async def _hold(desk: Desk) -> None:
    """What the applicant wished a moment ago holds, and who was staff a moment ago still is: else it is decided again."""
    if desk.person and not await people.is_unchanged(desk.unit, desk.person):
        raise ChangedMeanwhileError
    if desk.member and desk.member.staff.id > 0 and not await staff.still_has(desk.unit, desk.member):
        raise ChangedMeanwhileError


async def _by_engine(desk: Desk) -> None:
    assert desk.person
    if desk.incoming.press and desk.may_reach:
        await notices.send_again(desk)
    elif desk.incoming.press:
        await tell_unreached(desk)
    elif desk.incoming.kind is Kind.REACTION:
        await apply_reactions.follow(desk)
    elif desk.incoming.kind is Kind.EDITED:
        await messages.revise(
            desk.unit, desk.person.engagement, desk.person.key, desk.incoming, "staff", desk.now
        )
        await apply_changes.rewrite_copies(desk)
    else:
        await apply_changes.take_back(desk, "staff")


async def _learn(desk: Desk, group: Group | None, who: Member) -> None:
    """Whether the group is a forum, and that a worker can be written to in private."""
    if group and desk.incoming.kind in _SAYS_FORUM and desk.incoming.is_forum != group.is_forum:
        await cards.set_forum(desk.unit, group.key, desk.incoming.is_forum)
    if group is None and desk.incoming.kind is not Kind.TIMER and who.user:
        await chats.meet(desk.unit, desk.incoming.chat, desk.incoming.chat_kind.value)


async def _write(desk: Desk, turn: StaffTurn, act: str) -> None:
    if desk.person:
        changed = (turn.frame and turn.frame != desk.person.frame) or turn.case != desk.case
        if changed or turn.speaker not in (None, desk.person.speaker):
            # Also where only the case changes: the engagement's version guards both.
            await save(desk, turn.frame or desk.person.frame, turn.speaker or desk.person.speaker)
        if turn.case and turn.case != desk.case:
            await cases.change(desk.unit, turn.case)
            desk.set_case(turn.case)
        if desk.may_reach and any(isinstance(effect, Relay) for effect in turn.effects):
            await _keep(desk)
    await acts.write_down(desk, act)
    await apply(desk, turn.effects)
    if desk.is_secret and desk.case and desk.case.state is CaseState.CLAIMED:
        await deliver(desk)


async def _keep(desk: Desk) -> None:
    """What is said to the applicant belongs to the conversation; what staff say among themselves is not kept."""
    assert desk.person
    writer = desk.member.staff.id if desk.member else None
    await messages.keep(desk.unit, desk.person.engagement, desk.person.key, desk.said, "staff", writer)


async def post_card(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, person: Person, now: datetime
) -> None:
    """The card of a case that has none (no group before, or its topic was deleted)."""
    async with writing(store, ports, heap, incoming, now, person=person) as desk:
        group = await desk.group()
        if group and desk.case and desk.case.state.value in cases.OPEN:
            if not await cards.is_posted(desk.unit, desk.case.id, group.key):
                await enact(desk, show(desk, refresh=False))
            await deliver(desk)


async def open_privately(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, who: Member, now: datetime
) -> None:
    """A worker opens their private chat: what waited for it comes."""
    async with writing(store, ports, heap, incoming, now, member=who) as desk:
        await _hold(desk)
        await acts.write_down(desk, Action.OPEN_CHAT.value)
        key = desk.key(incoming.chat)
        await chats.meet(desk.unit, incoming.chat, incoming.chat_kind.value)
        await chats.set_blocked(desk.unit, key, None)
        for lane in await cases.held_privately(desk.unit, key):
            await mail.wake(desk.unit, lane, WORDS, now, now)
        await apply(desk, (Say(to=To.SENDER, parts=(Text(id="staff-private-open"),)),))


async def deliver_words(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, person: Person, now: datetime
) -> None:
    async with writing(store, ports, heap, incoming, now, person=person) as desk:
        if desk.case and desk.case.state.value in cases.OPEN:
            await enact(desk, show(desk, refresh=True))
            await deliver(desk)

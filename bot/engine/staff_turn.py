"""A turn of the staff's side: in their group, in private about a case, or a timer of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.casework.actions import Action
from bot.casework.heard import is_of, wish
from bot.casework.permissions import allowed
from bot.casework.readable import is_confidential
from bot.situation.case import Case, CaseState
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Relay, Say, Text, To
from bot.situation.turn import StaffHeard, StaffTurn
from bot.store import cards, cases, chats, mail, messages, people, staff
from bot.store.cards import Group
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Store

from . import apply_changes, apply_reactions, notices
from .apply import apply, enact
from .apply_case import show
from .apply_relay import deliver, tell_unreached
from .aside import drop
from .burst import Heap
from .commit import ChangedMeanwhileError, save, writing
from .desk import Desk
from .ports import Ports
from .regroup import WORDS

QUEUE = "antrean"
MOST_IN_QUEUE = 50
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
    case = person.case if person else None
    heard = StaffHeard(
        incoming=incoming, staff=named.staff, frame=person.frame if person else None, case=case
    )
    by_engine = _engine_does(incoming) and allowed(Action.TALK, named.staff, case)
    queue = await _queue(store, ports, incoming)
    turn = StaffTurn(case=case) if by_engine else ports.casework.take_staff_turn(heard, now, queue)
    async with writing(store, ports, heap, incoming, now, person=person, member=named) as desk:
        await _hold(desk)
        await _learn(desk, group, named)
        if by_engine:
            await _by_engine(desk)
        else:
            await _write(desk, turn, _act(heard))


async def _queue(store: Store, ports: Ports, incoming: Incoming) -> tuple[Case, ...]:
    asks = incoming.command == QUEUE or (incoming.press is not None and incoming.press.action == "queue")
    if not asks:
        return ()
    async with store.look() as unit:
        return await cases.queue(unit, ports.agency, MOST_IN_QUEUE)


async def _named(store: Store, who: Member, incoming: Incoming) -> Member:
    """Staff of whom no name is known yet are called as their own profile says."""
    if who.staff.name or not incoming.name or who.staff.id <= 0:
        return who
    async with store.unit() as unit:
        await staff.rename(unit, who, incoming.name)
    return replace(who, staff=who.staff.model_copy(update={"name": incoming.name}))


async def _hold(desk: Desk) -> None:
    """What the applicant wished a moment ago holds: a turn that was decided before it is decided again."""
    if desk.person and not await people.is_unchanged(desk.unit, desk.person):
        raise ChangedMeanwhileError


def _engine_does(incoming: Incoming) -> bool:
    """Edits, deletions, reactions of the one who talks with the applicant follow by themselves; so does "send again"."""
    again = incoming.press is not None and incoming.press.action == notices.SEND_AGAIN
    takes_back = incoming.command == apply_changes.TAKE_BACK and incoming.reply_to is not None
    return again or takes_back or incoming.kind in (Kind.EDITED, Kind.REACTION)


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
    await _audit(desk, act)
    await apply(desk, turn.effects)
    if desk.is_secret and desk.case and desk.case.state is CaseState.CLAIMED:
        await deliver(desk)


async def _keep(desk: Desk) -> None:
    """What is said to the applicant belongs to the conversation; what staff say among themselves is not kept."""
    assert desk.person
    writer = desk.member.staff.id if desk.member else None
    await messages.keep(desk.unit, desk.person.engagement, desk.person.key, desk.said, "staff", writer)


def _act(heard: StaffHeard) -> str:
    """What they did; what was refused is no deed, but worth knowing."""
    incoming, case = heard.incoming, heard.case
    press = incoming.press.action if incoming.press else ""
    done = press or incoming.command or incoming.timer or incoming.kind.value
    wanted = wish(incoming)
    secret = bool(heard.frame and case and is_confidential(heard.frame, case))
    lifted = case is not None and not is_of(incoming, case)
    refused = wanted and (lifted or not allowed(wanted.action, heard.staff, case, confidential=secret))
    return f"refused {done}" if refused else done


async def _audit(desk: Desk, act: str) -> None:
    if desk.member is None or desk.member.staff.id < 0:
        return
    member = desk.member.staff.id
    case = desk.case.id if desk.case else None
    actor = "staff" if member else "system"
    await staff.note_act(desk.unit, desk.now, actor, act, staff_id=member or None, case_id=case)


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

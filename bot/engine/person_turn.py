"""An applicant's turn."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.situation.case import CaseState, Speaker
from bot.situation.frame import Frame, Stage
from bot.situation.incoming import Incoming, Kind
from bot.situation.reading import Reading
from bot.situation.speech import Erase, LeaveCase, RefreshCard, Relay, Say, Text
from bot.situation.taken_back import without_message
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store import cases, chats, consents, messages, post, recall
from bot.store.people import Person
from bot.store.unit import Store

from . import apply_changes, apply_erase, apply_reactions, clearing, notices
from .apply import apply
from .apply_case import OVER
from .burst import Heap
from .commit import save, writing
from .desk import Desk
from .ports import Ports

SLOW_AGAIN = timedelta(days=1)
ERASE_COMMANDS = frozenset({"hapus", "delete"})
_MEMBERSHIP = frozenset({Kind.BLOCKED, Kind.UNBLOCKED})
_NOT_HEARD = frozenset({Kind.COMMAND, Kind.TIMER})


async def take(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, who: Person, now: datetime
) -> None:
    """Hear, decide, write. Raises ChangedMeanwhileError."""
    if incoming.kind in _MEMBERSHIP:
        await _membership(store, ports, heap, incoming, who, now)
    elif incoming.press and incoming.press.action == notices.SEND_AGAIN:
        await _send_again(store, ports, heap, incoming, who, now)
    elif incoming.command == apply_changes.TAKE_BACK and incoming.reply_to:
        async with writing(store, ports, heap, incoming, now, person=who) as desk:
            await _take_back(desk, incoming.reply_to)
    else:
        frame, message = await _before_edit(store, who, incoming, heap.mails[0].id)
        reading = await _hear(ports, incoming, who)
        around = await _around(store, ports, who, incoming, now)
        heard = Heard(incoming=incoming, reading=reading, message=message)
        turn = ports.mind.take_turn(frame, heard, around)
        async with writing(store, ports, heap, incoming, now, person=who) as desk:
            await _write(desk, who, turn)
            if heap.late:
                await _tell_slow(desk)


async def _tell_slow(desk: Desk) -> None:
    """Whoever writes faster than they are read learns that nothing is lost: once, and not after a quick exit."""
    person = desk.person
    if person is None or desk.erased or person.frame.quiet or person.speaker is not Speaker.BOT:
        return
    if await chats.tell_once(desk.unit, person.lane, desk.now, desk.now - SLOW_AGAIN):
        await apply(desk, (Say(parts=(Text(id="reads-slowly"),)),))


async def _before_edit(store: Store, who: Person, incoming: Incoming, mail: int) -> tuple[Frame, int]:
    """An edited message is what it says now: its old words are known no more. And the stored message that it is."""
    if incoming.kind is not Kind.EDITED or not incoming.message or not who.engagement:
        return who.frame, mail
    async with store.look() as unit:
        old = await messages.written(unit, who.engagement, who.key, "applicant", incoming.message)
    return (without_message(who.frame, old.id, old.versions), old.id) if old else (who.frame, mail)


async def _take_back(desk: Desk, message: int) -> None:
    """Gone from the chats, from what is known, from the card and from every view of it."""
    person = desk.person
    old = None
    if person and person.engagement:
        old = await messages.written(desk.unit, person.engagement, person.key, "applicant", message)
    if person and old:
        known = without_message(person.frame, old.id, old.versions)
        if known != person.frame:
            await save(desk, known, person.speaker)
            await _rewrite_card(desk, known)
        else:
            await _empty_card(desk, known)
        for said in old.versions:
            await consents.forget_words(desk.unit, person.engagement, person.key, said)
        await clearing.clear_views(desk, f"taken_back:{old.id}", old.at)
    await apply_changes.take_back(desk, "applicant")


async def _rewrite_card(desk: Desk, known: Frame) -> None:
    """Also of a case that is over; but no card of an earlier story takes up words of a new one."""
    if desk.case and (desk.case.state not in OVER or known.stage is Stage.CLOSED):
        await apply(desk, (RefreshCard(),))


async def _empty_card(desk: Desk, known: Frame) -> None:
    """A new story has begun: which words of the old one stand on its card is not known any more, so that none stay."""
    case, casework = desk.case, desk.ports.casework
    if case and casework and case.state is CaseState.CLOSED and known.stage is not Stage.CLOSED:
        nothing = Frame(language=known.language)
        await apply(desk, casework.open_case(nothing, case, desk.now, alarm=False, refresh=True).effects)


async def _hear(ports: Ports, incoming: Incoming, who: Person) -> Reading | None:
    if not incoming.text or incoming.kind in _NOT_HEARD:
        return None
    return await ports.mind.hear(incoming.text, incoming.at, who.frame)


async def _around(store: Store, ports: Ports, who: Person, incoming: Incoming, now: datetime) -> Surroundings:
    waiting, erased = 0, None
    shows_receipt = incoming.command in ERASE_COMMANDS and incoming.argument.strip()
    if who.case or shows_receipt:
        async with store.look() as unit:
            waiting = await cases.waiting(unit, ports.agency) if who.case else 0
            erased = await apply_erase.found(unit, incoming.argument) if shows_receipt else None
    return Surroundings(
        now=now,
        speaker=who.speaker,
        case=who.case,
        waiting=waiting,
        new_code=ports.new_code(),
        new_receipt=ports.new_code(),
        erased=erased,
        repeated=who.repeated or (who.case is not None and who.case.state in OVER),
    )


async def _write(desk: Desk, who: Person, turn: Turn) -> None:
    leaves = any(isinstance(effect, LeaveCase | Erase) for effect in turn.effects)
    await save(desk, turn.frame, Speaker.BOT if leaves else who.speaker)
    assert desk.person
    if not who.id:
        await chats.meet(desk.unit, who.chat, desk.incoming.chat_kind.value)
    effects = turn.effects
    if desk.incoming.kind is Kind.EDITED:
        await messages.revise(
            desk.unit, desk.person.engagement, desk.person.key, desk.incoming, "applicant", desk.now
        )
        await apply_changes.rewrite_copies(desk)
        effects = tuple(effect for effect in effects if not isinstance(effect, Relay))
    else:
        await messages.keep(
            desk.unit, desk.person.engagement, desk.person.key, desk.said, "applicant", staff_id=None
        )
    await apply(desk, effects)
    if desk.incoming.kind is Kind.REACTION:
        await apply_reactions.follow(desk)


async def _membership(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, who: Person, now: datetime
) -> None:
    blocked = incoming.kind is Kind.BLOCKED
    async with writing(store, ports, heap, incoming, now, person=who if who.id else None) as desk:
        news = await chats.set_blocked(desk.unit, who.lane, now if blocked else None)
        if blocked:
            await recall.stop_chat(desk.unit, who.lane, post.BLOCKED)
        if blocked and news:
            await notices.tell_blocked(desk)


async def _send_again(
    store: Store, ports: Ports, heap: Heap, incoming: Incoming, who: Person, now: datetime
) -> None:
    async with writing(store, ports, heap, incoming, now, person=who) as desk:
        await notices.send_again(desk)

"""One turn is one transaction: either all of it happened, or nothing did and it is tried again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

import structlog

from bot.situation.case import Staff
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store import cards, cases, mail, people, staff
from bot.store.mail import Mail
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Store, Unit

from . import aside, group_turn, joining, leaving, person_turn, staff_turn
from .burst import MOST_IN_A_FLOOD, MOST_TOGETHER, Heap, together
from .commit import ChangedMeanwhileError
from .entrance import Door, Known, door
from .lanes import read_safely
from .pace import Pace
from .ports import Ports, Stage
from .regroup import CARD, WORDS
from .trouble import AWAY

_log = structlog.get_logger()
SYSTEM = Staff(id=0, name="", roles=frozenset())
_BY_DOOR: dict[Door, Callable[[Store, Ports, Heap, Incoming, datetime], Awaitable[None]]] = {
    Door.JOINS: joining.join_staff,
    Door.NO_LONGER: leaving.tell_no_longer,
    Door.GROUP_MOVED: group_turn.migrate,
    Door.BACK_IN_GROUP: group_turn.rejoin,
    Door.TOPIC_MADE: group_turn.topic_made,
}


@dataclass(frozen=True)
class Turns:
    store: Store
    ports: Ports
    pace: Pace = field(default_factory=lambda: Pace(None))

    async def take_next(self, lane: str) -> bool:
        """Handle the lane's next due mail; False when there is none. Raises only when the database is away."""
        now, first, heap = self.ports.clock(), None, None
        try:
            async with self.store.look() as unit:
                late = self.pace.is_behind(lane)
                waiting = await mail.due(unit, lane, now, MOST_IN_A_FLOOD if late else MOST_TOGETHER)
                if not waiting:
                    return False
                first = waiting[0]
                if not first.timer and not first.failures:
                    self.ports.meter.since(Stage.WAITED, first.received_at, now)
                heap = self._heap(waiting, late)
                if not first.timer:
                    self.pace.took(lane, len(heap.incoming.text) if heap.incoming else 0)
                known = await self._known(unit, lane, heap.incoming)
            await self._handle(heap, known, lane, now)
        except ChangedMeanwhileError:
            _log.info("turn_taken_by_another", mail=first and first.id)
        except AWAY:
            raise
        except Exception as error:
            if first is None:
                raise
            # What cannot even be read will not be readable the next time.
            await aside.strike(self.store, self.ports, first, error, now, hopeless=heap is None)
        return True

    def _heap(self, waiting: tuple[Mail, ...], late: bool) -> Heap:
        if waiting[0].broken:
            raise aside.BrokenMailError
        if waiting[0].timer:
            return Heap(waiting[:1], (), None)
        first = (waiting[0], self.ports.read(waiting[0].payload))
        messages = takewhile(lambda one: not one.timer, waiting[1:])
        read = [first, *((one, read_safely(self.ports.read, one.payload)) for one in messages)]
        return together(read, late=late, closes=self.ports.closes)

    async def _handle(self, heap: Heap, known: Known, lane: str, now: datetime) -> None:
        incoming, first = heap.incoming, heap.mails[0]
        if first.timer in (leaving.LEFT, leaving.AGAIN):
            await leaving.afterwards(self.store, self.ports, *_rang(first, chat=0), now)
        elif first.timer and known.person:
            await self._timer(first, known.person, now)
        elif incoming is None:
            await aside.drop(self.store, heap, now)
        else:
            await self._route(heap, incoming, known, lane, now)

    async def _known(self, unit: Unit, lane: str, incoming: Incoming | None) -> Known:
        person = await people.find(unit, lane)
        if incoming is None:
            return Known(person)
        chat = unit.keys.find("chat", incoming.chat)
        private = incoming.chat_kind is ChatKind.PRIVATE
        agency = self.ports.agency
        ever = await staff.find(unit, incoming.sender, agency) if incoming.sender else None
        member = ever if ever and ever.staff.roles else None
        holds = private and member is not None and bool(await cases.held_privately(unit, chat))
        group = None if private else await cards.group_in(unit, chat)
        repeated = person is None and private and await people.was_here(unit, lane)
        return Known(person, member, group, holds, repeated, former=ever is not None and member is None)

    async def _route(self, heap: Heap, incoming: Incoming, known: Known, lane: str, now: datetime) -> None:
        """Through the door that `entrance` names; what somebody may do behind it is asked there again, act by act."""
        own_lane = self.store.keys.find("chat", incoming.chat) == lane
        through = door(incoming, known, own_lane=own_lane)
        given = (self.store, self.ports, heap, incoming)
        match through:
            case Door.PERSON:
                who = known.person or people.newcomer(
                    self.store.keys, lane, incoming, repeated=known.repeated
                )
                await person_turn.take(*given, who, now)
            case Door.STAFF | Door.STRANGER:
                member = known.member or group_turn.stranger(incoming)
                private = incoming.chat_kind is ChatKind.PRIVATE
                about = None if private and own_lane else known.person
                await staff_turn.take(*given, member, about, known.group, now)
            case Door.OPENS_CHAT if known.member:
                await staff_turn.open_privately(*given, known.member, now)
            case Door.OTHER_GROUP:
                if not await group_turn.may_have_moved(self.store, self.ports, heap.mails[0], incoming, now):
                    await group_turn.answer_once_a_day(*given, now)
            case _ if through in _BY_DOOR:
                await _BY_DOOR[through](*given, now)
            case _:
                await aside.drop(self.store, heap, now)

    async def _timer(self, one: Mail, person: Person, now: datetime) -> None:
        heap, incoming = _rang(one, person.chat)
        if one.timer == WORDS:
            await staff_turn.deliver_words(self.store, self.ports, heap, incoming, person, now)
        elif one.timer == CARD:
            await staff_turn.post_card(self.store, self.ports, heap, incoming, person, now)
        elif one.timer.startswith("case:"):
            system = Member(SYSTEM, 0, self.ports.agency, True)
            await staff_turn.take(self.store, self.ports, heap, incoming, system, person, None, now)
        else:
            await person_turn.take(self.store, self.ports, heap, incoming, person, now)


def _rang(one: Mail, chat: int) -> tuple[Heap, Incoming]:
    argument = str(one.payload.get("argument", ""))
    incoming = Incoming(kind=Kind.TIMER, chat=chat, at=one.received_at, timer=one.timer, argument=argument)
    return Heap((one,), (), incoming), incoming

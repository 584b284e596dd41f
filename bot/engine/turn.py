"""One turn is one transaction: either all of it happened, or nothing did and it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

import structlog

from bot.situation.case import Staff
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store import cards, cases, mail, people, staff
from bot.store.cards import Group
from bot.store.mail import Mail
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Store, Unit

from . import aside, group_turn, person_turn, staff_turn
from .burst import MOST_TOGETHER, Heap, together
from .commit import ChangedMeanwhileError
from .lanes import OF_NO_CASE, read_safely
from .ports import Ports, Stage
from .regroup import CARD, WORDS
from .trouble import AWAY

_log = structlog.get_logger()
SYSTEM = Staff(id=0, name="", roles=frozenset())


@dataclass(frozen=True)
class Known:
    """What the store knows around a heap of mail."""

    person: Person | None = None
    member: Member | None = None
    group: Group | None = None
    holds: bool = False
    """A worker with confidential cases, in their private chat."""
    repeated: bool = False


@dataclass(frozen=True)
class Turns:
    store: Store
    ports: Ports

    async def take_next(self, lane: str) -> bool:
        """Handle the lane's next due mail; False when there is none. Raises only when the database is away."""
        now, first = self.ports.clock(), None
        try:
            async with self.store.look() as unit:
                waiting = await mail.due(unit, lane, now, MOST_TOGETHER)
                if not waiting:
                    return False
                first = waiting[0]
                if not first.timer and not first.failures:
                    self.ports.meter.since(Stage.WAITED, first.received_at, now)
                heap = self._heap(waiting)
                known = await self._known(unit, lane, heap.incoming)
            await self._handle(heap, known, lane, now)
        except ChangedMeanwhileError:
            _log.info("turn_taken_by_another", mail=first and first.id)
        except AWAY:
            raise
        except Exception as error:
            if first is None:
                raise
            await aside.strike(self.store, self.ports, first, error, now)
        return True

    def _heap(self, waiting: tuple[Mail, ...]) -> Heap:
        if waiting[0].timer:
            return Heap(waiting[:1], (), None)
        first = (waiting[0], self.ports.read(waiting[0].payload))
        messages = takewhile(lambda one: not one.timer, waiting[1:])
        return together([first, *((one, read_safely(self.ports.read, one.payload)) for one in messages)])

    async def _handle(self, heap: Heap, known: Known, lane: str, now: datetime) -> None:
        incoming = heap.incoming
        if heap.mails[0].timer and known.person:
            await self._timer(heap.mails[0], known.person, now)
        elif incoming is None or incoming.sender_is_bot or incoming.kind is Kind.SERVICE:
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
        member = await staff.find(unit, incoming.sender, agency) if incoming.sender else None
        holds = private and member is not None and bool(await cases.held_privately(unit, chat))
        group = None if private else await cards.group_in(unit, chat)
        repeated = person is None and private and await people.was_here(unit, lane)
        return Known(person, member, group, holds, repeated)

    async def _route(self, heap: Heap, incoming: Incoming, known: Known, lane: str, now: datetime) -> None:
        store, ports = self.store, self.ports
        if incoming.kind is Kind.MIGRATED:
            await group_turn.migrate(store, ports, heap, incoming, now)
        elif incoming.chat_kind is ChatKind.PRIVATE:
            await self._private(heap, incoming, known, lane, now)
        elif known.group is None and not group_turn.may_bind(incoming, known.member):
            if not await group_turn.may_have_moved(store, ports, heap.mails[0], incoming, now):
                await group_turn.answer_once_a_day(store, ports, heap, incoming, now)
        elif known.group and incoming.kind is Kind.JOINED:
            await group_turn.rejoin(store, ports, heap, incoming, now)
        else:
            who = known.member or group_turn.stranger(incoming)
            await staff_turn.take(store, ports, heap, incoming, who, known.person, known.group, now)

    async def _private(self, heap: Heap, incoming: Incoming, known: Known, lane: str, now: datetime) -> None:
        own = self.store.keys.find("chat", incoming.chat)
        if own != lane:
            # A button or a reply under a message about somebody's case.
            if known.member:
                await staff_turn.take(
                    self.store, self.ports, heap, incoming, known.member, known.person, None, now
                )
            else:
                await aside.drop(self.store, heap, now)
        elif known.member and incoming.command in OF_NO_CASE - {"start"}:
            await staff_turn.take(self.store, self.ports, heap, incoming, known.member, None, None, now)
        elif known.holds and incoming.kind is not Kind.BLOCKED:
            await self._holder(heap, incoming, known, now)
        elif incoming.command == "start" and incoming.argument.startswith(person_turn.INVITATION):
            await person_turn.join_staff(self.store, self.ports, heap, incoming, now)
        else:
            who = known.person or people.newcomer(self.store.keys, lane, incoming, repeated=known.repeated)
            await person_turn.take(self.store, self.ports, heap, incoming, who, now)

    async def _holder(self, heap: Heap, incoming: Incoming, known: Known, now: datetime) -> None:
        """Never an applicant: they open their chat for the words that wait, or must say which case they mean."""
        assert known.member
        if incoming.command == "start" or incoming.kind is Kind.UNBLOCKED:
            await staff_turn.open_privately(self.store, self.ports, heap, incoming, known.member, now)
        else:
            await staff_turn.take(self.store, self.ports, heap, incoming, known.member, None, None, now)

    async def _timer(self, one: Mail, person: Person, now: datetime) -> None:
        argument = str(one.payload.get("argument", ""))
        incoming = Incoming(
            kind=Kind.TIMER, chat=person.chat, at=one.received_at, timer=one.timer, argument=argument
        )
        heap = Heap((one,), (), incoming)
        if one.timer == WORDS:
            await staff_turn.deliver_words(self.store, self.ports, heap, incoming, person, now)
        elif one.timer == CARD:
            await staff_turn.post_card(self.store, self.ports, heap, incoming, person, now)
        elif one.timer.startswith("case:"):
            system = Member(SYSTEM, 0, self.ports.agency, True)
            await staff_turn.take(self.store, self.ports, heap, incoming, system, person, None, now)
        else:
            await person_turn.take(self.store, self.ports, heap, incoming, person, now)

"""What one turn writes: its transaction, whom it is about, and the letters that go out with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.casework.readable import is_confidential
from bot.situation.case import Case, Speaker
from bot.situation.incoming import Incoming, Kind
from bot.situation.reach import may_reach
from bot.situation.speech import To
from bot.store import cards, chats, staff
from bot.store.cards import Group
from bot.store.letter import Letter
from bot.store.messages import Place
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Unit

from .ports import Call, Ports

_WORDLESS = frozenset(
    {"createForumTopic", "editForumTopic", "closeForumTopic", "reopenForumTopic", "setMessageReaction"}
)
"""Topics are named by code and state."""


@dataclass(frozen=True)
class Destination:
    """A chat, the queue that leads there, and how its people are spoken to."""

    chat: int
    key: str
    queue: str
    language: str
    turn: int = 0
    topic: int | None = None
    case: int | None = None


@dataclass
class Desk:
    """`said` are the messages that this turn handles, each with its mail; `incoming` is what they are together.

    `before` is who spoke to the applicant before this turn. `person` is None in turns without an applicant.
    """

    unit: Unit
    ports: Ports
    now: datetime
    incoming: Incoming
    said: tuple[tuple[int, Incoming], ...] = ()
    person: Person | None = None
    before: Speaker = Speaker.BOT
    member: Member | None = None
    letters: list[Letter] = field(default_factory=list)
    erased: bool = False
    _group: Group | None = None
    _sought: bool = False

    @property
    def case(self) -> Case | None:
        return self.person.case if self.person else None

    def set_case(self, case: Case | None) -> None:
        if self.person:
            self.person = replace(self.person, case=case)

    def key(self, chat: int) -> str:
        return self.unit.keys.find("chat", chat)

    @property
    def is_secret(self) -> bool:
        """The words of this case are for its worker alone, not for the staff group."""
        return bool(self.person and self.case and is_confidential(self.person.frame, self.case))

    @property
    def may_reach(self) -> bool:
        """Whether words may appear on the applicant's screen now: of their own turn always, else as they wished."""
        if self.person is None:
            return True
        own = self.incoming.kind is not Kind.TIMER and self.incoming.chat == self.person.chat
        return own or may_reach(self.person.frame, self.now, self.ports.zone)

    async def group(self) -> Group | None:
        """The agency's staff group, if one is bound."""
        if not self._sought:
            self._group = await cards.group_of(self.unit, self.ports.agency)
            self._sought = True
        return self._group

    def forget_group(self) -> None:
        self._sought = False

    def post(self, calls: tuple[Call, ...], to: Destination, **more: object) -> None:
        """Queue calls for a destination, in order. Unless `wordless` is said, words of a person stand in them."""
        about = self.person.engagement if self.person and not self.erased else None
        for call in calls:
            letter = Letter(
                method=call.method,
                params=call.params,
                fate=call.fate.value,
                queue=to.queue,
                chat_key=to.key,
                engagement=about,
                case=to.case,
                wordless=call.method.startswith("delete") or call.method in _WORDLESS,
            )
            self.letters.append(replace(letter, **more))  # type: ignore[arg-type]


async def destination(desk: Desk, to: To) -> Destination | None:
    """Where `to` is; None where there is no such place (no staff group, a worker who never opened the bot)."""
    if to is To.APPLICANT:
        return applicant(desk)
    if to is To.SENDER:
        return sender(desk)
    if to is To.WORKER:
        return await _worker(desk)
    group = await desk.group()
    if group is None:
        return None
    language = desk.ports.staff_language
    if to is To.CASE and desk.case:
        return Destination(group.chat, group.key, f"case:{desk.case.id}", language, case=desk.case.id)
    return Destination(group.chat, group.key, group.key, language, case=_about(desk))


def applicant(desk: Desk) -> Destination | None:
    if desk.person is None:
        return None
    frame = desk.person.frame
    return Destination(desk.person.chat, desk.person.lane, desk.person.lane, frame.language, frame.turn)


def sender(desk: Desk) -> Destination | None:
    """Where the mail of this turn came from."""
    if desk.incoming.kind is Kind.TIMER:
        return None
    if desk.person and desk.incoming.chat == desk.person.chat:
        return applicant(desk)
    key = desk.key(desk.incoming.chat)
    language = desk.ports.staff_language
    return Destination(desk.incoming.chat, key, key, language, topic=desk.incoming.topic, case=_about(desk))


def _about(desk: Desk) -> int | None:
    """What is said about a case is kept in mind as such: an erasure finds it again."""
    return desk.case.id if desk.case else None


async def _worker(desk: Desk) -> Destination | None:
    worker = desk.case.worker if desk.case else None
    member = await staff.by_id(desk.unit, worker.id) if worker else None
    if member is None:
        return None
    key = desk.key(member.user)
    if not await chats.is_open(desk.unit, key):
        return None
    return Destination(member.user, key, key, desk.ports.staff_language, case=_about(desk))


def place(desk: Desk, incoming: Incoming) -> Place | None:
    return Place(desk.key(incoming.chat), incoming.message) if incoming.message else None

"""What the engine needs of others, and what passes between them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any, Protocol

from bot.situation.case import Case
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.situation.reading import Reading
from bot.situation.speech import Acknowledge, EditCard, PostCard, Say, ShowChoice, Text
from bot.situation.turn import Heard, StaffHeard, StaffTurn, Surroundings, Turn


class Fate(StrEnum):
    """What is done when it is not known whether Telegram took a message."""

    HARMLESS = "harmless"
    """Repeating does no harm (edits, deletions, callback answers): repeat."""
    GONE = "gone"
    """Words must leave a screen: repeated; what is not there is done; what Telegram refuses, a person must do."""
    ORDINARY = "ordinary"
    """The bot's own words: repeat once, after deaths of the process a few times, then go on."""
    EMERGENCY = "emergency"
    """Repeat until a yes."""
    WORDS = "words"
    """A person's words to another (copies): not repeated, its sender is asked whether to send it again."""
    CARD = "card"
    """The card of a case: repeat; the message id of a yes becomes the card that is edited later."""
    TOPIC = "topic"
    """The topic of a case: own record first, else create it again."""


@dataclass(frozen=True)
class Call:
    """One Bot API call; `params` are its parameters as JSON, a file in it is {"filename", "base64"}.

    What goes to a case's topic, or edits its card, lacks `message_thread_id` and `message_id`: the engine
    knows them only when the row is sent and fills them in then.
    """

    method: str
    params: dict[str, Any]
    fate: Fate = Fate.ORDINARY


class Result(StrEnum):
    SENT = "sent"
    DONE = "done"
    """Telegram refused, but what was wanted is so already (not modified, not found, too old)."""
    LATER = "later"
    """429: this chat must wait."""
    BLOCKED = "blocked"
    REFUSED = "refused"
    MOVED = "moved"
    """The group became a supergroup: `moved_to` is its new id; nothing was sent."""
    TOPIC_GONE = "topic_gone"
    """The topic was deleted ("message thread not found"); nothing was sent."""
    UNKNOWN = "unknown"
    """Telegram may well have taken it: its answer was cut off, or came from a broken server."""
    INTERRUPTED = "interrupted"
    """The process that was sending it died: as likely before Telegram took it as after."""
    UNAVAILABLE = "unavailable"
    """Surely not sent: there was no connection."""


@dataclass(frozen=True)
class Outcome:
    """`message` and `topic` are the ids of what was sent or created; `messages` all of them where it was an album."""

    result: Result
    message: int | None = None
    messages: tuple[int, ...] = ()
    seconds: float = 0.0
    """How long to wait after LATER."""
    topic: int | None = None
    moved_to: int | None = None


class Mind(Protocol):
    """Understanding and the pure turn. `hear` has its own time budget and degrades by itself."""

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading: ...
    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn: ...


class Casework(Protocol):
    """The staff's side, pure. Timers named `case:...` come as StaffHeard of a system Staff(id=0)."""

    def take_staff_turn(self, heard: StaffHeard, now: datetime, queue: tuple[Case, ...]) -> StaffTurn:
        """`queue`: the agency's waiting cases, the oldest first; empty unless the mail asks for it."""
        ...

    def withdraw_case(self, frame: Frame, case: Case, now: datetime) -> StaffTurn:
        """The applicant has left: the card and the topic close."""
        ...

    def open_case(
        self,
        frame: Frame,
        case: Case,
        now: datetime,
        *,
        alarm: bool,
        refresh: bool,
    ) -> StaffTurn:
        """The card: posted for a new case, edited with `refresh`; `alarm` rings (again)."""
        ...


class Render(Protocol):
    """Speech to Bot API calls, for one chat."""

    def say(self, said: Say, chat: int, language: str, turn: int, incoming: Incoming) -> tuple[Call, ...]: ...
    def show_choice(
        self, shown: ShowChoice, chat: int, language: str, incoming: Incoming
    ) -> tuple[Call, ...]: ...
    def acknowledge(
        self, incoming: Incoming, said: Acknowledge | None = None, language: str = "id"
    ) -> tuple[Call, ...]: ...
    def delete(self, chat: int, messages: tuple[int, ...]) -> tuple[Call, ...]: ...
    def plain(self, parts: tuple[Text, ...], language: str) -> str:
        """The parts as words without markup, an empty line between them (for files)."""
        ...


class StaffRender(Protocol):
    """What relays and cards look like as Bot API calls. Ids of topic and card are left out (see Call)."""

    def copy(
        self, chat: int, from_chat: int, message: int, reply_to: int | None, quote: str = ""
    ) -> tuple[Call, ...]:
        """copyMessage, Fate.WORDS; `quote` are the words replied to."""
        ...

    def album_part(self, incoming: Incoming) -> dict[str, Any] | None:
        """How Telegram is asked to send this part of an album again; None for what only goes alone."""
        ...

    def react(self, chat: int, message: int, emoji: str) -> tuple[Call, ...]:
        """setMessageReaction, Fate.ORDINARY; an empty emoji takes the bot's reaction back."""
        ...

    def rewrite(self, chat: int, message: int, text: str, *, caption: bool) -> tuple[Call, ...]:
        """An edited message's copy gets the new words."""
        ...

    def post_card(self, card: PostCard, chat: int, language: str, *, forum: bool) -> tuple[Call, ...]:
        """createForumTopic (Fate.TOPIC) in a forum, then exactly one message (Fate.CARD)."""
        ...

    def show_commands(self, chat: int, *, in_group: bool) -> tuple[Call, ...]:
        """setMyCommands for this chat alone: those of staff that work there, in every language."""
        ...

    def hide_commands(self, chat: int) -> tuple[Call, ...]:
        """deleteMyCommands for this chat: it shows again what everybody sees."""
        ...

    def edit_card(self, card: EditCard, chat: int, language: str, *, forum: bool) -> tuple[Call, ...]:
        """editMessageText; in a forum also editForumTopic and closeForumTopic or reopenForumTopic."""
        ...


class Stage(StrEnum):
    """What a message's way to its answer is made of."""

    ACCEPTED = "accepted"
    """Until it was committed to the inbox."""
    WAITED = "waited"
    """In the inbox, until its turn."""
    UNDERSTOOD = "understood"
    DECIDED = "decided"
    COMMITTED = "committed"
    """The turn's transaction."""
    SENT = "sent"
    """In the outbox, until Telegram's yes."""
    ANSWERED = "answered"
    """All of it: from reception to Telegram's yes to the first answer."""


class Meter(Protocol):
    """Seconds per stage. Moments are the clock's; they are measured from by one that never jumps, where it can be."""

    def mark(self, at: datetime, /) -> None:
        """Something began at this moment, which is now."""
        ...

    def since(self, stage: Stage, at: datetime, now: datetime, /) -> None:
        """The stage has ended, having begun at that moment (of this process or of another one)."""
        ...

    def during(self, stage: Stage, /) -> AbstractContextManager[None]:
        """The stage is what happens inside; where that fails, it does not count."""
        ...


class Unmetered:
    """Measures nothing."""

    def mark(self, _at: datetime, /) -> None:
        pass

    def since(self, _stage: Stage, _at: datetime, _now: datetime, /) -> None:
        pass

    def during(self, _stage: Stage, /) -> AbstractContextManager[None]:
        return nullcontext()


Read = Callable[[dict[str, Any]], Incoming | None]
Transport = Callable[[Call], Awaitable[Outcome]]
Clock = Callable[[], datetime]


def _no_words(_text: str) -> bool:
    return False


@dataclass(frozen=True)
class Ports:
    read: Read
    mind: Mind
    render: Render
    transport: Transport
    clock: Clock
    new_code: Callable[[], str]
    bot_id: int
    retry_after_unavailable: float = 1.0
    """Seconds."""
    casework: Casework | None = None
    staff_render: StaffRender | None = None
    agency: str = "default"
    staff_language: str = "id"
    zone: tzinfo = UTC
    """The agency's: in which the hours are meant at which somebody can be written to."""
    meter: Meter = field(default_factory=Unmetered)
    alarming: Callable[[str], bool] = _no_words
    """Words that wait behind nothing: of danger. Called beside the event loop."""
    closes: Callable[[str], bool] = _no_words
    """A word that ends everything at once: it is never one of many."""

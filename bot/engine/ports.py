"""What the engine needs of others, and what passes between them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.situation.reading import Reading
from bot.situation.speech import Say, ShowChoice
from bot.situation.turn import Heard, Surroundings, Turn


class Fate(StrEnum):
    """What is done when it is not known whether Telegram took a message."""

    HARMLESS = "harmless"
    """Repeating does no harm (edits, deletions, callback answers): repeat."""
    ORDINARY = "ordinary"
    """The bot's own words: repeat once, then go on."""
    EMERGENCY = "emergency"
    """Repeat until a yes."""


@dataclass(frozen=True)
class Call:
    """One Bot API call; `params` are its parameters as JSON."""

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
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"
    """Surely not sent: no connection, or a 5xx."""


@dataclass(frozen=True)
class Outcome:
    result: Result
    message: int | None = None
    seconds: float = 0.0
    """How long to wait after LATER."""


class Mind(Protocol):
    """Understanding and the pure turn."""

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading: ...
    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn: ...


class Render(Protocol):
    """Speech to Bot API calls, for one chat."""

    def say(self, said: Say, chat: int, language: str, turn: int, incoming: Incoming) -> tuple[Call, ...]: ...
    def show_choice(
        self, shown: ShowChoice, chat: int, language: str, incoming: Incoming
    ) -> tuple[Call, ...]: ...
    def acknowledge(self, incoming: Incoming) -> tuple[Call, ...]: ...
    def delete(self, chat: int, messages: tuple[int, ...]) -> tuple[Call, ...]: ...


Read = Callable[[dict[str, Any]], Incoming | None]
Transport = Callable[[Call], Awaitable[Outcome]]
Clock = Callable[[], datetime]


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

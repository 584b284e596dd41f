"""Everything that a conversation is, as one value: any process can continue it from here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from .facts import Change, Fact, Slot
from .speech import Button, Value


class Stage(StrEnum):
    WELCOME = "welcome"
    RELUCTANCE = "reluctance"
    LISTENING = "listening"
    CONSENT = "consent"
    INTAKE = "intake"
    REVIEW = "review"
    HANDED_OFF = "handed_off"
    IN_CONVERSATION = "in_conversation"
    AGREED = "agreed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    EMERGENCY = "emergency"


class Pathway(StrEnum):
    VOLUNTARY = "voluntary"
    INVOLUNTARY = "involuntary"
    OUTREACH = "outreach"


class Urgency(StrEnum):
    """Ordinary: the agency's promised time. Today: this working day. Urgent: staff are alarmed until one claims."""

    ORDINARY = "ordinary"
    TODAY = "today"
    URGENT = "urgent"


class Quote(Value):
    """Words of the applicant, verbatim, and when they were written."""

    words: str
    at: datetime
    message: int | None = None
    understood: bool = True
    passed_on: bool = False
    """They sent it on: somebody else wrote it."""


class CameBy(Value):
    """How the person came: a link's kind, its target (service, referrer, worker) and campaign."""

    kind: Literal["alone", "service", "referrer", "outreach"] = "alone"
    target: str = ""
    occasion: str = ""
    campaign: str = ""


class Asked(Value):
    """The open question and how often it was put."""

    slot: Slot
    times: int = 1


class Danger(Value):
    """An emergency in this conversation. `before` is the stage to return to."""

    kind: str
    third_person: bool = False
    since: datetime
    words: str
    before: Stage
    alarmed: bool = False


class Frame(Value):
    """`turn` counts the applicant's turns; `offered` are the buttons of the newest bubble, in order (typed digits)."""

    stage: Stage = Stage.WELCOME
    came_from: tuple[Stage, ...] = ()
    language: str = "id"
    language_chosen: bool = False
    came_by: CameBy = CameBy()
    facts: dict[Slot, Fact] = Field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    skipped: tuple[Slot, ...] = ()
    documents: tuple[str, ...] = ()
    """What was said of a service's papers: have:ID, lack:ID, unknown:ID."""
    quotes: tuple[Quote, ...] = ()
    unheard: int = 0
    """Voice notes, photos and the like that no person has looked at yet."""
    asked: Asked | None = None
    asked_slots: tuple[Slot, ...] = ()
    changing: Slot | None = None
    offered: tuple[Button, ...] = ()
    turn: int = 0
    variants: dict[str, int] = Field(default_factory=dict)
    consents: dict[str, bool] = Field(default_factory=dict)
    shared_from_now: bool = False
    """They refused to be read and later asked for a person: staff read what is written from then on."""
    greeted: bool = False
    child: bool = False
    urgency: Urgency = Urgency.ORDINARY
    urgency_words: str = ""
    danger: Danger | None = None
    hint: Danger | None = None
    """A sign of danger that was asked about and not answered yet."""
    hints_asked: tuple[str, ...] = ()
    """Kinds of danger that were asked about: each is asked once."""
    confidential: bool = False
    quiet: bool = False
    """They closed the conversation quickly: until they choose to go on, nobody's words reach this screen."""
    last_written: datetime | None = None
    """When they last did something here: whoever is writing can be answered."""
    case_code: str = ""
    ended: datetime | None = None
    """When the case was closed: writing again within some time opens the same one."""
    greetings: int = 0
    """Greetings in a row: one is answered, not each."""
    promised: datetime | None = None
    """Until when we said that a worker would read it."""
    offered_services: tuple[str, ...] = ()
    last_answer: str = ""
    """Which of the three questions was answered last."""

    def value(self, slot: Slot) -> object:
        """The value of a slot, or None."""
        fact = self.facts.get(slot)
        return fact.value if fact else None

    def knows(self, slot: Slot) -> bool:
        """Answered or deliberately left open."""
        return slot in self.facts or slot in self.skipped

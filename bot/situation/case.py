"""A case as both sides see it: opened by a handoff, carried by one worker at a time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from .frame import Urgency
from .speech import Value


class Role(StrEnum):
    APPLICANT = "applicant"
    PARTICIPANT = "participant"
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    PUBLISHER = "publisher"
    COMPLAINT_RECEIVER = "complaint_receiver"
    ADMIN = "admin"


class CaseState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Speaker(StrEnum):
    """Who speaks to the applicant: one column, checked in the transaction that queues a message."""

    BOT = "bot"
    WORKER = "worker"


class Staff(Value):
    """A member of the agency's staff; `name` is the one applicants are told."""

    id: int
    name: str
    roles: frozenset[Role]
    title: str = ""


class Case(Value):
    id: int
    code: str
    state: CaseState = CaseState.WAITING
    urgency: Urgency = Urgency.ORDINARY
    confidential: bool = False
    opened_at: datetime
    promised: datetime | None = None
    worker: Staff | None = None
    claimed_at: datetime | None = None
    times_handed_back: int = 0
    read_by_worker: bool = False
    outcome: str = ""
    alarms: int = 0
    """How often staff were alarmed about this case while nobody had claimed it."""
    told_others: bool = False
    """Staff were told once that only the worker who has claimed it speaks to the applicant."""


class Note(Value):
    """A line of the case's history for staff (private notes, reflections): never sent to the applicant."""

    kind: Literal["note", "reflection"]
    author: int
    words: str
    at: datetime

"""What a worker receives: one value, from which card, page and JSON are rendered. A renderer never adds a fact."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from .facts import Fact, Slot
from .frame import CameBy, Pathway, Quote, Stage, Urgency
from .needs import Need
from .speech import Value

SCHEMA: Literal["rangkul/summary/1"] = "rangkul/summary/1"


class Known(Value):
    """A fact with its provenance; `guess` where nobody said it and nobody confirmed it."""

    slot: Slot
    fact: Fact
    guess: bool


class Head(Value):
    """`address` is how to call the applicant: a guess where only the profile's name is known."""

    address: Known | None = None
    code: str
    opened: datetime
    pathway: Pathway | None = None
    language: str
    agency: str
    urgency: Urgency
    urgency_words: str = ""
    urgency_at: datetime | None = None
    """When the words of the urgency were written."""


class Situation(Value):
    """1 The situation as they feel it."""

    facts: tuple[Known, ...] = ()
    needs: tuple[Need, ...] = ()
    danger: str = ""
    danger_of_other: bool = False


class Brought(Value):
    """2 What brought them here."""

    facts: tuple[Known, ...] = ()
    came_by: CameBy = CameBy()


class Tasks(Value):
    """3 Problem and tasks. `agreed` stays empty until both sides have agreed on something."""

    facts: tuple[Known, ...] = ()
    agreed: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()


class Weighed(Value):
    """One criterion of a service; `detail` names the paper where papers decide."""

    criterion: str
    verdict: Literal["fits", "unknown", "does_not_fit"]
    detail: str = ""


class Offer(Value):
    service: str
    name: str
    verdict: Literal["fits", "unknown", "does_not_fit"]
    capacity: str
    criteria: tuple[Weighed, ...]


class Resources(Value):
    """4 Usable resources: theirs, the agency's, and other doors."""

    facts: tuple[Known, ...] = ()
    offers: tuple[Offer, ...] = ()
    unmet: tuple[Need, ...] = ()
    elsewhere: tuple[str, ...] = ()


class Able(Value):
    """Am I able to help? None: nothing is known of it. `better` are colleagues who answer more of the needs."""

    reader: str = ""
    skills: tuple[Need, ...] | None = None
    missing: tuple[Need, ...] = ()
    language: bool | None = None
    area: bool | None = None
    load: int | None = None
    better: tuple[str, ...] = ()


class AskFirst(Value):
    """An unknown that decides much; `what` is a slot's name or, for papers, "document" with its name."""

    what: str
    detail: str = ""


class HowToHelp(Value):
    """`careful` are keys of reasons for care, the gravest first."""

    ask_first: tuple[AskFirst, ...] = ()
    careful: tuple[str, ...] = ()
    likely_next: Stage = Stage.IN_CONVERSATION


class WorkerQuestions(Value):
    able: Able = Able()
    fitting: tuple[str, ...] = ()
    """Names of services that fit or may fit."""
    deciding_unknown: AskFirst | None = None
    how: HowToHelp = HowToHelp()


class Unknown(Value):
    slot: Slot
    skipped: bool


class Consent(Value):
    """`at` and `version` are None where only the yes or no is at hand."""

    purpose: str
    given: bool
    at: datetime | None = None
    version: str | None = None


class Difference(Value):
    """What changed after the handoff."""

    slot: Slot
    before: Fact
    now: Fact | None
    at: datetime


class Summary(Value):
    """`open` is False while the person has not allowed anybody to read: then nothing but the head is filled."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_id: Literal["rangkul/summary/1"] = Field(default=SCHEMA, alias="schema")
    open: bool
    head: Head
    quotes: tuple[Quote, ...] = ()
    situation: Situation = Situation()
    brought: Brought = Brought()
    tasks: Tasks = Tasks()
    resources: Resources = Resources()
    worker_questions: WorkerQuestions = WorkerQuestions()
    unknown: tuple[Unknown, ...] = ()
    consent: tuple[Consent, ...] = ()
    promised: datetime | None = None
    """Until when the applicant was told that somebody will have read."""
    numbers_given: bool = False
    unheard: int = 0
    differences: tuple[Difference, ...] = ()

    def known(self, slot: Slot) -> Known | None:
        """The fact of this slot, if the summary shows it."""
        parts = (self.situation.facts, self.brought.facts, self.tasks.facts, self.resources.facts)
        return next((one for facts in parts for one in facts if one.slot is slot), None)


def to_json(summary: Summary) -> str:
    return summary.model_dump_json(by_alias=True)


def from_json(text: str) -> Summary:
    """Raises pydantic.ValidationError."""
    return Summary.model_validate_json(text)


def summary_schema() -> dict[str, Any]:
    """JSON Schema of what `to_json` writes."""
    return Summary.model_json_schema(by_alias=True, mode="serialization")

"""What one message was read to mean: the shape that understanding produces and engagement consumes.

All offsets are code points of the raw line, so that ``text[start:end]`` is the piece that was read.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Level = Literal["province", "regency", "district", "village", "landmark"]
SafetyLevel = Literal["none", "check", "danger"]
AnswerKind = Literal["yes_no", "number", "place", "date", "phone", "choice", "free"]
Polarity = Literal["yes", "no", "unknown", "skip"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    """One entry of the official list; ``within`` names what it lies in, nearest first."""

    code: str
    name: str
    level: Level
    within: tuple[str, ...] = ()


class PlaceValue(_Frozen):
    """A place that was named. ``code`` is None when it is a landmark or when several candidates remain."""

    code: str | None
    name: str
    level: Level
    candidates: tuple[Place, ...] = ()


class Entity(_Frozen):
    """A piece of the message with its normalised value.

    Values: location a `PlaceValue`; household_size, child_count an integer; age whole years; money whole
    rupiah; date an ISO date or interval ``start/end``; phone E.164; relation, referrer, program, document
    and need a keyword.
    """

    entity: str
    start: int
    end: int
    text: str
    value: PlaceValue | int | str | None = None

    @model_validator(mode="after")
    def _span_fits_text(self) -> Self:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise ValueError("entity: start and end do not enclose its text")
        return self


class Clause(_Frozen):
    text: str
    start: int
    end: int
    intent: str | None = None
    confidence: float = 0.0


class Household(_Frozen):
    """Who lives together, as far as the message says. None and empty mean: not said."""

    size: int | None = None
    child_count: int | None = None
    child_ages_months: tuple[int, ...] = ()
    pregnant: bool = False
    elderly: bool = False
    disabled: bool = False

    @property
    def says_something(self) -> bool:
        return self != Household()


class ExpectedAnswer(_Frozen):
    """The question that was asked last. ``choices`` are the labels of its buttons, in their order."""

    kind: AnswerKind
    choices: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    """For each choice further words that mean it."""


class BareAnswer(_Frozen):
    """A short answer read against the question.

    ``polarity`` is set for yes, no, "don't know" and "skip"; ``choice`` is the index of a label; ``value``
    is a place, a number, an ISO date or interval, or an E.164 number.
    """

    kind: AnswerKind
    polarity: Polarity | None = None
    choice: int | None = None
    exact: bool = False
    """The choice was typed as it is written, not only something like it."""
    value: PlaceValue | int | str | None = None


class Reading(_Frozen):
    """One message, read. ``parsed`` is False when the language model was away and rules alone spoke."""

    text: str
    language: str = "id"
    safety: SafetyLevel = "none"
    safety_kind: str | None = None
    """self_harm, violence, sexual_violence or child_danger, where `safety` is not none."""
    past: bool = False
    medical: bool = False
    third_person: bool = False
    feeling: str | None = None
    intent: str | None = None
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    clauses: tuple[Clause, ...] = ()
    entities: tuple[Entity, ...] = ()
    household: Household | None = None
    answer: BareAnswer | None = None
    parsed: bool = True
    sure: bool = True
    """The intent's confidence is above the fitted threshold: act on it; else offer the likeliest meanings."""

    def entities_of(self, kind: str) -> tuple[Entity, ...]:
        return tuple(entity for entity in self.entities if entity.entity == kind)

"""Extension of HSDS: for whom a service is, in a form that can be weighed against what is known.

Every rule that is left out is no rule. All rules of a service must hold; inside one rule any of its values
is enough, except documents, which are all needed.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.directory.frozen import AreaCode, Frozen, Slug
from bot.situation.needs import Need

OLDEST = 150


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class RegisteredArea(StrEnum):
    """Where the identity papers are from, compared with where the person lives now."""

    SAME = "same"
    OTHER = "other"
    NONE = "none"


class HouseholdTrait(StrEnum):
    CHILDREN = "children"
    ELDERLY = "elderly"
    DISABILITY = "disability"
    PREGNANCY = "pregnancy"


class AgeRange(Frozen):
    """Ages in full years, both ends included."""

    min: Annotated[int, Field(ge=0, le=OLDEST)] = 0
    max: Annotated[int, Field(ge=0, le=OLDEST)] = OLDEST

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self

    def holds(self, other: "AgeRange") -> bool:
        return self.min <= other.min and other.max <= self.max

    def meets(self, other: "AgeRange") -> bool:
        return self.min <= other.max and other.min <= self.max

    def narrowed_by(self, other: "AgeRange") -> "AgeRange":
        """The common part; this range where there is none."""
        if not self.meets(other):
            return self
        return AgeRange(min=max(self.min, other.min), max=min(self.max, other.max))


class Criteria(Frozen):
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    areas: tuple[AreaCode, ...] = ()
    registered_area: tuple[RegisteredArea, ...] = ()
    writer_age: AgeRange | None = None
    beneficiary_age: AgeRange | None = None
    household: tuple[HouseholdTrait, ...] = ()
    documents: tuple[Slug, ...] = ()
    sex: Sex | None = None

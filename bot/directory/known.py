"""What is known of a person when services are weighed. None always means: not known."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.directory.criteria import AgeRange, HouseholdTrait, RegisteredArea, Sex
from bot.directory.frozen import AreaCode, Frozen
from bot.situation.needs import Need

Count = Annotated[int, Field(ge=0)]


class Slot(StrEnum):
    """What can be asked for. The order is the order of asking when two decide equally much."""

    NEEDS = "needs"
    LOCATION_NOW = "location_now"
    HOUSEHOLD = "household"
    BENEFICIARY_AGE = "beneficiary_age"
    WRITER_AGE = "writer_age"
    REGISTERED_AREA = "registered_area"
    DOCUMENT = "document"
    SEX = "sex"


class NeededFact(Frozen):
    """A fact that would decide something; `detail` names the document or the trait of the household."""

    slot: Slot
    detail: str | None = None


class ForWhom(StrEnum):
    SELF = "self"
    OTHER = "other"


class Household(Frozen):
    """How many of each live there; 0 is a known no."""

    children: Count | None = None
    elderly: Count | None = None
    disability: Count | None = None
    pregnancy: Count | None = None

    def has(self, trait: HouseholdTrait) -> bool | None:
        count: int | None = getattr(self, trait.value)
        return None if count is None else count > 0


class Known(Frozen):
    """`places` are the areas where the person may be now: several when a name is ambiguous.

    Ages are intervals, since people say "masih SMP" more often than a number. `unanswered` holds what was
    skipped or answered with "tidak tahu": it is not asked again.
    """

    needs: frozenset[Need] | None = None
    first_concern: Need | None = None
    places: frozenset[AreaCode] | None = None
    registered_area: RegisteredArea | None = None
    for_whom: ForWhom | None = None
    writer_age: AgeRange | None = None
    beneficiary_age: AgeRange | None = None
    household: Household = Household()
    documents_have: frozenset[str] = frozenset()
    documents_lack: frozenset[str] = frozenset()
    sex: Sex | None = None
    unanswered: frozenset[NeededFact] = frozenset()

    def has_document(self, document: str) -> bool | None:
        if document in self.documents_have:
            return True
        return False if document in self.documents_lack else None

    def age_of_beneficiary(self) -> AgeRange | None:
        """The age of the one who is helped; the writer's own where they write for themselves."""
        own = self.writer_age if self.for_whom is ForWhom.SELF else None
        if self.beneficiary_age and own:
            return self.beneficiary_age.narrowed_by(own)
        return self.beneficiary_age or own

"""Whether a service fits what is known, criterion by criterion. Never a decision: people decide."""

from collections.abc import Iterator
from enum import StrEnum

from bot.directory.criteria import AgeRange, Criteria
from bot.directory.frozen import Frozen
from bot.directory.known import Known, NeededFact, Slot
from bot.directory.models import Service
from bot.directory.verdict import Verdict, all_of, among, any_of, verdict_of


class Criterion(StrEnum):
    NEED = "need"
    AREA = "area"
    REGISTERED_AREA = "registered_area"
    WRITER_AGE = "writer_age"
    BENEFICIARY_AGE = "beneficiary_age"
    HOUSEHOLD = "household"
    DOCUMENT = "document"
    SEX = "sex"


class CriterionResult(Frozen):
    """`detail` is the document's id where several documents decide. `needed_fact` is set while unknown."""

    criterion: Criterion
    verdict: Verdict
    needed_fact: NeededFact | None = None
    detail: str | None = None


class Fit(Frozen):
    service: Service
    verdict: Verdict
    criteria: tuple[CriterionResult, ...]

    def having(self, verdict: Verdict) -> tuple[CriterionResult, ...]:
        return tuple(result for result in self.criteria if result.verdict is verdict)


def assess(service: Service, known: Known) -> Fit:
    """The criteria come in the same order whatever is known, so that a list on a screen does not jump."""
    results = tuple(_weigh(service.criteria, known))
    return Fit(service=service, verdict=all_of(result.verdict for result in results), criteria=results)


def area_verdict(areas: tuple[str, ...], places: frozenset[str] | None) -> Verdict:
    """No areas: everywhere. A place wider than the area (only the province is known) is unknown."""
    if not areas:
        return Verdict.FITS
    if not places:
        return Verdict.UNKNOWN
    return among(any_of(_covers(area, place) for area in areas) for place in places)


def _weigh(criteria: Criteria, known: Known) -> Iterator[CriterionResult]:
    yield _result(Criterion.NEED, _need(criteria, known), Slot.NEEDS)
    if criteria.areas:
        yield _result(Criterion.AREA, area_verdict(criteria.areas, known.places), Slot.LOCATION_NOW)
    if criteria.registered_area:
        yield _result(Criterion.REGISTERED_AREA, _registered(criteria, known), Slot.REGISTERED_AREA)
    if criteria.writer_age:
        yield _result(Criterion.WRITER_AGE, _age(criteria.writer_age, known.writer_age), Slot.WRITER_AGE)
    if criteria.beneficiary_age:
        age = _age(criteria.beneficiary_age, known.age_of_beneficiary())
        yield _result(Criterion.BENEFICIARY_AGE, age, Slot.BENEFICIARY_AGE)
    if criteria.household:
        yield _result(Criterion.HOUSEHOLD, _household(criteria, known), Slot.HOUSEHOLD)
    for document in criteria.documents:
        verdict = verdict_of(known.has_document(document))
        yield _result(Criterion.DOCUMENT, verdict, Slot.DOCUMENT, document)
    if criteria.sex:
        said = None if known.sex is None else known.sex is criteria.sex
        yield _result(Criterion.SEX, verdict_of(said), Slot.SEX)


def _result(criterion: Criterion, verdict: Verdict, slot: Slot, detail: str | None = None) -> CriterionResult:
    needed = NeededFact(slot=slot, detail=detail) if verdict is Verdict.UNKNOWN else None
    return CriterionResult(criterion=criterion, verdict=verdict, needed_fact=needed, detail=detail)


def _need(criteria: Criteria, known: Known) -> Verdict:
    return verdict_of(bool(known.needs & set(criteria.needs)) if known.needs else None)


def _registered(criteria: Criteria, known: Known) -> Verdict:
    said = known.registered_area
    return verdict_of(None if said is None else said in criteria.registered_area)


def _household(criteria: Criteria, known: Known) -> Verdict:
    return any_of(verdict_of(known.household.has(trait)) for trait in criteria.household)


def _age(rule: AgeRange, known: AgeRange | None) -> Verdict:
    if known is None or (rule.meets(known) and not rule.holds(known)):
        return Verdict.UNKNOWN
    return verdict_of(rule.holds(known))


def _covers(area: str, place: str) -> Verdict:
    if place == area or place.startswith(f"{area}."):
        return Verdict.FITS
    return Verdict.UNKNOWN if area.startswith(f"{place}.") else Verdict.DOES_NOT_FIT

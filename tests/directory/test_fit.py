"""Three values: what is known fits, is missing, or speaks against. And what learning may never do."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.criteria import OLDEST, AgeRange, Criteria, HouseholdTrait, RegisteredArea, Sex
from bot.directory.fit import Criterion, assess
from bot.directory.known import ForWhom, Household, Known, NeededFact, Slot
from bot.directory.models import Service
from bot.directory.verdict import Verdict
from bot.situation.needs import Need

FITS, UNKNOWN, NO = Verdict.FITS, Verdict.UNKNOWN, Verdict.DOES_NOT_FIT
BOGOR, CIBINONG, BANDUNG, WEST_JAVA = "32.01", "32.01.01", "32.73", "32"


def service(**criteria: Any) -> Service:
    words = {"id": "kata"}
    return Service.model_validate(
        {
            "id": "contoh",
            "name": words,
            "description": words,
            "eligibility_description": words,
            "assured_date": date(2026, 11, 1),
            "cost_options": [{"option": words, "amount": 0}],
            "criteria": {"needs": [Need.FOOD], **criteria},
            "capacity": "open",
            "steps": [words],
            "out_of_scope": [words],
            "decided_by": words,
        }
    )


def verdict(criteria: dict[str, Any], known: dict[str, Any], criterion: Criterion) -> Verdict:
    fit = assess(service(**criteria), Known.model_validate(known))
    return next(result.verdict for result in fit.criteria if result.criterion is criterion)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [(None, UNKNOWN), (set(), UNKNOWN), ({"food"}, FITS), ({"debt"}, NO), ({"debt", "food"}, FITS)],
)
def test_need(needs: set[str] | None, expected: Verdict) -> None:
    assert verdict({}, {"needs": needs}, Criterion.NEED) is expected


@pytest.mark.parametrize(
    ("areas", "places", "expected"),
    [
        ([BOGOR], None, UNKNOWN),
        ([BOGOR], {BOGOR}, FITS),
        ([BOGOR], {CIBINONG}, FITS),
        ([BOGOR], {BANDUNG}, NO),
        ([BOGOR], {WEST_JAVA}, UNKNOWN),
        ([CIBINONG], {BOGOR}, UNKNOWN),
        ([WEST_JAVA], {CIBINONG}, FITS),
        ([BOGOR], {BANDUNG, CIBINONG}, UNKNOWN),
        ([BOGOR], {CIBINONG, "32.01.02"}, FITS),
        ([BOGOR], {BANDUNG, "32.71"}, NO),
        ([BOGOR, BANDUNG], {BANDUNG}, FITS),
        (["32.01.01"], {"32.01.10"}, NO),
    ],
)
def test_area_at_any_level(areas: list[str], places: set[str] | None, expected: Verdict) -> None:
    assert verdict({"areas": areas}, {"places": places}, Criterion.AREA) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [(None, UNKNOWN), (RegisteredArea.SAME, FITS), (RegisteredArea.OTHER, NO), (RegisteredArea.NONE, NO)],
)
def test_where_the_papers_are_from(said: RegisteredArea | None, expected: Verdict) -> None:
    criteria = {"registered_area": ["same"]}
    assert verdict(criteria, {"registered_area": said}, Criterion.REGISTERED_AREA) is expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, UNKNOWN),
        ({"beneficiary_age": {"min": 7, "max": 7}}, FITS),
        ({"beneficiary_age": {"min": 6, "max": 18}}, FITS),
        ({"beneficiary_age": {"min": 15, "max": 20}}, UNKNOWN),
        ({"beneficiary_age": {"min": 19}}, NO),
        ({"writer_age": {"min": 30, "max": 30}}, UNKNOWN),
        ({"writer_age": {"min": 30, "max": 30}, "for_whom": "other"}, UNKNOWN),
        ({"writer_age": {"min": 30, "max": 30}, "for_whom": "self"}, NO),
        ({"writer_age": {"max": 17}, "for_whom": "self", "beneficiary_age": {"min": 10}}, FITS),
    ],
)
def test_age_of_the_one_who_is_helped(known: dict[str, Any], expected: Verdict) -> None:
    criteria = {"beneficiary_age": {"min": 6, "max": 18}}
    assert verdict(criteria, known, Criterion.BENEFICIARY_AGE) is expected


@pytest.mark.parametrize(
    ("household", "expected"),
    [
        ({}, UNKNOWN),
        ({"children": 2}, FITS),
        ({"children": 0}, UNKNOWN),
        ({"children": 0, "elderly": 0}, NO),
        ({"children": 0, "elderly": 1}, FITS),
        ({"disability": 1}, UNKNOWN),
    ],
)
def test_any_trait_of_the_household_is_enough(household: dict[str, int], expected: Verdict) -> None:
    criteria = {"household": ["children", "elderly"]}
    assert verdict(criteria, {"household": household}, Criterion.HOUSEHOLD) is expected


def test_every_document_that_decides_is_named_apart() -> None:
    fit = assess(
        service(documents=["kk", "ktp", "sktm"]),
        Known(documents_have=frozenset({"kk"}), documents_lack=frozenset({"sktm"})),
    )
    documents = {r.detail: r.verdict for r in fit.criteria if r.criterion is Criterion.DOCUMENT}
    assert documents == {"kk": FITS, "ktp": UNKNOWN, "sktm": NO}
    asked = [r.needed_fact for r in fit.criteria if r.needed_fact]
    assert asked == [NeededFact(slot=Slot.NEEDS), NeededFact(slot=Slot.DOCUMENT, detail="ktp")]


def test_sex_is_unknown_until_it_was_said() -> None:
    assert verdict({"sex": "female"}, {}, Criterion.SEX) is UNKNOWN
    assert verdict({"sex": "female"}, {"sex": "male"}, Criterion.SEX) is NO
    assert verdict({"sex": "female"}, {"sex": "female"}, Criterion.SEX) is FITS


def test_what_is_no_rule_is_no_criterion() -> None:
    assert [r.criterion for r in assess(service(), Known()).criteria] == [Criterion.NEED]


areas = st.sampled_from([WEST_JAVA, BOGOR, CIBINONG, "32.01.02", BANDUNG])
ages = st.builds(
    lambda a, b: AgeRange(min=min(a, b), max=max(a, b)), st.integers(0, OLDEST), st.integers(0, OLDEST)
)
criteria_strategy = st.builds(
    Criteria,
    needs=st.lists(st.sampled_from(Need), min_size=1, max_size=3, unique=True).map(tuple),
    areas=st.lists(areas, max_size=2).map(tuple),
    registered_area=st.lists(st.sampled_from(RegisteredArea), max_size=2).map(tuple),
    writer_age=st.none() | ages,
    beneficiary_age=st.none() | ages,
    household=st.lists(st.sampled_from(HouseholdTrait), max_size=2).map(tuple),
    documents=st.lists(st.sampled_from(["kk", "ktp"]), max_size=2, unique=True).map(tuple),
    sex=st.none() | st.sampled_from(Sex),
)


@st.composite
def worlds(draw: st.DrawFn) -> Known:
    """One real person of whom everything is known; ages and place are exact."""
    age = draw(st.integers(0, OLDEST))
    for_whom = draw(st.sampled_from(ForWhom))
    other_age = age if for_whom is ForWhom.SELF else draw(st.integers(0, OLDEST))
    papers = draw(st.lists(st.booleans(), min_size=2, max_size=2))
    have = frozenset(name for name, there in zip(("kk", "ktp"), papers, strict=True) if there)
    return Known(
        needs=frozenset(draw(st.lists(st.sampled_from(Need), min_size=1, max_size=3))),
        places=frozenset({draw(st.sampled_from(["32.01.01.1001", "32.01.02.2001", "32.73.01.1001"]))}),
        registered_area=draw(st.sampled_from(RegisteredArea)),
        for_whom=for_whom,
        writer_age=AgeRange(min=age, max=age),
        beneficiary_age=AgeRange(min=other_age, max=other_age),
        household=Household.model_validate({t.value: draw(st.integers(0, 2)) for t in HouseholdTrait}),
        documents_have=have,
        documents_lack=frozenset({"kk", "ktp"}) - have,
        sex=draw(st.sampled_from(Sex)),
    )


FACTS = (
    "needs",
    "places",
    "registered_area",
    "for_whom",
    "writer_age",
    "beneficiary_age",
    "documents_have",
    "documents_lack",
    "sex",
    *(f"household.{trait.value}" for trait in HouseholdTrait),
)


def learned(world: Known, facts: frozenset[str]) -> Known:
    household = {name.split(".")[1] for name in facts if "." in name}
    known = world.model_dump(include={name for name in facts if "." not in name})
    return Known.model_validate({**known, "household": world.household.model_dump(include=household)})


def coarser(world: Known, widen_age: int, place_parts: int) -> Known:
    """The same person, described less exactly: an age band, the district or province only."""
    age = world.writer_age
    assert age
    assert world.places
    wide = AgeRange(min=max(0, age.min - widen_age), max=min(OLDEST, age.max + widen_age))
    place = ".".join(next(iter(world.places)).split(".")[:place_parts])
    return world.model_copy(update={"writer_age": wide, "places": frozenset({place})})


def never_unlearns(before: Verdict, after: Verdict) -> bool:
    return before is UNKNOWN or before is after


@given(
    criteria_strategy, worlds(), st.frozensets(st.sampled_from(FACTS)), st.frozensets(st.sampled_from(FACTS))
)
def test_learning_only_ever_settles_what_was_unknown(
    criteria: Criteria, world: Known, first: frozenset[str], later: frozenset[str]
) -> None:
    offer = service(**criteria.model_dump())
    before = assess(offer, learned(world, first))
    after = assess(offer, learned(world, first | later))
    assert never_unlearns(before.verdict, after.verdict)
    for one, two in zip(before.criteria, after.criteria, strict=True):
        assert never_unlearns(one.verdict, two.verdict)


@given(criteria_strategy, worlds(), st.integers(0, 30), st.integers(1, 4))
def test_a_more_exact_place_or_age_only_settles(
    criteria: Criteria, world: Known, widen_age: int, place_parts: int
) -> None:
    offer = service(**criteria.model_dump())
    vague = assess(offer, coarser(world, widen_age, place_parts))
    assert never_unlearns(vague.verdict, assess(offer, world).verdict)


@given(criteria_strategy, worlds())
def test_nothing_is_unknown_of_somebody_of_whom_all_is_known(criteria: Criteria, world: Known) -> None:
    assert assess(service(**criteria.model_dump()), world).verdict is not UNKNOWN


@given(criteria_strategy, worlds(), st.frozensets(st.sampled_from(FACTS)))
def test_the_verdict_is_the_weakest_criterion_and_each_unknown_names_its_fact(
    criteria: Criteria, world: Known, facts: frozenset[str]
) -> None:
    fit = assess(service(**criteria.model_dump()), learned(world, facts))
    verdicts = {result.verdict for result in fit.criteria}
    expected = NO if NO in verdicts else UNKNOWN if UNKNOWN in verdicts else FITS
    assert fit.verdict is expected
    assert all((r.needed_fact is not None) == (r.verdict is UNKNOWN) for r in fit.criteria)


@given(criteria_strategy, worlds(), st.frozensets(st.sampled_from(FACTS)))
def test_a_fact_that_a_criterion_asks_for_settles_it(
    criteria: Criteria, world: Known, facts: frozenset[str]
) -> None:
    """The question that is asked is worth asking: its whole answer ends the doubt."""
    offer = service(**criteria.model_dump())
    fit = assess(offer, learned(world, facts))
    answers = {
        Slot.NEEDS: {"needs"},
        Slot.LOCATION_NOW: {"places"},
        Slot.HOUSEHOLD: {f"household.{trait.value}" for trait in HouseholdTrait},
        Slot.BENEFICIARY_AGE: {"beneficiary_age"},
        Slot.WRITER_AGE: {"writer_age"},
        Slot.REGISTERED_AREA: {"registered_area"},
        Slot.DOCUMENT: {"documents_have", "documents_lack"},
        Slot.SEX: {"sex"},
    }
    for index, result in enumerate(fit.criteria):
        if result.needed_fact:
            told = assess(offer, learned(world, facts | answers[result.needed_fact.slot]))
            assert told.criteria[index].verdict is not UNKNOWN

"""What is offered, in which order, what is said instead, and the one question that decides most."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.agency import Freshness, NextDoor
from bot.directory.known import Household, Known, NeededFact, Slot
from bot.directory.matching import Matches, deciding_unknown, match
from bot.directory.models import Capacity, Service
from bot.directory.verdict import Verdict
from bot.situation.needs import Need

TODAY = date(2026, 11, 24)
FRESH = Freshness(warn_after_days=90, hide_after_days=365)
WORDS = {"id": "kata"}


def service(name: str, needs: list[str], capacity: str = "open", **more: Any) -> Service:
    criteria = {"needs": needs, **more.pop("criteria", {})}
    return Service.model_validate(
        {
            "id": name,
            "name": WORDS,
            "description": WORDS,
            "eligibility_description": WORDS,
            "assured_date": TODAY,
            "cost_options": [{"option": WORDS, "amount": 0}],
            "criteria": criteria,
            "capacity": capacity,
            "steps": [WORDS],
            "out_of_scope": [WORDS],
            "decided_by": WORDS,
            **more,
        }
    )


def door(name: str, needs: list[str], areas: list[str] | None = None) -> NextDoor:
    return NextDoor.model_validate(
        {
            "id": name,
            "kind": "office",
            "name": WORDS,
            "description": WORDS,
            "needs": needs,
            "areas": areas or [],
            "address": WORDS,
            "hours": WORDS,
            "bring": WORDS,
        }
    )


DOORS = [door("desa", list(Need)), door("dinas_bogor", ["food", "housing"], ["32.01"])]


def matched(services: list[Service], **known: Any) -> Matches:
    return match(services, DOORS, Known.model_validate(known), TODAY, FRESH)


def ids(found: Matches) -> list[str]:
    return [fit.service.id for fit in found.best]


def door_ids(found: Matches) -> list[str]:
    return [door.id for door in found.next_doors]


def test_a_contradicted_service_is_never_offered() -> None:
    services = [
        service("here", ["food"]),
        service("elsewhere", ["food"], criteria={"areas": ["35"]}),
    ]
    assert ids(matched(services, needs={"food"}, places={"32.01"})) == ["here"]


def test_what_fits_comes_before_what_is_unknown_and_at_most_three_are_shown() -> None:
    services = [
        service("a_two_unknown", ["food"], criteria={"documents": ["kk"], "areas": ["32.01"]}),
        service("b_unknown", ["food"], criteria={"documents": ["kk"]}),
        service("c_fits", ["food"]),
        service("d_unknown", ["food"], criteria={"sex": "female"}),
    ]
    assert ids(matched(services, needs={"food"})) == ["c_fits", "b_unknown", "d_unknown"]


def test_each_need_gets_a_door_before_any_gets_a_second() -> None:
    services = [service(f"food_{n}", ["food"]) for n in "abc"] + [
        service("debt", ["debt"], criteria={"documents": ["ktp"]})
    ]
    found = matched(services, needs={"food", "debt"})
    assert set(ids(found)) == {"food_a", "food_b", "debt"}


def test_what_they_named_first_comes_first() -> None:
    services = [service("food", ["food"]), service("debt", ["debt"], criteria={"documents": ["ktp"]})]
    assert ids(matched(services, needs={"food", "debt"}, first_concern="debt")) == ["debt", "food"]


@pytest.mark.parametrize("capacity", ["waitlist", "full", "paused"])
def test_what_takes_nobody_in_is_no_offer_but_a_waiting_list_with_another_door(capacity: str) -> None:
    found = matched([service("rent", ["housing"], capacity)], needs={"housing"}, places={"32.01.05"})
    assert ids(found) == []
    assert [fit.service.id for fit in found.waitlist] == ["rent"]
    assert door_ids(found) == ["desa", "dinas_bogor"]
    assert found.unmet == ()


def test_a_need_nobody_here_answers_is_unmet_and_has_another_door() -> None:
    found = matched([service("food", ["food"])], needs={"food", "debt"})
    assert found.unmet == (Need.DEBT,)
    assert door_ids(found) == ["desa"]


def test_a_door_of_another_area_is_not_offered() -> None:
    assert door_ids(matched([], needs={"food"}, places={"35.78"})) == ["desa"]
    assert door_ids(matched([], needs={"food"}, places={"32.01"})) == ["desa", "dinas_bogor"]


def test_a_service_names_its_own_next_doors() -> None:
    assert door_ids(matched([service("debt", ["debt"], next_doors=["dinas_bogor"])], needs={"debt"})) == [
        "dinas_bogor"
    ]


@pytest.mark.parametrize(
    ("age_days", "shown", "outdated"),
    [(90, True, False), (91, True, True), (365, True, True), (366, False, False)],
)
def test_old_data_is_marked_then_hidden(age_days: int, shown: bool, outdated: bool) -> None:
    found = matched(
        [service("food", ["food"], assured_date=TODAY - timedelta(days=age_days))], needs={"food"}
    )
    assert (ids(found) == ["food"]) is shown
    assert ("food" in found.outdated) is outdated
    assert bool(found.unmet) is not shown


def test_a_service_that_is_not_active_is_not_shown() -> None:
    found = matched([service("food", ["food"], status="inactive")], needs={"food"})
    assert (found.best, found.waitlist) == ((), ())


def test_needs_are_asked_first_when_nothing_is_known() -> None:
    services = [service("s_a", ["food"], criteria={"areas": ["32.01"]}), service("s_b", ["debt"])]
    assert matched(services).deciding_unknown == NeededFact(slot=Slot.NEEDS)


def test_the_fact_that_settles_most_services_is_asked() -> None:
    services = [
        service("s_a", ["food"], criteria={"documents": ["kk"]}),
        service("s_b", ["food"], criteria={"areas": ["32.01"]}),
        service("s_c", ["food"], criteria={"areas": ["32.02", "32.01"]}),
    ]
    assert matched(services, needs={"food"}).deciding_unknown == NeededFact(slot=Slot.LOCATION_NOW)


def test_what_was_not_answered_is_not_asked_again() -> None:
    place = NeededFact(slot=Slot.LOCATION_NOW)
    services = [service("s_a", ["food"], criteria={"documents": ["kk"], "areas": ["32.01"]})]
    known = Known(needs=frozenset({Need.FOOD}), unanswered=frozenset({place}))
    found = match(services, DOORS, known, TODAY, FRESH)
    assert found.deciding_unknown == NeededFact(slot=Slot.DOCUMENT, detail="kk")


def test_nobody_is_asked_for_their_sex() -> None:
    found = matched([service("women", ["violence"], criteria={"sex": "female"})], needs={"violence"})
    assert found.best[0].verdict is Verdict.UNKNOWN
    assert found.deciding_unknown is None


def test_there_is_nothing_to_ask_when_all_is_settled() -> None:
    assert deciding_unknown(matched([service("s_a", ["food"])], needs={"food"}).best, Known()) is None


many = st.lists(
    st.builds(
        lambda n, needs, capacity, areas, documents, household: service(
            f"s{n}",
            needs,
            capacity,
            criteria={"areas": areas, "documents": documents, "household": household},
        ),
        st.integers(0, 10_000),
        st.lists(st.sampled_from(["food", "debt", "housing"]), min_size=1, max_size=2, unique=True),
        st.sampled_from([str(one) for one in Capacity]),
        st.lists(st.sampled_from(["32", "32.01", "35.78"]), max_size=1),
        st.lists(st.sampled_from(["kk", "ktp"]), max_size=1),
        st.lists(st.sampled_from(["children", "elderly"]), max_size=2, unique=True),
    ),
    max_size=7,
    unique_by=lambda one: one.id,
)
people = st.builds(
    Known,
    needs=st.none() | st.frozensets(st.sampled_from([Need.FOOD, Need.DEBT, Need.HOUSING, Need.WORK])),
    places=st.none() | st.sampled_from([frozenset({"32.01.01"}), frozenset({"35.78"}), frozenset({"32"})]),
    household=st.builds(Household, children=st.none() | st.integers(0, 2)),
    documents_have=st.frozensets(st.just("kk")),
    documents_lack=st.frozensets(st.just("ktp")),
)


@given(many, people, st.integers(0, 99))
def test_whatever_is_known_the_answer_is_honest_and_never_a_dead_end(
    services: list[Service], known: Known, seed: int
) -> None:
    found = match(services, DOORS, known, TODAY, FRESH)
    assert len(found.best) <= 3
    for fit in found.best:
        assert fit.service.capacity is Capacity.OPEN
        assert fit.verdict is not Verdict.DOES_NOT_FIT
    assert all(fit.service.capacity is not Capacity.OPEN for fit in found.waitlist)
    assert found.best or found.next_doors
    for need in found.unmet:
        assert any(need in door.needs for door in found.next_doors)
    shuffled = Random(seed).sample(services, len(services))
    assert match(shuffled, DOORS, known, TODAY, FRESH) == found

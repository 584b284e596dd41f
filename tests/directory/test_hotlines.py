from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.hotlines import (
    Crisis,
    HotlineKind,
    HotlineRegistry,
    Standing,
    crisis_contacts,
    hotlines_for,
)

TODAY = date(2026, 11, 24)


def line(name: str, operator: str, number: str | None = "110", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": {"id": name},
        "number": number,
        "region": {"id": "di mana saja"},
        "operator": operator,
        "for": ["emergency"],
        "source": "a page, 2026-01",
        "verified": True,
        "verified_on": "2026-01-01",
        "expires_on": "2027-01-01",
        **more,
    }


def registry(*lines: dict[str, Any], order: list[str] | None = None) -> HotlineRegistry:
    ids = order or [one["id"] for one in lines]
    return HotlineRegistry.model_validate({"hotlines": lines, "crisis": dict.fromkeys(Crisis, ids)})


def said(found: HotlineRegistry, today: date = TODAY, at_most: int = 3) -> list[tuple[str, Standing]]:
    contacts = crisis_contacts(found, Crisis.VIOLENCE, today, at_most)
    return [(one.hotline.id, one.standing) for one in contacts]


def test_the_first_two_are_of_different_operators() -> None:
    lines = registry(line("a1", "A"), line("a2", "A"), line("b1", "B"))
    assert said(lines, at_most=2) == [("a1", Standing.VERIFIED), ("b1", Standing.VERIFIED)]


def test_two_are_said_even_when_one_is_asked_for() -> None:
    assert len(said(registry(line("a1", "A"), line("b1", "B")), at_most=1)) == 2


def test_an_expired_number_is_said_but_not_as_verified() -> None:
    lines = registry(line("a1", "A", expires_on="2026-11-24"), line("b1", "B"))
    assert said(lines) == [("a1", Standing.EXPIRED), ("b1", Standing.VERIFIED)]
    assert said(lines, date(2026, 11, 23))[0] == ("a1", Standing.VERIFIED)


def test_a_number_nobody_confirmed_comes_last() -> None:
    lines = registry(line("a1", "A", verified=False), line("b1", "B"))
    assert said(lines) == [("b1", Standing.VERIFIED), ("a1", Standing.UNVERIFIED)]


@pytest.mark.parametrize(
    ("lines", "order", "reason"),
    [
        ([line("a1", "A"), line("a2", "A")], None, "two contacts of different operators"),
        ([line("a1", "A")], None, "two contacts of different operators"),
        ([line("a1", "A"), line("b1", "B")], ["a1", "zz"], "no hotline 'zz'"),
        ([line("a1", "A"), line("b1", "B", None, website="https://example.org")], None, "no number to dial"),
        ([line("a1", "A"), line("b1", "B"), line("a1", "C")], None, "used twice"),
        ([line("a1", "A", "11"), line("b1", "B")], None, "cannot|not a telephone number"),
        ([line("a1", "A", "110x"), line("b1", "B")], None, "not a telephone number"),
        ([line("a1", "A", whatsapp="0811-129"), line("b1", "B")], None, "not a valid WhatsApp number"),
        ([line("a1", "A", verified_on=None), line("b1", "B")], None, "marked verified but"),
        ([line("a1", "A", expires_on="2025-01-01"), line("b1", "B")], None, "not after verified_on"),
        ([line("a1", "A", None), line("b1", "B")], None, "has no number, no whatsapp"),
    ],
)
def test_a_registry_that_could_leave_somebody_without_help_is_refused(
    lines: list[dict[str, Any]], order: list[str] | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        registry(*lines, order=order)


@pytest.mark.parametrize("number", ["112", "1500-771", "021-129", "0800-1000", "+62-21-29244800"])
def test_numbers_as_people_write_them_are_accepted(number: str) -> None:
    assert registry(line("a1", "A", number), line("b1", "B")).hotlines[0].number == number


def test_lines_of_one_kind_come_surest_first_and_expired_ones_can_be_hidden() -> None:
    police = {**line("police", "C"), "for": ["police"]}
    lines = registry(line("old", "A", expires_on="2026-02-01"), line("sure", "B"), police)
    found = hotlines_for(lines, HotlineKind.EMERGENCY, TODAY)
    assert [one.hotline.id for one in found] == ["sure", "old"]
    shown = hotlines_for(lines, HotlineKind.EMERGENCY, TODAY, hide_expired=True)
    assert [one.hotline.id for one in shown] == ["sure"]


registries = st.lists(
    st.tuples(st.sampled_from("ABC"), st.booleans(), st.dates(date(2026, 1, 2), date(2028, 1, 1))),
    min_size=2,
    max_size=6,
).filter(lambda lines: len({operator for operator, _, _ in lines}) > 1)


@given(registries, st.sampled_from(Crisis), st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 9))
def test_in_a_crisis_there_are_always_two_operators(
    lines: list[tuple[str, bool, date]], crisis: Crisis, today: date, at_most: int
) -> None:
    numbered = [
        line(f"l{n}", operator, verified=verified, expires_on=expires)
        for n, (operator, verified, expires) in enumerate(lines)
    ]
    contacts = crisis_contacts(registry(*numbered), crisis, today, at_most)
    assert contacts[0].hotline.operator != contacts[1].hotline.operator
    assert all(
        one.standing is not Standing.VERIFIED or today < one.hotline.expires_on
        for one in contacts
        if one.hotline.expires_on
    )

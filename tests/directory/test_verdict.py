from itertools import permutations, product

import pytest

from bot.directory.verdict import Verdict, all_of, among, any_of, verdict_of

TRUTH = {Verdict.FITS: {True}, Verdict.DOES_NOT_FIT: {False}, Verdict.UNKNOWN: {True, False}}


@pytest.mark.parametrize("values", list(product(Verdict, repeat=3)))
def test_all_of_and_any_of_agree_with_every_way_the_unknown_may_turn_out(values: tuple[Verdict, ...]) -> None:
    ways = list(product(*(TRUTH[value] for value in values)))
    assert TRUTH[all_of(values)] == {all(way) for way in ways}
    assert TRUTH[any_of(values)] == {any(way) for way in ways}


@pytest.mark.parametrize("values", list(product(Verdict, repeat=3)))
def test_order_does_not_matter(values: tuple[Verdict, ...]) -> None:
    for combine in (all_of, any_of, among):
        assert len({combine(order) for order in permutations(values)}) == 1


def test_nothing_to_hold_holds_and_nothing_to_choose_from_fails() -> None:
    assert all_of([]) is Verdict.FITS
    assert any_of([]) is Verdict.DOES_NOT_FIT


def test_possibilities_are_certain_only_where_they_agree() -> None:
    assert among([Verdict.FITS, Verdict.FITS]) is Verdict.FITS
    assert among([Verdict.FITS, Verdict.DOES_NOT_FIT]) is Verdict.UNKNOWN
    assert verdict_of(None) is Verdict.UNKNOWN

"""Words that were taken back are in no corner of what is known."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Danger, Frame, Quote, Stage
from bot.situation.taken_back import BETWEEN, without_words

AT = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = st.text("abcdefghij ", min_size=4, max_size=30).map(str.strip).filter(lambda words: len(words) > 3)


def fact(value: object, words: str, *, confirmed: bool = False) -> Fact:
    return Fact.model_validate(
        {"value": value, "words": words, "at": AT, "provenance": Provenance.SAID, "confirmed": confirmed}
    )


def told(*stories: str) -> Frame:
    said = BETWEEN.join(stories)
    quotes = tuple(Quote(words=story, at=AT) for story in stories)
    return Frame(quotes=quotes, facts={Slot.PROBLEM: fact(said, said)})


def test_that_one_of_several_messages_goes_and_the_others_stay() -> None:
    kept = without_words(told("beras abis", "suami mukul saya", "di cibinong"), "suami mukul saya")
    assert [quote.words for quote in kept.quotes] == ["beras abis", "di cibinong"]
    assert kept.facts[Slot.PROBLEM].value == "beras abis / di cibinong"


def test_that_a_message_goes_out_of_a_burst() -> None:
    kept = without_words(told("beras abis\nsuami mukul saya"), "suami mukul saya")
    assert [quote.words for quote in kept.quotes] == ["beras abis"]
    assert kept.facts[Slot.PROBLEM].value == "beras abis"


def test_that_what_was_confirmed_stays_without_its_words() -> None:
    said = "anak 2, di cibinong"
    facts = {
        Slot.HOUSEHOLD_SIZE: fact(2, "anak 2", confirmed=True),
        Slot.NEEDS: fact(["food"], "cibinong"),
        Slot.LANDMARK: fact("cibinong", "cibinong", confirmed=True),
    }
    kept = without_words(Frame(quotes=(Quote(words=said, at=AT),), facts=facts), said)
    assert set(kept.facts) == {Slot.HOUSEHOLD_SIZE}
    assert (kept.facts[Slot.HOUSEHOLD_SIZE].value, kept.facts[Slot.HOUSEHOLD_SIZE].words) == (2, "")


def test_that_danger_is_remembered_without_its_words() -> None:
    danger = Danger(kind="violence", since=AT, words="suami mukul saya", before=Stage.LISTENING)
    frame = told("suami mukul saya").model_copy(
        update={"danger": danger, "urgency_words": "suami mukul saya"}
    )
    kept = without_words(frame, "suami mukul saya")
    assert kept.danger is not None
    assert (kept.danger.kind, kept.danger.words, kept.urgency_words) == ("violence", "", "")


@given(WORDS, st.lists(WORDS, max_size=4))
def test_that_words_are_nowhere_unless_said_again(said: str, others: list[str]) -> None:
    kept = without_words(told(*others[:2], said, *others[2:]), said)
    again = any(said in other for other in others)
    assert again or said not in kept.model_dump_json()
    assert [quote.words for quote in kept.quotes] == [other for other in others if other != said]


@given(WORDS, st.lists(WORDS, min_size=1, max_size=4))
def test_that_nothing_changes_for_words_that_were_never_said(said: str, others: list[str]) -> None:
    frame = told(*others)
    assert any(said in other for other in others) or without_words(frame, said) == frame

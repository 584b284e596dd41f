"""What a worker receives: nothing that was not said, and nothing that was not allowed."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.summarise import summarise
from bot.directory.agency import Agency
from bot.situation.case import Case, Staff
from bot.situation.facts import Change, Fact, Provenance, Slot
from bot.situation.frame import Danger, Frame, Quote, Stage
from bot.situation.summary import from_json, summary_schema, to_json

SCHEMA_FILE = Path(__file__).parent / "summary.schema.json"
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=4, max_size=30).map(
    lambda s: f"q{s.strip()}q"
)


def strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for part in parts for text in strings(part)}


def test_the_published_schema_is_that_of_the_code() -> None:
    assert json.loads(SCHEMA_FILE.read_text()) == summary_schema()


def test_a_summary_survives_json(
    frame: Frame, case: Case, agency: Agency, now: datetime, ratna: Staff
) -> None:
    summary = summarise(frame, case, agency, now, ratna, load=3)
    assert from_json(to_json(summary)) == summary
    assert json.loads(to_json(summary))["schema"] == "rangkul/summary/1"


def test_every_fact_of_the_frame_is_in_it_once(
    frame: Frame, case: Case, agency: Agency, now: datetime
) -> None:
    summary = summarise(frame, case, agency, now)
    sections = (summary.situation, summary.brought, summary.tasks, summary.resources)
    shown = [one.slot for section in sections for one in section.facts]
    assert sorted(shown) == sorted(frame.facts)


@pytest.mark.parametrize("slot", list(Slot))
def test_no_slot_is_lost(
    slot: Slot, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    frame = Frame(consents={"share": True}, facts={slot: make_fact("kunci", "kata")})
    assert summarise(frame, case, agency, now).known(slot) is not None


def test_quotes_are_those_that_facts_rest_on(frame: Frame, case: Case, agency: Agency, now: datetime) -> None:
    chosen = [quote.words for quote in summarise(frame, case, agency, now).quotes]
    assert "beras abis dr kemarin, anak dua, yg kecil 8 bulan, di Cibinong" in chosen
    assert "halo min" not in chosen
    assert 2 <= len(chosen) <= 5


def test_of_many_quotes_those_that_carry_most_are_chosen(
    frame: Frame, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    quotes = (
        *frame.quotes,
        *(Quote(words=f"kabar {number}", at=now, message=number) for number in range(10, 16)),
    )
    facts: dict[Slot, Fact] = frame.facts | {
        slot: make_fact("kunci", f"kabar {number}")
        for slot, number in zip(
            (Slot.RESOURCES, Slot.SKILLS, Slot.OWN_VIEW, Slot.PUPIL, Slot.PRESSURE, Slot.LANDMARK),
            range(10, 16),
            strict=True,
        )
    }
    many = frame.model_copy(update={"quotes": quotes, "facts": facts})
    chosen = [quote.message or 0 for quote in summarise(many, case, agency, now).quotes]
    assert len(chosen) == 5
    assert chosen == sorted(chosen)
    assert 2 in chosen


def test_what_was_corrected_before_sending_is_not_quoted(
    frame: Frame, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    quotes = (Quote(words="di Depok", at=now, message=9), *frame.quotes[1:])
    corrected = Change(slot=Slot.LANDMARK, before=make_fact("Depok", "di Depok"), at=now, after_handoff=False)
    summary = summarise(
        frame.model_copy(update={"quotes": quotes, "changes": (corrected,)}), case, agency, now
    )
    assert "di Depok" not in [quote.words for quote in summary.quotes]
    assert not summary.differences


def test_a_change_after_the_handoff_is_a_difference(
    frame: Frame, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    change = Change(slot=Slot.CHILD_COUNT, before=make_fact(3), at=now, after_handoff=True)
    summary = summarise(frame.model_copy(update={"changes": (change,)}), case, agency, now)
    assert [(one.before.value, one.now and one.now.value) for one in summary.differences] == [(3, 2)]


@pytest.mark.parametrize("share", [{}, {"share": False}, {"store": True}])
def test_without_consent_there_are_no_words_and_no_facts(
    share: dict[str, bool], frame: Frame, case: Case, agency: Agency, now: datetime
) -> None:
    closed = frame.model_copy(update={"consents": share, "urgency_words": "beras abis"})
    summary = summarise(closed, case, agency, now)
    shown = to_json(summary)
    assert not summary.open
    assert summary.head.address
    assert summary.head.address.fact.value == "ibu"
    for private in ("beras", "Cibinong", "food", "baby", "tetangga", "malu"):
        assert private not in shown


def test_words_around_the_name_stay_closed_too(
    case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    frame = Frame(facts={Slot.FORM_OF_ADDRESS: make_fact("Nur", "panggil Nur, suami saya jahat")})
    assert "jahat" not in to_json(summarise(frame, case, agency, now))


@pytest.mark.parametrize(("as_hint", "opened"), [(False, True), (True, False)])
def test_only_danger_itself_opens_what_was_not_shared(
    as_hint: bool, opened: bool, frame: Frame, case: Case, agency: Agency, now: datetime
) -> None:
    danger = Danger(kind="medical", since=now, words="lemes", before=Stage.LISTENING)
    closed = frame.model_copy(update={"consents": {}, "hint" if as_hint else "danger": danger})
    assert summarise(closed, case, agency, now).open is opened


@given(stories=st.lists(WORDS, min_size=1, max_size=8, unique=True), hope=WORDS)
def test_every_word_comes_from_the_frame_the_case_or_the_agency(
    stories: list[str], hope: str, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    quotes = tuple(Quote(words=words, at=now, message=index) for index, words in enumerate(stories))
    facts = {
        Slot.PROBLEM: make_fact(stories[0], stories[0]),
        Slot.EXPECTATION: make_fact(hope, hope),
        Slot.NEEDS: make_fact(["health"], stories[-1], message=len(stories) - 1),
    }
    frame = Frame(quotes=quotes, facts=facts, consents={"share": True})
    summary = summarise(frame, case, agency, now)
    said = {
        text
        for text in strings(summary.model_dump(mode="json"))
        if text.startswith("q") and text.endswith("q")
    }
    assert said <= {*stories, hope}
    assert {quote.words for quote in summary.quotes} <= set(stories)
    assert min(2, len(stories)) <= len(summary.quotes) <= 5


def test_unknown_are_guesses_and_what_was_skipped_or_never_said(
    frame: Frame, case: Case, agency: Agency, now: datetime
) -> None:
    unknown = {one.slot: one.skipped for one in summarise(frame, case, agency, now).unknown}
    assert unknown[Slot.EXPECTATION] is True
    assert unknown[Slot.CONTACT_WINDOW] is False
    assert Slot.SINCE_WHEN in unknown
    assert Slot.NEEDS not in unknown


def test_the_reader_learns_whether_they_can_help(
    frame: Frame, case: Case, agency: Agency, now: datetime, ratna: Staff
) -> None:
    sari = Staff(id=3, name="sari", roles=ratna.roles)
    stranger = Staff(id=4, name="Tono", roles=ratna.roles)
    able = summarise(frame, case, agency, now, ratna, load=2).worker_questions.able
    other = summarise(frame, case, agency, now, sari).worker_questions.able
    assert (able.skills, able.missing, able.language, able.area, able.load) == (("food",), (), True, True, 2)
    assert other.missing == ("food",)
    assert set(other.better) == {"Ratna", "Dedi"}
    assert summarise(frame, case, agency, now, stranger).worker_questions.able.skills is None


def test_offers_carry_their_criteria(frame: Frame, case: Case, agency: Agency, now: datetime) -> None:
    summary = summarise(frame, case, agency, now)
    services = {service.id for service in agency.services}
    assert summary.resources.offers
    for offer in summary.resources.offers:
        assert offer.service in services
        assert ("need", "fits") in [(one.criterion, one.verdict) for one in offer.criteria]
    assert summary.tasks.out_of_scope


def test_care_rests_on_what_is_known(frame: Frame, case: Case, agency: Agency, now: datetime) -> None:
    assert set(summarise(frame, case, agency, now).worker_questions.how.careful) == {
        "no-phone",
        "worry",
        "baby",
    }


def test_a_guess_is_marked_until_it_is_confirmed(
    frame: Frame, case: Case, agency: Agency, now: datetime, make_fact: Callable[..., Fact]
) -> None:
    for confirmed in (False, True):
        guess = make_fact("fear", provenance=Provenance.INFERRED, confirmed=confirmed)
        felt = frame.model_copy(update={"facts": {Slot.FEELING: guess}})
        one = summarise(felt, case, agency, now + timedelta(hours=1)).known(Slot.FEELING)
        assert one
        assert one.guess is not confirmed

"""The first screen: bounded, in order, and silent about confidential cases."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.casework.open_case import open_case, withdraw_case
from bot.casework.show import edit, group_card, post
from bot.casework.summarise import summarise
from bot.casework.whole import whole
from bot.casework.wording import shortened
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState, Staff
from bot.situation.facts import Change, Fact, Slot
from bot.situation.frame import CameBy, Danger, Frame, Quote, Stage, Urgency
from bot.situation.lines import FREE_WORDS
from bot.situation.speech import EditCard, PostCard, Say, Text, To, Urgent
from bot.texts.catalogue import Catalogue

MOST = 3_500
Write = Callable[[tuple[Text, ...]], str]
HOSTILE = st.text(alphabet="a &<😀\n·“", min_size=0, max_size=4_000)


@pytest.fixture(scope="session", params=["id", "en"])
def written(request: pytest.FixtureRequest, catalogue: Catalogue) -> Write:
    return lambda parts: "\n\n".join(catalogue.plain(part, request.param) for part in parts)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def overflowing(words: str, now: datetime, make_fact: Callable[..., Fact]) -> Frame:
    """Every free slot, every quote and every change as long as people can write."""
    facts = {slot: make_fact(words, words) for slot in FREE_WORDS}
    facts |= {slot: make_fact(words, words) for slot in (Slot.REFERRER, Slot.RELATION, Slot.FORM_OF_ADDRESS)}
    facts[Slot.AGES] = make_fact(list(range(1, 60)))
    facts[Slot.NEEDS] = make_fact(["food", "health", "housing", "work", "debt", "education", "documents"])
    facts[Slot.LOCATION_NOW] = make_fact({"code": "32.01", "name": words, "level": "regency"}, words)
    change = Change(slot=Slot.LANDMARK, before=make_fact(words, words), at=now, after_handoff=True)
    return Frame(
        consents={"share": True, "store": True, "reminders": False},
        facts=facts,
        quotes=tuple(Quote(words=words, at=now, message=number) for number in range(9)),
        changes=(change,) * 9,
        came_by=CameBy(kind="referrer", target=words, occasion=words, campaign=words),
        urgency=Urgency.URGENT,
        urgency_words=words,
        unheard=12,
        promised=now + timedelta(days=3),
        asked_slots=tuple(Slot),
    )


@given(words=HOSTILE)
@example(words="a" * 4_000)
@example(words="😀" * 2_000)
@example(words="<b>&" * 1_000)
@settings(max_examples=25, deadline=None)
def test_no_words_make_the_card_or_the_whole_too_long(
    words: str,
    written: Write,
    case: Case,
    agency: Agency,
    now: datetime,
    ratna: Staff,
    make_fact: Callable[..., Fact],
) -> None:
    frame = overflowing(words, now, make_fact)
    long_name = ratna.model_copy(update={"name": words})
    held = case.model_copy(update={"state": CaseState.CLAIMED, "worker": long_name})
    for shown in (case, held):
        assert units(written(group_card(frame, shown, agency, now))) <= MOST
    for bubble in whole(summarise(frame, held, agency, now, ratna), agency, now):
        assert units(written(bubble)) <= 4_096


@given(words=HOSTILE, most=st.integers(2, 200))
def test_shortened_words_are_short_and_a_beginning(words: str, most: int) -> None:
    short = shortened(words, most)
    assert units(short) <= most
    assert " ".join(words.split()).startswith(short.removesuffix("…"))


def test_the_story_is_quoted_before_the_short_answers_after_it(
    frame: Frame, case: Case, agency: Agency, now: datetime, catalogue: Catalogue
) -> None:
    """The short answers carry facts of their own, as the story does."""
    answers = tuple(
        Quote(words=words, at=now, message=number) for number, words in ((8, "udah dikit"), (9, "makanan"))
    )
    facts = {
        **frame.facts,
        Slot.BABY_FED: frame.facts[Slot.NEEDS].model_copy(
            update={"value": "little", "message": 8, "words": "udah dikit"}
        ),
        Slot.FIRST_CONCERN: frame.facts[Slot.NEEDS].model_copy(
            update={"value": "food", "message": 9, "words": "makanan"}
        ),
    }
    [text] = group_card(
        frame.model_copy(update={"quotes": (*frame.quotes, *answers), "facts": facts}), case, agency, now
    )
    said = next(line for line in catalogue.plain(text, "id").split("\n") if line.startswith("KATA BELIAU"))
    assert "beras abis dr kemarin" in said
    assert "“makanan”" not in said


def test_the_order_is_what_can_go_wrong_first(
    frame: Frame, case: Case, agency: Agency, now: datetime, catalogue: Catalogue
) -> None:
    known = frame.model_copy(
        update={"urgency_words": "beras abis", "unheard": 1, "promised": now + timedelta(hours=2)}
    )
    [text] = group_card(known, case, agency, now + timedelta(minutes=18))
    lines = catalogue.plain(text, "id").split("\n")
    heads = [re.match(r"[A-Z ]+[A-Z](?![a-z])", line) for line in lines[:-1]]
    assert [head and head[0] for head in heads] == [
        "BIASA",
        "HUBUNGI",
        "SIAPA",
        "KATA BELIAU",
        "PERLU",
        "KHAWATIR",
        "DI MANA",
        "DATANG",
        "SUDAH DIJANJIKAN",
        "BELUM DIDENGAR ATAU DILIHAT",
        "COCOK",
        "TANYA DULU",
        "HATI",
    ]
    assert lines[0] == "BIASA “beras abis” · ditulis jam 10.00 WIB (18 menit lalu)"
    assert "(dugaan)" in lines[1]
    assert "Ibu" in lines[2]


def test_the_card_of_the_worst_case_names_danger_and_what_was_given(
    frame: Frame, case: Case, agency: Agency, now: datetime, catalogue: Catalogue
) -> None:
    danger = Danger(kind="medical", since=now, words="bayi lemes", before=Stage.LISTENING)
    grave = frame.model_copy(
        update={"danger": danger, "urgency": Urgency.URGENT, "urgency_words": "bayi lemes"}
    )
    turn = open_case(grave, case, agency, now, alarm=True, refresh=False)
    card = next(effect for effect in turn.effects if isinstance(effect, PostCard))
    shown = catalogue.plain(card.parts[0], "id")
    assert shown.startswith("MENDESAK “bayi lemes”")
    assert "nomor darurat sudah diberikan" in shown
    assert "ada bahaya" in shown


@pytest.mark.parametrize(
    "reason",
    [
        {"confidential": True},
        {"child": True},
        {"facts": "violence"},
    ],
)
def test_of_a_confidential_case_the_group_sees_no_words(
    reason: dict[str, Any],
    frame: Frame,
    case: Case,
    agency: Agency,
    now: datetime,
    ratna: Staff,
    written: Write,
    make_fact: Callable[..., Fact],
) -> None:
    if "facts" in reason:
        reason = {"facts": {**frame.facts, Slot.NEEDS: make_fact(["violence"], "dipukul suami")}}
    secret = frame.model_copy(update=reason)
    held = case.model_copy(update={"state": CaseState.CLAIMED, "worker": ratna})
    for shown in (case, held):
        turn = open_case(secret, shown, agency, now, alarm=False, refresh=False)
        card = next(effect for effect in turn.effects if isinstance(effect, PostCard))
        text = written((card.title, *card.parts))
        for private in ("beras", "Cibinong", "malu", "suami", "tetangga", "Ibu"):
            assert private not in text
        assert "all" not in [button.action for button in card.buttons]
        assert turn.case
        assert turn.case.confidential


def test_a_teaser_tells_what_a_worker_needs_to_claim(
    frame: Frame,
    case: Case,
    agency: Agency,
    now: datetime,
    catalogue: Catalogue,
    make_fact: Callable[..., Fact],
) -> None:
    facts = {
        Slot.NEEDS: make_fact(["violence"], "dipukul"),
        Slot.LOCATION_NOW: make_fact({"code": "32.01", "name": "Kabupaten Bogor", "level": "regency"}),
        Slot.PREFER_WORKER: make_fact("woman", "woman"),
    }
    secret = frame.model_copy(update={"facts": facts})
    urgent = case.model_copy(update={"urgency": Urgency.URGENT})
    [teaser] = group_card(secret, urgent, agency, now + timedelta(minutes=4))
    assert catalogue.plain(teaser, "id") == (
        "KASUS RAHASIA · MENDESAK · Kabupaten Bogor · pelindungan · minta petugas perempuan"
        " · K7M-4PX · masuk 4 menit lalu"
    )


def test_without_consent_the_card_says_only_that_they_want_a_person(
    frame: Frame, case: Case, agency: Agency, now: datetime, written: Write
) -> None:
    closed = frame.model_copy(update={"consents": {}, "urgency_words": "beras abis"})
    shown = written(group_card(closed, case, agency, now))
    assert "Ibu" in shown
    for private in ("beras", "Cibinong", "malu", "tetangga"):
        assert private not in shown


def test_a_title_is_code_and_status(
    case: Case, frame: Frame, agency: Agency, now: datetime, written: Write
) -> None:
    for state in CaseState:
        shown = written((edit(frame, case.model_copy(update={"state": state}), agency, now).title,))
        code, _, status = shown.partition(" · ")
        assert code == case.code
        assert re.fullmatch(r"[a-z]+", status)


def test_callback_data_is_small(
    frame: Frame, case: Case, agency: Agency, now: datetime, ratna: Staff
) -> None:
    huge = case.model_copy(update={"id": 2**63 - 1})
    for state in CaseState:
        for button in edit(frame, huge.model_copy(update={"state": state}), agency, now).buttons:
            assert len((button.action + button.argument).encode("ascii")) <= 40
            assert button.argument == str(huge.id)


@pytest.mark.parametrize(
    ("hour", "urgency", "alarm", "loud"),
    [
        (3, Urgency.ORDINARY, False, Urgent.ORDINARY),
        (15, Urgency.ORDINARY, False, Urgent.SILENT),
        (15, Urgency.TODAY, False, Urgent.SILENT),
        (15, Urgency.ORDINARY, True, Urgent.EMERGENCY),
        (15, Urgency.URGENT, False, Urgent.EMERGENCY),
    ],
)
def test_only_what_cannot_wait_rings_at_night(
    hour: int,
    urgency: Urgency,
    alarm: bool,
    loud: Urgent,
    frame: Frame,
    case: Case,
    agency: Agency,
    now: datetime,
) -> None:
    at = now.replace(hour=hour)
    turn = open_case(frame.model_copy(update={"urgency": urgency}), case, agency, at, alarm, refresh=False)
    [card] = [effect for effect in turn.effects if isinstance(effect, PostCard)]
    assert card.urgent is loud


def test_a_change_edits_the_card_and_names_what_was_before(
    frame: Frame,
    case: Case,
    agency: Agency,
    now: datetime,
    catalogue: Catalogue,
    make_fact: Callable[..., Fact],
) -> None:
    old = Change(slot=Slot.WORRY, before=make_fact("a", "a"), at=now - timedelta(hours=1), after_handoff=True)
    new = Change(slot=Slot.CHILD_COUNT, before=make_fact(3), at=now, after_handoff=True)
    changed = frame.model_copy(update={"changes": (old, new)})
    turn = open_case(changed, case, agency, now, alarm=False, refresh=True)
    assert [type(effect) for effect in turn.effects] == [EditCard, Say]
    said = turn.effects[1]
    assert isinstance(said, Say)
    assert [catalogue.plain(part, "id") for part in said.parts] == ["BERUBAH Jumlah anak: 2 (sebelumnya: 3)"]
    assert (said.to, said.urgent) == (To.CASE, Urgent.SILENT)


def test_changes_of_a_confidential_case_go_to_its_worker_only(
    frame: Frame, case: Case, agency: Agency, now: datetime, ratna: Staff, make_fact: Callable[..., Fact]
) -> None:
    change = Change(slot=Slot.CHILD_COUNT, before=make_fact(3), at=now, after_handoff=True)
    secret = frame.model_copy(update={"changes": (change,), "confidential": True})
    waiting = open_case(secret, case, agency, now, alarm=False, refresh=True)
    held = case.model_copy(update={"state": CaseState.CLAIMED, "worker": ratna})
    carried = open_case(secret, held, agency, now, alarm=False, refresh=True)
    assert not [effect for effect in waiting.effects if isinstance(effect, Say)]
    assert {effect.to for effect in carried.effects if isinstance(effect, Say)} == {To.WORKER}


def test_who_withdraws_leaves_no_words_behind(
    frame: Frame, case: Case, agency: Agency, now: datetime, ratna: Staff, written: Write
) -> None:
    held = case.model_copy(update={"state": CaseState.CLAIMED, "worker": ratna})
    turn = withdraw_case(frame, held, agency, now)
    [card] = [effect for effect in turn.effects if isinstance(effect, EditCard)]
    assert turn.case
    assert turn.case.state is CaseState.WITHDRAWN
    assert card.closed
    assert not card.buttons
    assert "beras" not in written(card.parts)


def test_a_posted_card_and_its_edit_are_the_same(
    frame: Frame, case: Case, agency: Agency, now: datetime
) -> None:
    posted, edited = post(frame, case, agency, now, Urgent.ORDINARY), edit(frame, case, agency, now)
    assert (posted.parts, posted.buttons, posted.title) == (edited.parts, edited.buttons, edited.title)

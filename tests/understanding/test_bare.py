from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.reading import AnswerKind, ExpectedAnswer, PlaceValue, Polarity
from bot.understanding.bare import read_bare
from bot.understanding.gazetteer import Gazetteer

FOOD = ("Masih", "Tinggal sedikit", "Tidak ada")
FED = ("Sudah", "Sedikit", "Belum")
BED = ("Ada", "Tidak", "Belum tentu", "Lewati")
CONSENT = ("Boleh", "Nanti dulu", "Tidak", "Apa saja yang disimpan?")


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("iya", "yes"),
        ("Iya kak", "yes"),
        ("udah", "yes"),
        ("boleh", "yes"),
        ("nggih", "yes"),
        ("gak", "no"),
        ("blm", "no"),
        ("ga mau", "no"),
        ("mboten", "no"),
        ("gak tau", "unknown"),
        ("gatau kak", "unknown"),
        ("entah", "unknown"),
        ("lewati", "skip"),
        ("nanti aja", "skip"),
    ],
)
def test_yes_and_no(gazetteer: Gazetteer, when: datetime, text: str, polarity: Polarity) -> None:
    answer = read_bare(text, ExpectedAnswer(kind="yes_no"), when, gazetteer)
    assert answer is not None
    assert answer.polarity == polarity


@pytest.mark.parametrize(
    ("text", "labels", "index"),
    [
        ("1", FOOD, 0),
        ("satu", FOOD, 0),
        ("yang ke 2", FOOD, 1),
        ("tinggal dikit", FOOD, 1),
        ("sedikit", FOOD, 1),
        ("dikit", FOOD, 1),
        ("gak ada kak", FOOD, 2),
        ("msh", FOOD, 0),
        ("udah dikit", FED, 1),
        ("blm", FED, 2),
        ("udh", FED, 0),
        ("gak ada", BED, 1),
        ("engga", BED, 1),
        ("belum tentu", BED, 2),
        ("ada", BED, 0),
        ("Boleh", CONSENT, 0),
        ("nanti dulu", CONSENT, 1),
        ("apa saja yg disimpan", CONSENT, 3),
    ],
)
def test_that_a_button_can_be_typed(
    gazetteer: Gazetteer, when: datetime, text: str, labels: tuple[str, ...], index: int
) -> None:
    answer = read_bare(text, ExpectedAnswer(kind="choice", choices=labels), when, gazetteer)
    assert answer is not None
    assert answer.choice == index


@pytest.mark.parametrize("text", ["4", "0", "suami saya pergi", "pisang"])
def test_that_no_button_is_guessed(gazetteer: Gazetteer, when: datetime, text: str) -> None:
    answer = read_bare(text, ExpectedAnswer(kind="choice", choices=FOOD), when, gazetteer)
    assert answer is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "3", 3),
        ("number", "tiga org kak", 3),
        ("number", "2-3 orang", 3),
        ("number", "kami berlima", 5),
        ("date", "kemarin", "2026-11-23"),
        ("phone", "0812 3456 7890 kak", "+6281234567890"),
    ],
)
def test_values(gazetteer: Gazetteer, when: datetime, kind: AnswerKind, text: str, value: object) -> None:
    answer = read_bare(text, ExpectedAnswer(kind=kind), when, gazetteer)
    assert answer is not None
    assert answer.value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cigudeg", "32.01.22"),
        ("batu", "35.79"),
        ("di jaksel kak", "31.74"),
        ("sukajaya, bogor", "32.01.35"),
        ("bandung", None),
    ],
)
def test_places(gazetteer: Gazetteer, when: datetime, text: str, code: str | None) -> None:
    answer = read_bare(text, ExpectedAnswer(kind="place"), when, gazetteer)
    assert answer is not None
    assert isinstance(answer.value, PlaceValue)
    assert answer.value.code == code
    assert answer.value.candidates


@pytest.mark.parametrize("kind", ["yes_no", "number", "place", "date", "phone", "choice", "free"])
def test_that_a_story_is_no_short_answer(gazetteer: Gazetteer, when: datetime, kind: AnswerKind) -> None:
    story = "suami saya pergi dari rumah sudah lama sekali dan saya bingung harus bagaimana dengan semuanya"
    assert read_bare(story, ExpectedAnswer(kind=kind, choices=FOOD), when, gazetteer) is None


GAZETTEER = Gazetteer.load()
WHEN = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


@given(
    st.text(max_size=70),
    st.sampled_from(["yes_no", "number", "place", "date", "phone", "choice", "free"]),
    st.lists(st.text(max_size=10), max_size=4),
)
def test_that_nothing_raises_and_choices_exist(text: str, kind: AnswerKind, labels: list[str]) -> None:
    answer = read_bare(text, ExpectedAnswer(kind=kind, choices=tuple(labels)), WHEN, GAZETTEER)
    if answer is not None and answer.choice is not None:
        assert 0 <= answer.choice < len(labels)

"""The parts of the pipeline that need no Rasa: normalisation, features, sentences, contract."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu_data.closeness import nearest
from nlu_data.components.entity_patterns import find_forms
from nlu_data.components.features import letter_terms, weigh, word_terms
from nlu_data.components.normalise import TEXT_CAP, normalise, read_lexicon, read_words
from nlu_data.contract import read_contract
from nlu_data.sentences import DATA, EVALUATION, Mark, read_folder, read_marks
from nlu_data.validate import find_errors, overlaps, unknown_names

LEXICON_FOLDER = Path(__file__).parents[2] / "nlu_data" / "lexicon"
LEXICON = read_lexicon(LEXICON_FOLDER)
PARITY = [
    line.split("\t")
    for line in (LEXICON_FOLDER / "parity.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "plain"), PARITY)
def test_plain_words_are_those_of_the_parity_table(text: str, plain: str) -> None:
    assert normalise(text, LEXICON) == plain


def test_no_target_of_the_lexicon_has_another_target() -> None:
    words = LEXICON.words
    chained = {key for key, plain in words.items() for part in plain.split() if words.get(part, part) != part}
    assert chained == set()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_words_lie_in_the_text_in_order(text: str) -> None:
    words = read_words(text, LEXICON)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    # Two words may share a character: the one sign for "1/4" is read as two numbers.
    assert all(first.end <= second.start + 1 for first, second in pairwise(words))
    assert all(first.start <= second.start for first, second in pairwise(words))


def test_what_lies_beyond_the_cap_is_not_read() -> None:
    assert normalise(" " * TEXT_CAP + "halo", LEXICON) == ""


def test_weights_have_length_one_and_leave_out_what_was_never_seen() -> None:
    weights = weigh(["a", "a", "b", "c"], {"a": 1.0, "b": 2.0})
    assert set(weights) == {"a", "b"}
    assert sum(value**2 for value in weights.values()) == pytest.approx(1)


def test_terms_mark_the_edges() -> None:
    assert list(word_terms(["beras", "habis"])) == ["beras", "habis", "^ beras", "beras habis", "habis $"]
    assert list(letter_terms(["ya"])) == [" y", "ya", "a ", " ya", "ya ", " ya "]


def test_marks_are_read_with_their_places() -> None:
    text, marks = read_marks('di [Bogor](location), [kk]{"entity": "document"}')
    assert text == "di Bogor, kk"
    assert marks == (Mark("location", 3, 8), Mark("document", 10, 12))


@pytest.mark.parametrize(
    ("plain", "entity", "value"),
    [
        ("utang 2,5 juta", "money", "2,5 juta"),
        ("umur 70 tahun", "age", "70 tahun"),
        ("3 hari lalu", "date", "3 hari lalu"),
        ("habis lebaran", "date", "habis lebaran"),
        ("anak saya dua", "child_count", "dua"),
        ("keluarga kami ada 5 orang", "household_size", "5"),
    ],
)
def test_forms_are_found(plain: str, entity: str, value: str) -> None:
    found = [(kind, plain[start:end]) for kind, start, end in find_forms(plain)]
    assert (entity, value) in found


def test_the_contract_has_all_intents_and_entities() -> None:
    contract = read_contract()
    assert (len(contract.intents), len(contract.entities)) == (37, 12)


def test_the_sentences_keep_the_contract() -> None:
    assert list(find_errors(read_contract(), read_folder(DATA))) == []


def test_unknown_names_are_found() -> None:
    contract = read_contract()
    sentence = next(s for s in read_folder(DATA) if s.marks)
    odd = type(sentence)("x", "need_gold", (Mark("gold", 0, 1),), "id", sentence.path)
    assert len(list(unknown_names(contract, [odd]))) == 2


def test_an_evaluation_sentence_in_other_spelling_is_still_the_same() -> None:
    first = read_folder(DATA)[0]
    shouted = type(first)(first.text.upper() + "!!!", first.intent, (), "id", first.path)
    assert overlaps([first], [shouted], LEXICON) == [shouted]


def test_a_copy_is_as_near_as_can_be_and_a_stranger_is_not() -> None:
    first, *_ = training = read_folder(DATA)[:50]
    stranger = type(first)("zzzz qqqq", "greet", (), "id", first.path)
    assert nearest([first, stranger], training, str.lower) == [1.0, 0.0]


def test_evaluation_sentences_keep_the_contract() -> None:
    sentences = [sentence for part in EVALUATION.glob("*/") for sentence in read_folder(part)]
    assert list(unknown_names(read_contract(), sentences)) == []

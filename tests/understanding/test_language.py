from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.language import LANGUAGES, Evidence, Languages, update

KNOWN = Languages.load(Path(__file__).parents[2] / "nlu_data" / "lexicon")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("saya butuh bantuan buat makan anak-anak", "id"),
        ("gw ga punya kerjaan udah 3 bulan", "id"),
        ("I need help, my children have no food", "en"),
        ("hi, can you help me? we lost our house", "en"),
        ("kulo mboten gadhah arto kangge nedha", "jv"),
        ("aku wis ora iso mangan, piye iki", "jv"),
        ("abdi teu gaduh artos kanggo tuang", "su"),
        ("punten, kumaha carana menta bantosan ka dieu, abdi teu terang", "su"),
        ("ok", "id"),
        ("thanks", "id"),
        ("", "id"),
        ("😭", "id"),
        ("3", "id"),
        ("min help dong saya ga punya beras", "id"),
    ],
)
def test_that_a_message_is_told_by_its_small_words(text: str, language: str) -> None:
    assert KNOWN.detect(text) == language


@pytest.mark.parametrize("short", ["ok thanks", "yes please", "no", "nuhun", "nggih", "Budi", "085"])
def test_that_short_words_never_switch(short: str) -> None:
    evidence = update(Evidence(), KNOWN.count("saya butuh bantuan"))
    assert update(evidence, KNOWN.count(short)).language == "id"
    english = update(Evidence(), KNOWN.count("I need help for my children please"))
    assert english.language == "en"
    assert update(english, KNOWN.count("iya")).language == "en"


def test_that_a_person_can_change_over_several_messages() -> None:
    evidence = Evidence()
    for text in (
        "I lost my job",
        "my wife is sick",
        "saya tidak bisa bayar rumah sakit",
        "anak saya juga belum makan",
    ):
        evidence = update(evidence, KNOWN.count(text))
    assert evidence.language == "id"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_that_any_texts_give_a_known_language(texts: list[str]) -> None:
    evidence = Evidence()
    for text in texts:
        evidence = update(evidence, KNOWN.count(text))
    assert evidence.language in LANGUAGES

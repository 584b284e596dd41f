from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.feelings import Feelings

FEELINGS = Feelings.load(Path(__file__).parents[2] / "nlu_data" / "lexicon")


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("saya takut pulang", "fear", False),
        ("cemas bgt mikirin besok", "fear", False),
        ("😰😰", "fear", True),
        ("sedih banget kak 😭", "sadness", False),
        ("udah nangis terus dari kemarin", "sadness", False),
        ("anak blm makan 😭😭", "sadness", True),
        ("kesel sama petugas desa", "anger", False),
        ("masa gitu doang ga bisa 😡", "anger", True),
        ("sy malu ke RT", "shame", False),
        ("minder sama tetangga", "shame", False),
        ("capek ngurusnya", "exhaustion", False),
        ("ga kuat lagi kak", "exhaustion", False),
        ("pusing mikirin utang", "exhaustion", False),
        ("alhamdulillah lega", "relief", False),
        ("im so scared", "fear", False),
    ],
)
def test_that_a_feeling_is_read(text: str, name: str, shown: bool) -> None:
    found = FEELINGS.feeling(text)
    assert found is not None
    assert (found.name, found.shown) == (name, shown)
    assert all(text[start:end] for start, end in found.spans)


@pytest.mark.parametrize(
    "text",
    [
        "saya butuh beras",
        "ga takut kok",
        "saya tidak malu",
        "jangan marah ya kak",
        "takut salah isi",
        "terima kasih",
        "🙏",
        "👍",
        "anak saya dua",
        "",
        "besok buka jam berapa",
        "biar tenang",
    ],
)
def test_that_nothing_is_felt_for_anyone(text: str) -> None:
    assert FEELINGS.feeling(text) is None


@given(st.text(max_size=200))
def test_that_any_text_is_read(text: str) -> None:
    FEELINGS.feeling(text)

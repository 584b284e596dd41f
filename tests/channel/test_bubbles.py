"""Long texts become several messages that Telegram accepts, and nothing is left out."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channel.bubbles import bubbles, shown, units

WORDS = st.text(st.sampled_from("ab 😢\n<&"), max_size=60).map(lambda words: html.escape(words, quote=False))
PARTS = st.lists(st.one_of(WORDS, WORDS.map(lambda words: f"<b>{words}</b>")), max_size=8)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(PARTS, st.integers(4, 40))
def test_that_pieces_are_short_whole_and_balanced(parts: list[str], most: int) -> None:
    made = bubbles(parts, most)
    assert all(0 < units(shown(piece)) <= most for piece in made)
    assert all(piece.count("<b>") == piece.count("</b>") for piece in made)
    assert letters("".join(map(shown, made))) == letters("".join(map(shown, parts)))


def test_that_the_cut_is_between_paragraphs() -> None:
    assert bubbles(["satu dua", "tiga", "empat lima enam"], 15) == ("satu dua\n\ntiga", "empat lima enam")


def test_that_markup_survives_where_a_piece_fits() -> None:
    assert bubbles(["<b>satu</b>", "dua"], 4) == ("<b>satu</b>", "dua")


def test_that_length_is_counted_as_telegram_counts() -> None:
    assert units("a😢") == 3
    assert bubbles(["😢" * 2048]) == ("😢" * 2048,)
    assert len(bubbles(["😢" * 2049])) == 2


def test_that_nothing_makes_no_message() -> None:
    assert bubbles([]) == ()
    assert bubbles(["", " \n ", "<b></b>"]) == ()

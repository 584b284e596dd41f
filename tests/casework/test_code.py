"""Case codes survive the telephone."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.code import ALPHABET, is_code, new_code


@given(st.integers())
def test_a_code_is_known_however_it_is_written(seed: int) -> None:
    code = new_code(Random(seed))
    assert is_code(code)
    assert is_code(code.lower().replace("-", " "))
    assert not set(code) & set("B8I1O0S5Z2")


@given(st.integers(), st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(seed: int, place: int, letter: str) -> None:
    code = new_code(Random(seed)).replace("-", "")
    wrong = code[:place] + letter + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import Normaliser

LEXICON = Path(__file__).parents[2] / "nlu_data" / "lexicon"
NORMALISER = Normaliser.load(LEXICON)


def parity_rows() -> list[tuple[str, str]]:
    lines = (LEXICON / "parity.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]


@pytest.mark.parametrize(("raw", "plain"), parity_rows())
def test_that_the_bot_reads_as_the_model_server_does(raw: str, plain: str) -> None:
    assert NORMALISER.normalise(raw).text == plain


def test_that_places_point_into_the_raw_text() -> None:
    raw = "𝐛𝐚𝐧𝐭𝐮  sy\u200b, anak2 laper"
    tokens = NORMALISER.normalise(raw).tokens
    assert [raw[t.start : t.end] for t in tokens] == ["𝐛𝐚𝐧𝐭𝐮", "sy", "anak2", "laper"]


def test_that_the_cap_can_be_lifted() -> None:
    raw = "a " * 1000 + "mati"
    assert "mati" not in NORMALISER.normalise(raw).text
    assert NORMALISER.normalise(raw, cap=None).text.endswith("mati")


@given(st.text(max_size=200))
def test_that_any_text_is_read(raw: str) -> None:
    normalised = NORMALISER.normalise(raw)
    assert normalised.text == " ".join(token.plain for token in normalised.tokens)
    assert all(0 <= t.start < t.end <= len(raw) for t in normalised.tokens)

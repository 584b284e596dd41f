"""A list that is opened in a spreadsheet runs nothing, wherever the spreadsheet cuts it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.csv_cells import STARTS_FORMULA, csv_cell, csv_text

pytestmark = pytest.mark.promise("markup-is-escaped")
HOSTILE = [
    '=HYPERLINK("http://x","klik")', "+62812", "-1+1", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "\u200b=1", "\u00a0=1",
    "\ufeff=1", "\u2060@x", "\u202e=1", "a\t=1", "a\n=1", "＝1+1", "|calc", "%0A=1", "\x00=1", "\u00ad=1", "\u200d=1",
    "a;=1", 'a;"=1";b', '";=1', "a;\u200b=1", "a; '=1",
]  # fmt: skip
TRAPS = st.text(st.sampled_from(STARTS_FORMULA + " \t\r\n\u200b\u200d\ufeff\u00a0\"',;1"), max_size=8)


def runs(cell: str) -> bool:
    return cell.lstrip('" \u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0')[:1] in set(STARTS_FORMULA)


def cut_at_semicolons(line: str) -> list[str]:
    """As a spreadsheet does in a country whose decimal sign is the comma: it knows no other separator."""
    return [cell for row in csv.reader([line], delimiter=";") for cell in row] + line.split(";")


@given(TRAPS, st.text(max_size=20), TRAPS)
def test_no_words_make_a_formula_or_another_cell(before: str, words: str, after: str) -> None:
    told = csv_text(["nama", "catatan"], [[1, before + words + after], [before, after]])
    rows = list(csv.reader(io.StringIO(told, newline="")))

    assert [len(row) for row in rows] == [2, 2, 2]
    assert not any(runs(cell) for row in rows for cell in row)
    assert not any(runs(cell) for line in told.splitlines() for cell in cut_at_semicolons(line))


@pytest.mark.parametrize("words", HOSTILE)
def test_known_tricks_are_shown_as_words(words: str) -> None:
    assert not any(runs(cell) for cell in (csv_cell(words), *cut_at_semicolons(csv_cell(words))))
    assert not set(csv_cell(words)) & set("\t\r\n\x00")


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert csv_text(["a", "b", "c"], [[-5, 1.5, None]]) == '"a","b","c"\r\n"-5","1.5",""\r\n'


@pytest.mark.parametrize(
    "words", ['Ibu Nur, 3 anak ("si kecil")', "beras; susu", "👨‍👩‍👧 keluarga", "a-b = c"]
)
def test_ordinary_words_are_kept(words: str) -> None:
    assert csv_cell(words) == words

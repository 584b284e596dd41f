"""CSV that a spreadsheet shows and never calculates: no cell of it is a formula.

Spreadsheets run what begins with = + - @ (also full-width, also behind blanks and quotes), cut cells at tabs and line
breaks, and in many countries at semicolons. Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from .clean import clean

Cell = str | int | float | None

STARTS_FORMULA = "=+-@|%＝＋－＠｜％"
_FORMULAS = frozenset(STARTS_FORMULA)
_CUTS = re.compile(r'([;；][\s"\'\u200d]*)(?=[' + re.escape(STARTS_FORMULA) + "])")
_AS_TEXT = "'"


def csv_cell(value: Cell) -> str:
    """The value as a cell: numbers as they are, words on one line, an apostrophe before what would be a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    # Line breaks and tabs stay in clean words; here they would end the cell. What is not seen could hide a formula.
    seen = "".join(letter for letter in clean(value) if letter.isspace() or not _hides(letter))
    line = _CUTS.sub(rf"\1{_AS_TEXT}", " ".join(seen.split()))
    return f"{_AS_TEXT}{line}" if line.lstrip("\"' \u200d")[:1] in _FORMULAS else line


def _hides(letter: str) -> bool:
    """Emoji are joined by what is not seen: that stays."""
    return unicodedata.category(letter) == "Cf" and letter != "\u200d"


def csv_text(head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A whole file: RFC 4180, every cell through `csv_cell`, every cell in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in head])
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()

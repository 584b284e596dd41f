"""Sums of money as whole rupiah."""

import re
from collections.abc import Iterator
from typing import Final

from .numbers import WORDS, Span, read_words

_SCALE: Final = {
    "rb": 1_000,
    "rbu": 1_000,
    "ribu": 1_000,
    "ribuan": 1_000,
    "k": 1_000,
    "jt": 1_000_000,
    "jta": 1_000_000,
    "juta": 1_000_000,
    "jutaan": 1_000_000,
    "miliar": 1_000_000_000,
    "milyar": 1_000_000_000,
    "m": 1_000_000_000,
    "perak": 1,
    "rupiah": 1,
}
_NAMED: Final = {
    "gopek": 500,
    "seceng": 1_000,
    "goceng": 5_000,
    "ceban": 10_000,
    "goban": 50_000,
    "gocap": 50_000,
    "sejuta": 1_000_000,
    "setengah juta": 500_000,
    "satu setengah juta": 1_500_000,
    "sejuta setengah": 1_500_000,
    "dua setengah juta": 2_500_000,
}
_AMOUNT = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3}){2,}|\d{1,9}(?:[.,]\d{1,2})?"
_SUM = re.compile(
    rf"(?P<named>\b(?:{'|'.join(sorted(_NAMED, key=len, reverse=True))})\b)"
    rf"|(?<![\d.,/])(?P<rp>\brp\.?\s*)?(?P<low>\d{{1,3}}\s*[-–]\s*)?(?P<n>{_AMOUNT})(?![\d.,]*\d)"
    rf"(?:\s*(?P<scale>ribuan|ribu|rbu|rb|jutaan|juta|jta|jt|miliar|milyar|perak|rupiah)\b|(?P<letter>k)\b)?"
    rf"|\b(?P<words>(?:{WORDS}))(?:\s*(?P<unit>rupiah|perak)\b|\b)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_LEAST = 500  # rupiah; smaller sums are numbers of something else
_MOST = 100_000_000_000


def find_money(text: str) -> Iterator[Span]:
    """Sums with a unit, with "Rp", or written in groups of thousands."""
    for found in _SUM.finditer(text):
        value = _value(found)
        if value is not None and _LEAST <= value <= _MOST:
            yield Span(found.start(), found.end(), value)


def _value(found: re.Match[str]) -> int | None:
    if found["named"]:
        return (
            _NAMED[re.sub(r"\s+", " ", found["named"].lower())] if found["named"].lower() in _NAMED else None
        )
    if found["words"]:
        return _in_words(found["words"], bool(found["unit"]))
    scale = (found["scale"] or found["letter"] or "").lower()
    if not (scale or found["rp"] or _GROUPED.fullmatch(found["n"])):
        return None
    return round(_number(found["n"]) * _SCALE.get(scale, 1))


def _in_words(words: str, has_unit: bool) -> int | None:
    """Number words are money when they reach the thousands or name the rupiah."""
    value = read_words(words)
    thousands = any(word in ("ribu", "rb", "juta", "jt", "seribu") for word in words.lower().split())
    return value if value and (thousands or has_unit) else None


def _number(digits: str) -> float:
    if _GROUPED.match(digits):
        return float(digits.replace(".", "").replace(",", "."))
    if digits.count(",") > 1:
        return float(digits.replace(",", ""))
    return float(digits.replace(",", "."))

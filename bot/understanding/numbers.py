"""Numbers as people write them: "dua puluh lima", "setengah", "3 org", "berlima", "2-3"."""

import re
from dataclasses import dataclass
from typing import Final

_DIGIT_WORDS: Final = {
    "nol": 0,
    "satu": 1,
    "stu": 1,
    "dua": 2,
    "duwa": 2,
    "tiga": 3,
    "tga": 3,
    "empat": 4,
    "empt": 4,
    "ampat": 4,
    "lima": 5,
    "enam": 6,
    "enem": 6,
    "tujuh": 7,
    "tuju": 7,
    "delapan": 8,
    "lapan": 8,
    "dlapan": 8,
    "sembilan": 9,
    "smbilan": 9,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "siji": 1,
    "loro": 2,
    "telu": 3,
    "papat": 4,
    "sepuluh": 10,
    "sebelas": 11,
    "sepasang": 2,
    "selusin": 12,
}
_SCALES: Final = {"puluh": 10, "ratus": 100, "ribu": 1_000, "rb": 1_000, "juta": 1_000_000, "jt": 1_000_000}
_WHOLE: Final = {"seratus": 100, "seribu": 1_000, "sejuta": 1_000_000}
_WORD = "|".join(sorted((*_DIGIT_WORDS, *_SCALES, *_WHOLE, "belas"), key=len, reverse=True))
WORDS: Final = rf"(?:{_WORD})(?:\s+(?:{_WORD})\b){{0,7}}"
COUNT: Final = rf"\b(?:\d{{1,3}}(?:\s*[-–]\s*\d{{1,3}})?(?![\d.,]*\d)|(?:{WORDS})\b)"
"""A small number, in digits, as a range or in words."""

_GROUP: Final = {
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
}
TOGETHER: Final = re.compile(rf"\bber(?P<n>{'|'.join(_GROUP)}|sepuluh|\d{{1,2}})\b", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    value: int


def read_words(words: str) -> int | None:
    """The value of number words ("dua puluh lima" is 25); None when a word is no number word."""
    total, group, unit = 0, 0, 0  # thousands and more, hundreds and tens, the last digit
    for word in words.lower().split():
        if word in _DIGIT_WORDS:
            unit += _DIGIT_WORDS[word]
        elif word in _WHOLE and _WHOLE[word] < 1_000:
            group += _WHOLE[word]
        elif word in _WHOLE:
            total += _WHOLE[word]
        elif word == "belas":
            unit += 10
        elif word in ("puluh", "ratus"):
            group, unit = group + max(unit, 1) * _SCALES[word], 0
        elif word in _SCALES:
            total, group, unit = total + max(group + unit, 1) * _SCALES[word], 0, 0
        else:
            return None
    return total + group + unit


def read_count(text: str) -> int | None:
    """A count of people or things; of a range the larger number, so that nobody is left out."""
    cleaned = text.strip().lower()
    if cleaned.isascii() and cleaned.isdigit():
        return int(cleaned) if len(cleaned) <= 4 else None
    if ranged := _RANGE.fullmatch(cleaned):
        return max(int(ranged[1][:4]), int(ranged[2][:4]))
    if together := TOGETHER.fullmatch(cleaned):
        return read_together(together["n"])
    return read_words(cleaned) if cleaned else None


def read_together(word: str) -> int:
    """The number in "berempat" or "ber4"."""
    lowered = word.lower()
    return 10 if lowered == "sepuluh" else _GROUP.get(lowered) or int(lowered)

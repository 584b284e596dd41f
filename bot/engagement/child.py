"""Signs that a child or teenager writes: said by themselves, never guessed from a name or a manner."""

from __future__ import annotations

import re
from typing import Literal

from bot.situation.frame import Frame

Band = Literal["primary", "secondary"]

_I = r"(?:aku|saya|sy|gue|gw|gua|ak)"
_STILL = r"(?:masih|baru|sekarang|skrg|ini|anak|murid|siswa|siswi|pelajar|sekolah|di|duduk|cuma|udah|udh)"
_NOT_MINE = r"(?<!anak )(?<!adik )(?<!cucu )(?<!keponakan )(?<!ponakan )(?<!putra )(?<!putri )(?<!murid )"
_CLASS = re.compile(
    rf"\b{_NOT_MINE}{_I} (?:{_STILL} )*(?:kelas|kls) ?(\d{{1,2}}|[ivx]+)\b"
    r"|\bi(?:'?m| am) in (?:the )?(?:grade|year|class) ?(\d{1,2})\b"
    r"|\bi(?:'?m| am) in (?:the )?(\d{1,2})(?:st|nd|rd|th) (?:grade|year)\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    rf"\b{_NOT_MINE}{_I} (?:{_STILL} )*(?:(?P<low>sd)|(?P<mid>smp|mts))\b"
    rf"|\b{_NOT_MINE}{_I} (?:{_STILL} )+(?P<high>sma|smk|stm)\b(?! (?:suami|istri|anak))"
    r"|\bi(?:'?m| am) in (?:(?P<elementary>elementary|primary)|(?:middle|junior high|high)) school\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    rf"\b{_NOT_MINE}{_I} (?:{_STILL} )*(?:umur|usia)(?:nya)? ?(\d{{1,2}})\b"
    rf"|\b{_NOT_MINE}{_I} (?:{_STILL} )*(1\d|[789]) ?(?:tahun|thn|th) ?(?:[.,!\n]|$)"
    r"|\b(?:umur|usia)(?:ku| ?aku| ?saya)(?: masih| baru)? (\d{1,2})\b"
    r"|\bi(?:'?m| am) (?:only )?(\d{1,2})(?: years? old| yo\b| and\b|[.,!]|$)",
    re.IGNORECASE,
)
_YOUNG = re.compile(
    r"\b(?:ortu|bokap|nyokap|mamaku|papaku|ayahku|ibuku|guru bk|sekelas|kakak kelas|di ?bull?y|dibuli"
    r"|my (?:mom|dad|mum|teacher|classmates?))\b",
    re.IGNORECASE,
)
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def says_child(words: str) -> Band | None:
    """They say so themselves: their class, their school or their age."""
    if found := _CLASS.search(words):
        return _band(_number(found), last_primary=6, grown=13)
    if found := _SCHOOL.search(words):
        return "primary" if found["low"] or found["elementary"] else "secondary"
    if found := _AGE.search(words):
        return _band(_number(found), last_primary=12, grown=18)
    return None


def _number(found: re.Match[str]) -> int:
    """A class or an age; classes are also written in Roman numerals. 0 where it is neither."""
    said = next(one for one in found.groups() if one).lower()
    return int(said) if said.isdigit() else _ROMAN.index(said) if said in _ROMAN else 0


def _band(number: int, *, last_primary: int, grown: int) -> Band | None:
    if not 0 < number < grown:
        return None
    return "primary" if number <= last_primary else "secondary"


def sounds_young(frame: Frame) -> bool:
    """Nothing certain: then the age is asked about, with buttons."""
    return any(_YOUNG.search(quote.words) for quote in frame.quotes if not quote.passed_on)

"""Telephone numbers, as E.164."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import phonenumbers

_REGION: Final = "ID"
_CANDIDATE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ ().\-–]{0,2}\d){7,14}(?!\d)")
_HOME = re.compile(r"62[\s-]?8")


@dataclass(frozen=True, slots=True)
class PhoneSpan:
    start: int
    end: int
    value: str


def find_phones(text: str) -> Iterator[PhoneSpan]:
    """Numbers that can exist; sixteen digits of an identity card are none."""
    for found in _CANDIDATE.finditer(text):
        if (value := read_phone(found[0])) is not None:
            yield PhoneSpan(found.start(), found.end(), value)


def read_phone(text: str) -> str | None:
    """E.164 of one number, with or without its country code; None when no such number can exist."""
    written = text.strip()
    if _HOME.match(written):
        written = f"+{written}"
    try:
        number = phonenumbers.parse(written, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

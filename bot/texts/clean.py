"""Words of people, freed from characters that could act on the text around them."""

from __future__ import annotations

import re

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
# The first two of the private use area mark places inside the catalogue.
_ACTING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_CONTROLS}{_SURROGATES}\ue000\ue001]")

_MOST_MARKS = 8
"""Signs that stand on one letter: no language puts more there, floods of them cover the lines around."""
_MARKS = "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_FLOOD = re.compile(f"({_MARKS}{{{_MOST_MARKS}}}){_MARKS}+")


def clean(words: str) -> str:
    """The words without control characters (line breaks and tabs stay), bidi controls, halves and floods of characters."""
    return _FLOOD.sub(r"\1", _ACTING.sub("", words.replace("\r\n", "\n").replace("\r", "\n")))

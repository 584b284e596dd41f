"""Words of people, freed from characters that could act on the text around them."""

from __future__ import annotations

import re

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
# The first two of the private use area mark places inside the catalogue.
_ACTING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_CONTROLS}{_SURROGATES}\ue000\ue001]")


def clean(words: str) -> str:
    """The words without control characters (line breaks and tabs stay), bidi controls and halves of characters."""
    return _ACTING.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))

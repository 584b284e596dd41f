"""Words of a line with their places, as the parsers cut them."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’`\"-](?=[^\W\d_])[^\W\d_]+)*")
_GLUE = re.compile(r"[ \t.\-/]*")


@dataclass(frozen=True, slots=True)
class Token:
    word: str
    start: int
    end: int


def words(spaced: str) -> frozenset[str]:
    """A set of words written as one line."""
    return frozenset(spaced.split())


def cut(text: str) -> tuple[Token, ...]:
    """Words and numbers, lower-cased; offsets are code points of ``text``."""
    return tuple(Token(found[0].lower(), found.start(), found.end()) for found in _TOKEN.finditer(text))


def glued(text: str, left: Token, right: Token) -> bool:
    """Nothing but spaces, dots, hyphens or slashes stands between the two."""
    return _GLUE.fullmatch(text, left.end, right.start) is not None

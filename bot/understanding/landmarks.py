"""Landmarks and villages, kept verbatim: "belakang alfamart", "kp sawah rt 3", "Desa Sukamaju"."""

import re
from collections.abc import Iterator, Sequence

from bot.situation.reading import Level

from .place_mention import PlaceMention
from .place_words import (
    FUNCTION_WORDS,
    LANDMARK_CUES,
    LANDMARK_NOUNS,
    LEVEL_WORDS,
    NEAR,
    NOT_BEFORE_VILLAGE,
    NOT_NAMES,
    PREPOSITIONS,
    SETTLED_PLACES,
    VILLAGE_WORDS,
)
from .tokens import Token, glued

_MOST_WORDS = 3
_NO_VILLAGE = LANDMARK_NOUNS | LANDMARK_CUES | VILLAGE_WORDS
_VERB = re.compile(r"(?:di|me[mnl]?|ber|ter|ng|ny)[a-z]{4,}")
_NUMBERED = frozenset({"rt", "rw", "no", "nomor", "blok", "km"})


def find_landmarks(
    text: str, tokens: tuple[Token, ...], places: Sequence[PlaceMention]
) -> tuple[PlaceMention, ...]:
    """Places that no list holds; they end where an official place, an ordinary word or a comma begins."""
    taken = tuple((place.start, place.end) for place in places)
    return tuple(_find(text, tokens, taken))


def _find(text: str, tokens: tuple[Token, ...], taken: tuple[tuple[int, int], ...]) -> Iterator[PlaceMention]:
    at = 0
    while at < len(tokens):
        kind = _kind(text, tokens, at)
        first = at + 1 if tokens[at].word in PREPOSITIONS else at
        after = _end(text, tokens, at, taken) if kind else at
        if kind and after > at + 1 and not _inside(tokens[first], taken):
            start, end = tokens[first].start, tokens[after - 1].end
            yield PlaceMention(start, end, text[start:end], (), kind)
            at = after
        else:
            at += 1


def _kind(text: str, tokens: tuple[Token, ...], at: int) -> Level | None:
    if at + 1 >= len(tokens) or not glued(text, tokens[at], tokens[at + 1]):
        return None
    word, following = tokens[at].word, tokens[at + 1]
    before = tokens[at - 1].word if at else ""
    if word in LANDMARK_CUES:
        return "landmark" if following.word in LANDMARK_NOUNS else None
    if word in VILLAGE_WORDS:
        return "village" if before not in NOT_BEFORE_VILLAGE and _may_be_name(text, following) else None
    if word in LANDMARK_NOUNS:
        return "landmark" if before in NEAR and _is_capital(text, following) else None
    if word in PREPOSITIONS and before in SETTLED_PLACES:
        return "village" if _may_be_name(text, following) and following.word not in _NO_VILLAGE else None
    return None


def _may_be_name(text: str, token: Token) -> bool:
    """A capital says yes; else it must look neither like an ordinary word nor like a verb."""
    if not token.word.isalpha() or token.word in NOT_NAMES:
        return False
    return _is_capital(text, token) or not _VERB.match(token.word)


def _is_capital(text: str, token: Token) -> bool:
    return text[token.start].isupper() and token.word not in NOT_NAMES and not text.isupper()


def _end(text: str, tokens: tuple[Token, ...], at: int, taken: tuple[tuple[int, int], ...]) -> int:
    """One past the last word of the name."""
    after = at + 1
    while after < len(tokens) and after <= at + _MOST_WORDS and glued(text, tokens[after - 1], tokens[after]):
        word = tokens[after].word
        first = after == at + 1
        if _inside(tokens[after], taken):
            break
        if (word in FUNCTION_WORDS or word in LEVEL_WORDS) and not (first and word in LANDMARK_NOUNS):
            break
        if not first and _VERB.match(word) and not _is_capital(text, tokens[after]):
            break
        if word.isdigit() and tokens[after - 1].word not in _NUMBERED and not first:
            break
        after += 1
    while after < len(tokens) - 1 and tokens[after].word in _NUMBERED and tokens[after + 1].word.isdigit():
        after += 2
    return after


def _inside(token: Token, taken: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= token.start < end for start, end in taken)

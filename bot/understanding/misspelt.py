"""Misspelt names: only where a place is announced or the word is long, and never an ordinary word."""

from collections.abc import Iterable
from typing import Any, cast

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .gazetteer import Cue, Entry, Gazetteer
from .place_words import LANDMARK_CUES, LANDMARK_NOUNS, LEVEL_WORDS, NEAR, NOT_NAMES, SETTLED

_NEVER = NOT_NAMES | LANDMARK_CUES | LANDMARK_NOUNS | SETTLED | NEAR | frozenset(LEVEL_WORDS)
_LONG = 8  # letters: from here on a word may be a misspelt name without being announced


def corrected(word: str, cue: Cue, gazetteer: Gazetteer) -> tuple[Entry, ...] | None:
    """The entries of the nearest name, or None when the word is none or two names are equally near."""
    if len(word) < 5 or not word.isascii() or word in _NEVER or word in gazetteer.lookalikes:
        return None
    if cue is Cue.NONE and len(word) < _LONG:
        return None
    names = gazetteer.spellings.get(word[0], ())
    most = 2 if len(word) > _LONG and cue is Cue.STRONG else 1
    likely = (name for name in names if _may_be(name, cue, gazetteer))
    near = _nearest(word, most, likely)
    return gazetteer.entries[near] if near else None


def _may_be(name: str, cue: Cue, gazetteer: Gazetteer) -> bool:
    """Districts are many: without "kecamatan" and the like only their long names are guessed."""
    if cue is Cue.STRONG:
        return name in gazetteer.regencies or len(name) > 5
    if gazetteer.cues[name] is Cue.STRONG:
        return False
    return name in gazetteer.regencies or (cue is Cue.NEAR and len(name) >= _LONG)


def _nearest(word: str, most: int, names: Iterable[str]) -> str | None:
    # The stub's overloads do not admit a distance as scorer; the library does.
    hits = process.extract(word, names, scorer=cast("Any", OSA.distance), score_cutoff=most, limit=2)
    if not hits or (len(hits) == 2 and hits[0][1] == hits[1][1]):
        return None
    return str(hits[0][0])

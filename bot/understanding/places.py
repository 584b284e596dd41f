"""Places that a message names: official ones with their candidates, landmarks and villages as they were written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from bot.situation.reading import Place, PlaceValue

from .gazetteer import Cue, Entry, Gazetteer
from .landmarks import find_landmarks
from .misspelt import corrected
from .narrowing import choose, related
from .place_mention import PlaceMention
from .place_words import (
    ABBREVIATED,
    AREA,
    LANDMARK_CUES,
    LEVEL_WORDS,
    NEAR,
    NOT_AFTER,
    PREPOSITIONS,
    SETTLED,
    VILLAGE_WORDS,
)
from .tokens import Token, cut, glued

_MOST_WORDS = 4
_MOST_NAMES = 60  # looked at in one message: each is compared with each other
_BESIDE = 14  # characters between a place and the one that contains it: ", kec. ", " di kota "


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    after: int
    needs: Cue
    has: Cue
    mention: PlaceMention

    @property
    def accepted(self) -> bool:
        return self.has >= self.needs


def find_places(
    text: str, gazetteer: Gazetteer, known_regency: str | None = None
) -> tuple[PlaceMention, ...]:
    """Every place of the message, in order. Several candidates stay several when nothing decides between them.

    ``known_regency`` is the code or official name of the regency that is known already; it narrows homonyms.
    """
    tokens = cut(text)
    found = list(islice(_names(text, tokens, gazetteer), _MOST_NAMES))
    official = [one.mention for one in _supported(found)]
    landmarks = find_landmarks(text, tokens, official)
    home = gazetteer.find(known_regency) if known_regency else None
    return tuple(sorted((*choose(official, home), *landmarks), key=lambda mention: mention.start))


def value_of(mention: PlaceMention) -> PlaceValue:
    """The normalised value: one candidate has a code, several have none and are listed."""
    if len(mention.candidates) == 1:
        (only,) = mention.candidates
        return PlaceValue(code=only.code, name=only.name, level=only.level, candidates=mention.candidates)
    return PlaceValue(code=None, name=mention.text, level=mention.level, candidates=mention.candidates)


def _names(text: str, tokens: tuple[Token, ...], gazetteer: Gazetteer) -> Iterator[_Found]:
    at = 0
    while at < len(tokens):
        options = tuple(_at(text, tokens, at, gazetteer))
        yield from options
        at = next((one.after for one in options if one.accepted), at + 1)


def _at(text: str, tokens: tuple[Token, ...], first: int, gazetteer: Gazetteer) -> Iterator[_Found]:
    """The names that begin here, longest first, up to the first that is accepted; after "desa" it is a village's."""
    if first and tokens[first - 1].word in VILLAGE_WORDS and glued(text, tokens[first - 1], tokens[first]):
        return
    has = _cue(text, tokens, first)
    for words in range(_reach(text, tokens, first), 0, -1):
        span = tokens[first : first + words]
        key, entries = _look_up(span, gazetteer)
        if not entries:
            continue
        one = _found(text, tokens, first, words, gazetteer.cues[key], has, entries)
        yield one
        if one.accepted:
            return
    if (guess := corrected(tokens[first].word, has, gazetteer)) is not None:
        yield _found(text, tokens, first, 1, Cue.NONE, has, guess)


def _reach(text: str, tokens: tuple[Token, ...], first: int) -> int:
    count = 1
    while (
        count < _MOST_WORDS
        and first + count < len(tokens)
        and glued(text, tokens[first + count - 1], tokens[first + count])
    ):
        count += 1
    return count


def _look_up(span: tuple[Token, ...], gazetteer: Gazetteer) -> tuple[str, tuple[Entry, ...]]:
    """As written, then with abbreviations spelt out ("jkt tmr"). Words run together only when each is long."""
    plain = [token.word for token in span]
    spelt = [ABBREVIATED.get(word, word) for word in plain]
    for words in (plain, spelt) if spelt != plain else (plain,):
        key = _key(words)
        entries = gazetteer.entries.get(key, ())
        fits = len(words) == 1 or min(map(len, words)) >= 4
        held = tuple(entry for entry in entries if fits or entry.words == len(words))
        if held and not (len(words) == 1 and words[0] in ABBREVIATED.values() and words[0] != "jakarta"):
            return key, held
    return "", ()


def _key(words: list[str]) -> str:
    return "".join(
        "".join(letter for letter in word if letter.isascii() and letter.isalnum()) for word in words
    )


def _cue(text: str, tokens: tuple[Token, ...], first: int) -> Cue:
    alone = Cue.NEAR if _stands_alone(text, tokens, first) else Cue.NONE
    if first == 0:
        return alone
    before = tokens[first - 1]
    word, earlier = before.word, tokens[first - 2].word if first > 1 else ""
    gap = text[before.end : tokens[first].start]
    if word in SETTLED and ":" in gap:
        return Cue.STRONG
    if not glued(text, before, tokens[first]):
        return alone
    if word in LEVEL_WORDS or word in AREA or (word in PREPOSITIONS and earlier in SETTLED):
        return Cue.STRONG
    nearby = any(token.word in LANDMARK_CUES | VILLAGE_WORDS for token in tokens[max(0, first - 4) : first])
    return Cue.NEAR if word in NEAR or nearby else alone


def _stands_alone(text: str, tokens: tuple[Token, ...], first: int) -> bool:
    """One or two words between commas or line ends, as people write addresses."""
    before = text[tokens[first - 1].end : tokens[first].start] if first else ","
    if not any(mark in before for mark in ",\n;"):
        return False
    if first == len(tokens) - 1:
        return True
    return any("," in text[left.end : right.start] for left, right in pairwise(tokens[first : first + 3]))


def _found(
    text: str,
    tokens: tuple[Token, ...],
    first: int,
    words: int,
    needs: Cue,
    has: Cue,
    entries: tuple[Entry, ...],
) -> _Found:
    after = first + words
    before = tokens[first - 1] if first and glued(text, tokens[first - 1], tokens[first]) else None
    candidates = tuple(entry.place for entry in entries)
    start = tokens[first].start
    if before and before.word in LEVEL_WORDS:
        fitting = _of_level(candidates, before.word)
        candidates, start = fitting or candidates, before.start if fitting else start
        has = has if fitting else Cue.NEAR
    if before and before.word in NOT_AFTER:
        needs = Cue(max(needs, Cue.STRONG))
    mention = PlaceMention.cut(text, start, tokens[after - 1].end, candidates)
    return _Found(first, after, needs, has, mention)


def _of_level(candidates: tuple[Place, ...], word: str) -> tuple[Place, ...]:
    level, prefix = LEVEL_WORDS[word]
    return tuple(place for place in candidates if place.level == level and place.name.startswith(prefix))


def _supported(found: list[_Found]) -> list[_Found]:
    """The accepted names, and those doubtful ones that stand beside the place that contains them."""
    held = [one for one in found if one.accepted]
    for doubtful in (one for one in found if not one.accepted):
        if any(_overlap(doubtful, one) for one in held):
            continue
        if any(_beside(doubtful, one) and related(doubtful.mention, one.mention) for one in held):
            held.append(replace(doubtful, has=Cue.STRONG))
    return _apart(sorted(held, key=lambda one: one.mention.start))


def _apart(found: list[_Found]) -> list[_Found]:
    """ "kec kota bogor": a level word that is also a name goes to the longer piece."""
    kept: list[_Found] = []
    for one in found:
        if not kept or one.mention.start >= kept[-1].mention.end:
            kept.append(one)
        elif len(one.mention.text) > len(kept[-1].mention.text):
            kept[-1] = one
    return kept


def _overlap(one: _Found, other: _Found) -> bool:
    return one.first < other.after and other.first < one.after


def _beside(one: _Found, other: _Found) -> bool:
    gap = max(one.mention.start, other.mention.start) - min(one.mention.end, other.mention.end)
    return gap <= _BESIDE and abs(one.first - other.first) <= _MOST_WORDS + 1

"""The ways in which one message can be read: as written, in plain words, and with its spelling tricks undone.

A danger word counts when any reading shows it: slang dictionaries, masks ("b*nuh"), spaced letters ("b u n d i r"),
missing or swapped letters must not hide it from all of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.normalise import Normaliser
from bot.understanding.safety_pattern import COMMA, STOP

_ADDRESS = re.compile(
    r"((?:^|[.!?\n])\s*(?:kak|pak|bu|mas|mba|mbak|bang|om|min|dok|sis|bro))\s(?=(?:aku|saya|sy|ak|gue|gw|gua)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|[.!?;\n]+|,")
_SPACED = re.compile(r"(?<![^\W_])(?:([a-z])\1*[ ._*\-]{1,2}){3,}([a-z])\2*(?![^\W_])")
_MASK = re.compile(r"(?<=[^\W_])[*#_.]+(?=[^\W_])")
_DOUBLE = re.compile(r"(.)\1+")
_LEET = str.maketrans("013456789@$", "oieasgtbgas")
_SHORTEST_FUZZY = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """Words with "." and "," between them, and the place of each in the raw text."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """squeezed: word without doubled letters -> word; near: word with one letter less -> danger word."""

    known: frozenset[str]
    squeezed: Mapping[str, str]
    near: Mapping[str, str]

    def correct(self, word: str) -> str:
        """The word of the lexicon that was probably meant, else the word itself."""
        if word in self.known:
            return word
        plain = word.translate(_LEET) if any(c.isalpha() for c in word) else word
        once = squeeze(plain)
        return self.squeezed.get(once) or self._nearest(plain) or self._nearest(once) or word

    def _nearest(self, word: str) -> str | None:
        forms = (word, *_shorter(word)) if len(word) >= _SHORTEST_FUZZY - 1 else ()
        found = (self.near[form] for form in forms if form in self.near)
        return next((near for near in found if _one_edit(word, near)), None)


def build_spelling(vocabulary: frozenset[str], fuzzy: Iterable[str], ordinary: frozenset[str]) -> Spelling:
    """vocabulary: all words of patterns; fuzzy: danger words to be found when misspelt; ordinary: never corrected."""
    squeezed = {squeeze(word): word for word in sorted(vocabulary, key=lambda w: (-len(w), w))}
    near = {form: word for word in fuzzy for form in (word, *_shorter(word))}
    return Spelling(vocabulary | ordinary, squeezed, near)


def squeeze(word: str) -> str:
    """Every run of a letter cut to one."""
    return _DOUBLE.sub(r"\1", word)


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_edit(word: str, other: str) -> bool:
    """One letter more, less, other, or two neighbours swapped."""
    first = next(
        (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    tail, other_tail = word[first:], other[first:]
    swapped = other_tail[1::-1] + other_tail[2:]
    return tail[1:] == other_tail or tail == other_tail[1:] or tail[1:] == other_tail[1:] or tail == swapped


def read(text: str, normaliser: Normaliser, spelling: Spelling) -> list[Reading]:
    """The different readings of a text, as written first."""
    text = _addressed(text)
    folded, places = normaliser.fold(text)
    as_written = _as_written(folded, places, text)
    plain = _plain(text, normaliser, as_written)
    corrected = _corrected(as_written, spelling)
    return list(dict.fromkeys((as_written, plain, corrected)))


def _addressed(text: str) -> str:
    """ "Pak saya mau ..." is said to somebody, "bapak saya mau ..." about somebody. No place in the text moves."""
    return _ADDRESS.sub(r"\1,", text)


def _corrected(reading: Reading, spelling: Spelling) -> Reading:
    """Spelling mended, and "di pukul", "d pukul" written as one word."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for word, place in zip(map(spelling.correct, reading.words), reading.places, strict=True):
        if (
            words
            and words[-1] in ("di", "d")
            and "di" + word in spelling.known
            and len(word) > _SHORTEST_FUZZY - 2
        ):
            words[-1], places[-1] = "di" + word, (places[-1][0], place[1])
        else:
            words.append(word)
            places.append(place)
    return Reading(tuple(words), tuple(places))


def _as_written(folded: str, places: list[int], text: str) -> Reading:
    breaks = [
        n if text[at] == "\n" else c for n, c, at in zip("\n" * len(folded), folded, places, strict=True)
    ]
    letters, at = _without_tricks("".join(breaks), places)
    found = list(_WORD.finditer(letters))
    return Reading(
        tuple(_mark(match.group()) for match in found),
        tuple((at[match.start()], at[match.end() - 1] + 1) for match in found),
    )


def _without_tricks(letters: str, places: list[int]) -> tuple[str, list[int]]:
    """Spaced letters are joined, masks inside of words taken out."""
    drop = {
        i for match in _SPACED.finditer(letters) for i in range(*match.span()) if not letters[i].isalpha()
    }
    if not drop and not any(mask in letters for mask in "*#_."):
        return letters, places
    drop |= {i for match in _MASK.finditer(letters) for i in range(*match.span()) if letters[i] in "*#_"}
    kept = [i for i in range(len(letters)) if i not in drop]
    return "".join(letters[i] for i in kept), [places[i] for i in kept]


def _mark(word: str) -> str:
    if word == COMMA or word[0].isalnum():
        return word
    return STOP


def _plain(text: str, normaliser: Normaliser, as_written: Reading) -> Reading:
    marks = [
        (word, place)
        for word, place in zip(as_written.words, as_written.places, strict=True)
        if word in (STOP, COMMA)
    ]
    words = [
        (word, (token.start, token.end))
        for token in normaliser.normalise(text, cap=None).tokens
        for word in token.plain.split()
        if word != "?"
    ]
    ordered = sorted([*marks, *words], key=lambda item: item[1])
    return Reading(tuple(word for word, _ in ordered), tuple(place for _, place in ordered))

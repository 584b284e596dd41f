"""A noisy copy of sentences: typing errors, slang, no punctuation. The same seed gives the same copy."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from nlu_data.sentences import Sentence

_KEYS = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "u": "yi",
    "n": "bm",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "k": "jl",
}


def slang_of(words: Mapping[str, str]) -> dict[str, list[str]]:
    """Plain word -> colloquial ones, single words only."""
    slang = defaultdict(list)
    for colloquial, plain in sorted(words.items()):
        if colloquial != plain and " " not in plain:
            slang[plain].append(colloquial)
    return dict(slang)


def make_noisy(
    sentences: Sequence[Sentence], slang: Mapping[str, Sequence[str]], seed: int
) -> list[Sentence]:
    """Without marks: their places are no longer known."""
    random = Random(seed)  # noqa: S311 - no secret
    return [replace(s, text=_noisy(s.text, slang, random), marks=()) for s in sentences]


def _noisy(text: str, slang: Mapping[str, Sequence[str]], random: Random) -> str:
    words = re.sub(r"[^\w\s'-]", " ", text.lower()).split()
    return " ".join(_noisy_word(word, slang, random) for word in words) or text


def _noisy_word(word: str, slang: Mapping[str, Sequence[str]], random: Random) -> str:
    if word in slang and random.random() < 0.3:
        return random.choice(slang[word])
    if len(word) < 5 or not word.isalpha() or random.random() > 0.2:
        return word
    at = random.randrange(1, len(word) - 1)
    return random.choice([_swap, _drop, _double, _neighbour])(word, at, random)


def _swap(word: str, at: int, random: Random) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, at: int, random: Random) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int, random: Random) -> str:
    return word[:at] + word[at] * 2 + word[at + 1 :]


def _neighbour(word: str, at: int, random: Random) -> str:
    return word[:at] + random.choice(_KEYS.get(word[at], word[at])) + word[at + 1 :]

"""Word and letter n-grams of plain words, and their tf-idf weights. No Rasa in here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log, sqrt

_LONG_NUMBER = re.compile(r"[\d-]{8,}")
_NUMBER = re.compile(r"\d[\d.,:/-]*")

Weights = dict[str, float]


def plain_words(lemmas: Iterable[str]) -> list[str]:
    """Single words; numbers by their kind, because which number it is says nothing about the intent."""
    return [_kind_of_number(word) for lemma in lemmas for word in lemma.split()]


def _kind_of_number(word: str) -> str:
    if _LONG_NUMBER.fullmatch(word):
        return "#nomor"
    return "#" if _NUMBER.fullmatch(word) else word


def word_terms(words: Sequence[str]) -> Iterator[str]:
    """Words and pairs of neighbours, with the edges of the text as words of their own."""
    yield from words
    edged = ["^", *words, "$"]
    yield from (f"{first} {second}" for first, second in pairwise(edged))


def letter_terms(words: Sequence[str], shortest: int = 2, longest: int = 5) -> Iterator[str]:
    """Runs of letters inside each word, whose edges are marked by spaces."""
    for word in words:
        padded = f" {word} "
        length = len(padded)
        for size in range(shortest, min(longest, length) + 1):
            yield from (padded[start : start + size] for start in range(length - size + 1))


def inverse_frequencies(documents: Sequence[Iterable[str]], at_least: int) -> Weights:
    """log((1 + documents) / (1 + documents with the term)) + 1 of the terms in at least so many documents."""
    counts = Counter(term for document in documents for term in set(document))
    return {term: log((1 + len(documents)) / (1 + n)) + 1 for term, n in counts.items() if n >= at_least}


def weigh(terms: Iterable[str], frequencies: Mapping[str, float]) -> Weights:
    """(1 + log count) x inverse frequency, scaled to length one; terms that were never seen are left out."""
    counts = Counter(term for term in terms if term in frequencies)
    raw = {term: (1 + log(count)) * frequencies[term] for term, count in counts.items()}
    length = sqrt(sum(value * value for value in raw.values())) or 1.0
    return {term: value / length for term, value in raw.items()}

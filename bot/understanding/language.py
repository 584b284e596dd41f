"""Which language a person writes: Indonesian, English, Javanese or Sundanese, by the small words of each.

People mix languages within a sentence, so one message is only evidence; the language changes when several clear
words over the last messages say so, and never because of "ok", a name or a number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

LanguageCode: TypeAlias = Literal["id", "en", "jv", "su"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FADE = 0.5  # what one message later is left of the evidence
_ENOUGH = 3.0  # words that say so, over the last messages
_CLEARLY = 1.5  # times the language spoken so far


@dataclass(frozen=True, slots=True)
class Languages:
    """word -> the languages of which it is a small word."""

    words: Mapping[str, frozenset[LanguageCode]]

    @classmethod
    def load(cls, lexicon_dir: Path) -> "Languages":
        """Read `language/id.txt`, `en.txt`, `jv.txt`, `su.txt`. Raises OSError when one is missing."""
        words: dict[str, frozenset[LanguageCode]] = {}
        for code in LANGUAGES:
            for word in _read_words(lexicon_dir / "language" / f"{code}.txt"):
                words[word] = words.get(word, frozenset()) | {code}
        return cls(words)

    def count(self, text: str) -> dict[LanguageCode, float]:
        """Words of each language in a text; a word of several languages is divided among them."""
        counts: dict[LanguageCode, float] = dict.fromkeys(LANGUAGES, 0.0)
        for word in _WORD.findall(text.lower().replace("’", "'")):
            codes = self.words.get(word, frozenset())
            for code in codes:
                counts[code] += 1 / len(codes)
        return counts

    def detect(self, text: str) -> LanguageCode:
        """The language of one text by itself; Indonesian when nothing clear says otherwise."""
        return update(Evidence(), self.count(text)).language


@dataclass(frozen=True, slots=True)
class Evidence:
    """The language held now, and the fading weight of each language's words over the turns so far."""

    language: LanguageCode = "id"
    weights: tuple[tuple[LanguageCode, float], ...] = ()


def update(evidence: Evidence, counts: Mapping[LanguageCode, float]) -> Evidence:
    """What is known after one more message with these counts (`Languages.count`)."""
    before = dict(evidence.weights)
    weights = {code: before.get(code, 0.0) * _FADE + counts.get(code, 0.0) for code in LANGUAGES}
    best = max(LANGUAGES, key=lambda code: (weights[code], code == evidence.language))
    is_clear = weights[best] >= _ENOUGH and weights[best] >= _CLEARLY * weights[evidence.language]
    return Evidence(best if is_clear else evidence.language, tuple(weights.items()))


def _read_words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]

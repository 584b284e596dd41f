"""Intents by plain keywords, for the time while the model is away."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from pydantic import TypeAdapter

from bot.understanding.read_yaml import read_yaml

_FILE: Final = TypeAdapter(dict[str, list[str]])
_SHORT_ONLY: Final = frozenset({"affirm", "deny", "greet", "thanks", "goodbye"})
_FIRST: Final = frozenset({"affirm", "deny"})
_SHORT: Final = 4  # words: in a longer message these are no more than manners
_STRONGEST: Final = 3
_QUESTIONS: Final = ("ask_", "talk_to_human", "withdraw", "report_misconduct", "reluctance")

Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class KeywordRules:
    """``plain`` turns colloquial words into plain ones; both forms of a message are read."""

    patterns: tuple[tuple[str, int, re.Pattern[str]], ...]
    plain: Callable[[str], str]

    @classmethod
    def load(cls, path: Path, plain: Callable[[str], str] = str.lower) -> Self:
        """Read keywords.yml (intent: phrases). Raises pydantic's ValidationError or OSError for an unusable file."""
        listed = _FILE.validate_python(read_yaml(path))
        patterns = (
            (intent, _weight(phrase), _pattern(phrase)) for intent, held in listed.items() for phrase in held
        )
        return cls(tuple(patterns), plain)

    def rank(self, text: str) -> Ranking:
        """Intents that the words name, likeliest first; confidences are rough and add up to at most one."""
        forms = (" ".join(text.lower().split()), self.plain(text))
        short = len(forms[0].split()) <= _SHORT
        scores: dict[str, float] = {}
        for intent, weight, pattern in self.patterns:
            if intent in _SHORT_ONLY and not short:
                continue
            find = pattern.match if intent in _FIRST else pattern.search  # "bisa ga?" is no refusal
            if any(find(form) for form in forms):
                scores[intent] = scores.get(intent, 0) + weight
        return _ranked(scores)


def _ranked(scores: dict[str, float]) -> Ranking:
    """What is asked or wanted outweighs what it is about; manners count only alone."""
    weighed = {
        intent: score * (1.5 if intent.startswith(_QUESTIONS) else 0.3 if intent in _SHORT_ONLY else 1)
        for intent, score in scores.items()
    }
    total = max(sum(weighed.values()), 1.0)
    ranked = sorted(weighed.items(), key=lambda pair: -pair[1])
    return tuple((intent, round(score / total, 3)) for intent, score in ranked)


def _weight(phrase: str) -> int:
    return min(len(phrase.split()), _STRONGEST)


def _pattern(phrase: str) -> re.Pattern[str]:
    words = [
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in phrase.split()
    ]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)")

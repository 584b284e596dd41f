"""The feeling that a message names or shows with a sign. Conservative: what is not said is not felt for anyone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.understanding.normalise import Normaliser
from bot.understanding.read_yaml import read_yaml
from bot.understanding.safety_lexicon import (
    LexiconError,
    LexiconFile,
    PatternIndex,
    build_groups,
    build_index,
    parse_all,
)
from bot.understanding.safety_pattern import find
from bot.understanding.safety_reading import Reading, Spelling, build_spelling, read

FeelingName: TypeAlias = Literal["fear", "sadness", "anger", "shame", "exhaustion", "relief"]
Span: TypeAlias = tuple[int, int]
_NAMES: tuple[FeelingName, ...] = get_args(FeelingName)
_DENIAL_REACH = 2
_VARIATION = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Feeling:
    """spans: half-open places in code points of the raw text; shown: only a sign shows it, no word."""

    name: FeelingName
    shown: bool
    spans: tuple[Span, ...]


class _FeelingText(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    patterns: str
    signs: str


class _FeelingsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    feelings: dict[FeelingName, _FeelingText]
    groups: dict[str, str]
    set_phrases: str


@dataclass(frozen=True, slots=True)
class Feelings:
    """signs: sign -> feeling; never: words that undo a feeling named right after them."""

    named: PatternIndex
    set_phrases: PatternIndex
    signs: Mapping[str, FeelingName]
    never: frozenset[str]
    normaliser: Normaliser
    spelling: Spelling

    @classmethod
    def load(cls, lexicon_dir: Path) -> "Feelings":
        """Read `feelings.yml`. Raises LexiconError when it cannot be used, OSError when tables are missing."""
        path = lexicon_dir / "feelings.yml"
        try:
            file = _FeelingsFile.model_validate(read_yaml(path))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise LexiconError(f"{path}: {error}") from error
        groups = build_groups(LexiconFile(groups=file.groups), {})
        normaliser = Normaliser.load(lexicon_dir)
        return cls(
            build_index(parse_all([(n, f.patterns) for n, f in file.feelings.items()], groups), frozenset()),
            build_index(parse_all([("set_phrases", file.set_phrases)], groups), frozenset()),
            {sign: name for name, f in file.feelings.items() for sign in f.signs.split()},
            frozenset(word.strip() for word in file.groups["never"].split(" / ")),
            normaliser,
            build_spelling(frozenset(), (), normaliser.known),
        )

    def feeling(self, text: str) -> Feeling | None:
        """The one feeling a message is about: named ones before shown ones, then the one that comes first."""
        readings = read(text, self.normaliser, self.spelling)
        named = [
            hit for reading in readings for hit in self._named(reading) if text[hit[1][0]] not in self.signs
        ]
        shown = [
            (self.signs[sign], (at, at + 1))
            for at, sign in enumerate(text)
            if sign != _VARIATION and sign in self.signs
        ]
        return _first(named, shown=False) or _first(shown, shown=True)

    def _named(self, reading: Reading) -> Iterator[tuple[FeelingName, Span]]:
        words = reading.words
        fixed = [place for _, pattern in self.set_phrases.candidates(words) for place in find(pattern, words)]
        for name, pattern in self.named.candidates(words):
            for start, end in find(pattern, words):
                if any(first <= start and end <= last for first, last in fixed):
                    continue
                if self.never.isdisjoint(words[max(0, start - _DENIAL_REACH) : start]):
                    yield _feeling_name(name), (reading.places[start][0], reading.places[end - 1][1])


def _feeling_name(name: str) -> FeelingName:
    return next(known for known in _NAMES if known == name)


def _first(hits: Sequence[tuple[FeelingName, Span]], shown: bool) -> Feeling | None:
    if not hits:
        return None
    name = min(hits, key=lambda hit: hit[1])[0]
    return Feeling(name, shown, tuple(sorted({span for found, span in hits if found == name})))

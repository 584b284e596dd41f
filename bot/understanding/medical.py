"""Medical danger: somebody must be seen by a health worker now. Deterministic, no diagnosis, a category beside safety."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from bot.understanding.normalise import Normaliser
from bot.understanding.safety_lexicon import (
    PatternIndex,
    build_groups,
    build_index,
    index_words,
    parse_all,
    read_file,
)
from bot.understanding.safety_pattern import Groups, find
from bot.understanding.safety_reading import Reading, Spelling, build_spelling, read

MedicalKind: TypeAlias = Literal[
    "limp_child",
    "unconscious",
    "breathing",
    "bleeding",
    "poison",
    "seizure",
    "birth",
    "chest_pain",
    "injury",
]
Span: TypeAlias = tuple[int, int]
_KINDS: tuple[MedicalKind, ...] = get_args(MedicalKind)


@dataclass(frozen=True, slots=True)
class Medical:
    """kind: the first in the order of `MedicalKind`; spans: half-open places in code points of the raw text."""

    kind: MedicalKind
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MedicalNet:
    dangers: PatternIndex
    harmless: PatternIndex
    spelling: Spelling
    normaliser: Normaliser

    @classmethod
    def load(cls, lexicon_dir: Path) -> "MedicalNet":
        """Read `safety/medical.yml`. Raises LexiconError or OSError for unusable files."""
        folder = lexicon_dir / "safety"
        normaliser = Normaliser.load(lexicon_dir)
        file = read_file(folder / "medical.yml")
        groups = build_groups(file, build_groups(read_file(folder / "words.yml"), {}))
        dangers = _index([(e.kind, e.patterns) for e in file.entries], groups)
        harmless = _index([(e.id, e.patterns) for e in file.exceptions], groups)
        vocabulary = index_words(dangers) | index_words(harmless)
        return cls(dangers, harmless, build_spelling(vocabulary, (), normaliser.known), normaliser)

    def assess(self, text: str) -> Medical | None:
        """The medical danger that a message speaks of, if any. Never raises."""
        readings = read(text, self.normaliser, self.spelling)
        blind = [span for reading in readings for _, span in _found(self.harmless, reading, longest=True)]
        hits = [
            (kind, span)
            for reading in readings
            for kind, span in _found(self.dangers, reading)
            if not any(start <= span[0] and span[1] <= end for start, end in blind)
        ]
        kinds = {kind for kind, _ in hits}
        kind = next((kind for kind in _KINDS if kind in kinds), None)
        return Medical(kind, tuple(sorted({span for _, span in hits}))) if kind else None


def _index(texts: list[tuple[str, str]], groups: Groups) -> PatternIndex:
    return build_index(parse_all(texts, groups), frozenset())


def _found(index: PatternIndex, reading: Reading, longest: bool = False) -> list[tuple[str, Span]]:
    return [
        (name, (reading.places[start][0], reading.places[end - 1][1]))
        for name, pattern in index.candidates(reading.words)
        for start, end in find(pattern, reading.words, longest)
    ]

"""The files of `nlu_data/lexicon/safety/` as checked values: groups of words, entries, exceptions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.understanding.read_yaml import read_yaml
from bot.understanding.safety_forms import active, passive
from bot.understanding.safety_pattern import (
    Groups,
    Node,
    Pattern,
    PatternError,
    anchor,
    parse,
    parse_group,
    vocabulary,
    word_group,
)

Kind: TypeAlias = Literal["self_harm", "sexual_violence", "child_danger", "violence"]


class LexiconError(ValueError):
    """A lexicon file cannot be used; the message says which file, what is wrong and where."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntryText(_Part):
    """One entry as written. tier 1: near-certain; 2: one question. whose: self, when the writer is
    the one in danger although others are named. Regional entries say who has not checked them yet."""

    id: str
    patterns: str
    tier: Literal[1, 2] = 2
    kind: str = ""
    whose: Literal["", "self"] = ""
    language: tuple[str, ...] = ("id",)
    examples: str = ""
    note: str = ""
    checked_by_native: bool = True


class ExceptionText(_Part):
    """One harmless context. `only`: ids of the entries it is about (none named: all)."""

    id: str
    patterns: str
    to: Literal["none", "check"] = "none"
    only: tuple[str, ...] = ()
    examples: str = ""


class LexiconFile(_Part):
    kind: str = ""
    groups: dict[str, str] = Field(default_factory=dict)
    verbs: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    entries: tuple[EntryText, ...] = ()
    exceptions: tuple[ExceptionText, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """Patterns, found by the words of which one must be there."""

    patterns: tuple[tuple[str, Pattern], ...]
    by_word: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, name: str, pattern: Pattern, common: frozenset[str]) -> "PatternIndex":
        """One pattern by itself."""
        return cls(((name, pattern),), dict.fromkeys(anchor(pattern, common), (0,)))

    def candidates(self, words: Iterable[str]) -> Iterator[tuple[str, Pattern]]:
        """(id, pattern) of all patterns that may match a text of these words."""
        numbers = {number for word in set(words) for number in self.by_word.get(word, ())}
        return (self.patterns[number] for number in sorted(numbers))


def read_file(path: Path) -> LexiconFile:
    """Raises LexiconError when the file is missing, is not YAML or has unknown fields."""
    try:
        return LexiconFile.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise LexiconError(f"{path}: {error}") from error


def build_groups(file: LexiconFile, known: Groups) -> dict[str, Node]:
    """The groups of a file on top of those that are known already, in the order of the file."""
    groups = dict(known)
    for name, stems in file.verbs.items():
        groups |= _verb_groups(name, stems)
    for name, phrases in file.groups.items():
        groups[name] = parse_group(phrases, groups)
    return groups


def _verb_groups(name: str, stems: Iterable[str]) -> dict[str, Node]:
    di = frozenset().union(*(passive(stem) for stem in stems))
    me = frozenset().union(*(active(stem) for stem in stems))
    return {
        f"{name}.di": word_group(word for word in di if " " not in word),
        f"{name}.me": word_group(word for word in me if " " not in word),
        f"{name}.ku": word_group(word for word in me if word.endswith("ku") and " " not in word),
    }


def parse_all(texts: Iterable[tuple[str, str]], groups: Groups) -> list[tuple[str, Pattern]]:
    """texts: (id, patterns one a line). Raises LexiconError naming the entry."""
    return [(name, pattern) for name, block in texts for pattern in _parse_block(name, block, groups)]


def build_index(patterns: Sequence[tuple[str, Pattern]], common: frozenset[str]) -> PatternIndex:
    by_word: dict[str, list[int]] = {}
    for number, (_, pattern) in enumerate(patterns):
        for word in anchor(pattern, common):
            by_word.setdefault(word, []).append(number)
    # Words of one group lead to the same patterns: one tuple serves them all.
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    shared = {word: same.setdefault(key, key) for word, found in by_word.items() if (key := tuple(found))}
    return PatternIndex(tuple(patterns), shared)


def _parse_block(name: str, block: str, groups: Groups) -> Iterator[Pattern]:
    try:
        for line in block.strip().splitlines():
            yield parse(line, groups)
    except (PatternError, ValueError) as error:
        raise LexiconError(f"safety lexicon, entry {name!r}: {error}") from error


def index_words(index: PatternIndex) -> frozenset[str]:
    """Every word that a pattern of the index can match."""
    return frozenset().union(*(vocabulary(pattern) for _, pattern in index.patterns))

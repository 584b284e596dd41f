"""The safety net: whether a message speaks of danger to life, violence or a child in danger. No model, no network.

Two tiers (`nlu_data/lexicon/safety/`): strict patterns are near-certain ("danger"), broad ones deserve one gentle
question ("check"). It is built to raise too many questions rather than to miss one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from bot.understanding.normalise import Normaliser
from bot.understanding.safety_context import ContextWords, Role, circumstances
from bot.understanding.safety_lexicon import (
    EntryText,
    ExceptionText,
    Kind,
    LexiconError,
    PatternIndex,
    build_groups,
    build_index,
    index_words,
    parse_all,
    read_file,
)
from bot.understanding.safety_pattern import Groups, Pattern, Words, find
from bot.understanding.safety_reading import Reading, Spelling, build_spelling, read

Level: TypeAlias = Literal["none", "check", "danger"]
Span: TypeAlias = tuple[int, int]

KINDS: tuple[Kind, ...] = ("self_harm", "sexual_violence", "child_danger", "violence")
_FILES = ("self_harm", "violence", "sexual_violence", "child")
_RANK: dict[Level, int] = {"none": 0, "check": 1, "danger": 2}
_COMMON_GROUPS = ("me", "not", "want", "filler", "other", "often", "child", "kin", "me_object")


@dataclass(frozen=True, slots=True)
class Signal:
    """kind: the gravest of `kinds` at this level; spans: half-open places in code points of the raw text.

    third_person: the danger is another's; past: it is told as something of the past.
    """

    level: Level = "none"
    kind: Kind | None = None
    third_person: bool = False
    past: bool = False
    spans: tuple[Span, ...] = ()
    kinds: tuple[Kind, ...] = ()


NOTHING = Signal()


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found in one reading. `entry` names it in the lexicon."""

    entry: str
    kind: Kind
    level: Level
    span: Span
    third_person: bool
    past: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class SafetyNet:
    entries: dict[str, EntryText]
    exceptions: dict[str, ExceptionText]
    dangers: PatternIndex
    harmless: PatternIndex
    young: PatternIndex
    context: ContextWords
    spelling: Spelling
    normaliser: Normaliser

    @classmethod
    def load(cls, lexicon_dir: Path) -> "SafetyNet":
        """Read `lexicon_dir` (with its folder `safety`). Raises LexiconError or OSError for unusable files."""
        folder = lexicon_dir / "safety"
        normaliser = Normaliser.load(lexicon_dir)
        shared = build_groups(read_file(folder / "words.yml"), {})
        common = frozenset[str]().union(*(_words(shared, name) for name in _COMMON_GROUPS))
        entries: dict[str, EntryText] = {}
        patterns: list[tuple[str, Pattern]] = []
        for name in _FILES:
            file = read_file(folder / f"{name}.yml")
            entries |= _entries(file.kind, file.entries, entries)
            groups = build_groups(file, shared)
            patterns += parse_all(((e.id, e.patterns) for e in file.entries), groups)
        exceptions = read_file(folder / "exceptions.yml")
        calm = parse_all(
            ((e.id, e.patterns) for e in exceptions.exceptions), build_groups(exceptions, shared)
        )
        dangers, harmless = build_index(patterns, common), build_index(calm, common)
        vocabulary = index_words(dangers) | index_words(harmless)
        return cls(
            entries,
            {e.id: e for e in exceptions.exceptions},
            dangers,
            harmless,
            PatternIndex.of("young", (shared["young"],), common),
            ContextWords.of(shared),
            build_spelling(
                vocabulary, _words(shared, "fuzzy"), normaliser.known | _words(shared, "not_fuzzy")
            ),
            normaliser,
        )

    def assess(self, text: str) -> Signal:
        """What one message says of danger. Never raises, whatever the text."""
        signal = summarise(self.hits(text))
        return _of_a_child(signal) if signal.kind and self._is_young(text) else signal

    def _is_young(self, text: str) -> bool:
        readings = read(text, self.normaliser, self.spelling)
        return any(
            place
            for reading in readings
            for _, pattern in self.young.candidates(reading.words)
            for place in find(pattern, reading.words)
        )

    def hits(self, text: str) -> list[Hit]:
        """All that counts, for tests and for the worker's summary."""
        readings = read(text, self.normaliser, self.spelling)
        blind = [found for reading in readings for found in self._blinded(reading)]
        found = [hit for reading in readings for hit in self._dangers(reading)]
        return [kept for hit in _agree(found) if (kept := self._weigh(hit, blind)).level != "none"]

    def _dangers(self, reading: Reading) -> Iterator[Hit]:
        for name, pattern in self.dangers.candidates(reading.words):
            entry = self.entries[name]
            for start, end in find(pattern, reading.words):
                around = circumstances(reading.words, start, end, self.context, _role(entry))
                yield Hit(
                    name,
                    _kind(entry),
                    "danger" if entry.tier == 1 else "check",
                    _place(reading, start, end),
                    around.third_person,
                    around.past,
                    around.denied,
                )

    def _blinded(self, reading: Reading) -> Iterator[tuple[ExceptionText, Span]]:
        for name, pattern in self.harmless.candidates(reading.words):
            for start, end in find(pattern, reading.words, longest=True):
                yield self.exceptions[name], _place(reading, start, end)

    def _weigh(self, hit: Hit, blind: Iterable[tuple[ExceptionText, Span]]) -> Hit:
        level: Level = "check" if hit.denied or hit.past else hit.level
        for exception, (start, end) in blind:
            if start <= hit.span[0] and hit.span[1] <= end and hit.entry in (exception.only or (hit.entry,)):
                level = min(level, exception.to, key=_RANK.__getitem__)
        return replace(hit, level=level)


def _entries(kind: str, found: Iterable[EntryText], known: dict[str, EntryText]) -> dict[str, EntryText]:
    entries = {entry.id: entry.model_copy(update={"kind": kind}) for entry in found}
    if twice := entries.keys() & known.keys():
        raise LexiconError(f"safety lexicon: entry {min(twice)!r} is there twice")
    return entries


def _kind(entry: EntryText) -> Kind:
    return next(kind for kind in KINDS if kind == entry.kind)


def _role(entry: EntryText) -> Role:
    if entry.whose == "self":
        return "doer"
    return "wisher" if entry.kind == "self_harm" else "sufferer"


def _words(groups: Groups, name: str) -> frozenset[str]:
    node = groups[name]
    return node.words if isinstance(node, Words) else index_words(PatternIndex((("", (node,)),), {}))


def _place(reading: Reading, start: int, end: int) -> Span:
    return reading.places[start][0], reading.places[end - 1][1]


def _agree(hits: Iterable[Hit]) -> list[Hit]:
    """The readings see one place with different eyes: what one of them understands of the context holds for all."""
    merged: dict[tuple[str, Span], Hit] = {}
    found = list(hits)
    denied = {(hit.entry, hit.span[1]) for hit in found if hit.denied}
    for hit in found:
        seen = merged.get((hit.entry, hit.span), hit)
        merged[hit.entry, hit.span] = replace(
            seen,
            denied=(hit.entry, hit.span[1]) in denied,
            past=seen.past or hit.past,
            third_person=seen.third_person or hit.third_person,
        )
    return list(merged.values())


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping places as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def summarise(hits: Iterable[Hit]) -> Signal:
    """One signal of all hits: the highest level, the kinds found at it, gravest first."""
    found = list(hits)
    if not found:
        return NOTHING
    level = max((hit.level for hit in found), key=_RANK.__getitem__)
    top = [hit for hit in found if hit.level == level]
    kinds = tuple(kind for kind in KINDS if any(hit.kind == kind for hit in top))
    mine = [hit for hit in top if hit.kind == kinds[0]]
    return Signal(
        level,
        kinds[0],
        all(hit.third_person for hit in mine),
        all(hit.past for hit in mine),
        _merged(hit.span for hit in found),
        kinds,
    )


def _of_a_child(signal: Signal) -> Signal:
    """The writer is a child: harm done to them is also a child in danger, and that comes before violence."""
    if signal.third_person or signal.kind == "self_harm":
        return signal
    kinds = tuple(kind for kind in KINDS if kind in signal.kinds or kind == "child_danger")
    return replace(signal, kind=kinds[0], kinds=kinds)


def combine(signal: Signal, crisis_probability: float, threshold: float, kind: Kind | None = None) -> Signal:
    """Add the model's summed probability of danger. It can raise "none" to "check" and lowers nothing."""
    if signal.level != "none" or not crisis_probability >= threshold:
        return signal
    return Signal("check", kind, kinds=(kind,) if kind else ())

"""Figures over readings of sentences whose right answer is known. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu_data.sentences import Sentence

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Reading:
    """ranking: (intent, confidence), most likely first, without Rasa's own fallback; spans: entity, start, end."""

    sentence: Sentence
    ranking: tuple[tuple[str, float], ...]
    spans: frozenset[Span]

    @property
    def intent(self) -> str | None:
        return self.ranking[0][0] if self.ranking else None

    @property
    def confidence(self) -> float:
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def right(self) -> bool:
        return self.intent == self.sentence.intent


@dataclass(frozen=True)
class Score:
    """hits: right ones; given: ones that were said; wanted: ones that should have been said."""

    hits: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.hits / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.given + self.wanted) if self.given + self.wanted else 0.0


def share(flags: Iterable[bool]) -> float:
    counted = list(flags)
    return sum(counted) / len(counted) if counted else 0.0


def accuracy(readings: Sequence[Reading]) -> float:
    return share(reading.right for reading in readings)


def in_first(readings: Sequence[Reading], count: int) -> float:
    return share(r.sentence.intent in [name for name, _ in r.ranking[:count]] for r in readings)


def by_intent(readings: Sequence[Reading]) -> dict[str, Score]:
    """Scores of the intents that occur in the sentences, by name."""
    given = Counter(reading.intent for reading in readings)
    wanted = Counter(reading.sentence.intent for reading in readings)
    hits = Counter(reading.intent for reading in readings if reading.right)
    return {name: Score(hits[name], given[name], count) for name, count in sorted(wanted.items())}


def macro_f1(scores: dict[str, Score]) -> float:
    return sum(score.f1 for score in scores.values()) / len(scores) if scores else 0.0


def by_entity(readings: Sequence[Reading]) -> dict[str, Score]:
    """A span counts when its kind, start and end are all right; `all` sums up."""
    given = Counter(span[0] for reading in readings for span in reading.spans)
    wanted = Counter(mark.entity for reading in readings for mark in reading.sentence.marks)
    hits = Counter(
        mark.entity
        for reading in readings
        for mark in reading.sentence.marks
        if (mark.entity, mark.start, mark.end) in reading.spans
    )
    names = sorted(given | wanted)
    scores = {name: Score(hits[name], given[name], wanted[name]) for name in names}
    return scores | {"all": Score(hits.total(), given.total(), wanted.total())}


def at_threshold(readings: Sequence[Reading], threshold: float) -> tuple[float, float]:
    """Share of sentences that are acted upon, and how many of those are right."""
    acted = [reading for reading in readings if reading.confidence >= threshold]
    return (len(acted) / len(readings) if readings else 0.0), accuracy(acted)


def fit_threshold(readings: Sequence[Reading], precision: float) -> float:
    """The lowest threshold, in steps of .01, at which so many of the acted-upon are right; 1.0 when there is none."""
    steps = (step / 100 for step in range(5, 100))
    return next((step for step in steps if at_threshold(readings, step)[1] >= precision), 1.0)

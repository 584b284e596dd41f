"""One message read as a whole: safety, language, feeling, model, parsers, and the answer to the open question."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from bot.situation.reading import BareAnswer, Clause, Entity, ExpectedAnswer, Reading, SafetyLevel

from .bare import read_bare
from .clauses import LONGEST, split_clauses
from .entities import Findings, find_all
from .gazetteer import Gazetteer
from .keyword_rules import KeywordRules, Ranking
from .rasa import RasaParse

_IMPLIED: Final = {
    "referrer": "referred_by",
    "child_count": "provide_household",
    "household_size": "provide_household",
    "location": "provide_location",
    "phone": "talk_to_human",
}
_IMPLIED_CONFIDENCE: Final = 0.5
LONG: Final = 300
"""Characters."""
DANGER_INTENTS: Final = {"crisis_self_harm": "self_harm", "crisis_violence": "violence"}
_FROM_MODEL: Final = frozenset({"need", "referrer", "relation"})


class SafetySignal(Protocol):
    @property
    def level(self) -> SafetyLevel: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def third_person(self) -> bool: ...
    @property
    def past(self) -> bool: ...


class Model(Protocol):
    """A language model: one parse per text, or None while it is away."""

    async def parse(self, texts: Sequence[str]) -> tuple[RasaParse, ...] | None: ...


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Above ``sure`` (fitted on a development set) the model's intent is acted on, above ``by_rules`` that of the rules.

    Summed danger of the model from ``crisis`` on is asked about.
    """

    sure: float = 0.35
    by_rules: float = 0.25
    crisis: float = 0.35


@dataclass(frozen=True, slots=True)
class Understanding:
    """The parts are injected; ``model`` None means rules alone."""

    gazetteer: Gazetteer
    rules: KeywordRules
    safety: Callable[[str], SafetySignal]
    is_medical: Callable[[str], bool] = field(default=lambda _: False)
    language: Callable[[str], str] = field(default=lambda _: "id")
    feeling: Callable[[str], str | None] = field(default=lambda _: None)
    model: Model | None = None
    thresholds: Thresholds = Thresholds()

    async def read(
        self,
        text: str,
        when: datetime,
        expected: ExpectedAnswer | None = None,
        known_regency: str | None = None,
    ) -> Reading:
        """Never raises for any text. ``when`` is the message's own time with its zone."""
        answer = read_bare(text, expected, when, self.gazetteer) if expected else None
        clauses = split_clauses(text)
        parses = await self._parses(text, clauses)
        if len(text) < LONG:
            return self._put_together(text, when, answer, clauses, parses, known_regency)
        # Long texts take long to read: others are served meanwhile.
        return await asyncio.to_thread(self._put_together, text, when, answer, clauses, parses, known_regency)

    def _put_together(
        self,
        text: str,
        when: datetime,
        answer: BareAnswer | None,
        clauses: tuple[Clause, ...],
        parses: tuple[RasaParse, ...] | None,
        known_regency: str | None,
    ) -> Reading:
        found = find_all(text, when, self.gazetteer, known_regency)
        intents = _from_model(text, clauses, parses) if parses else self._by_rules(text, clauses, found)
        signal = self.safety(text)
        level, kind = self._raised(signal, intents.danger)
        name, confidence = intents.ranking[0] if intents.ranking else (None, 0.0)
        return Reading(
            text=text,
            language=self.language(text),
            safety=level,
            safety_kind=kind,
            past=signal.past,
            medical=self.is_medical(text),
            third_person=signal.third_person,
            feeling=self.feeling(text),
            intent=name,
            confidence=confidence,
            ranking=intents.ranking,
            clauses=intents.clauses,
            entities=_merged(found.entities, intents.entities),
            household=found.household,
            answer=answer,
            parsed=parses is not None,
            sure=confidence >= (self.thresholds.sure if parses else self.thresholds.by_rules),
        )

    async def _parses(self, text: str, clauses: tuple[Clause, ...]) -> tuple[RasaParse, ...] | None:
        if self.model is None or not clauses:
            return None
        return await self.model.parse(_sent(text, clauses))

    def _by_rules(self, text: str, clauses: tuple[Clause, ...], found: Findings) -> "_Intents":
        ranked = [
            self.rules.rank(clause.text) or _implied(found, clause.start, clause.end) for clause in clauses
        ]
        named = tuple(
            _named(clause, *(ranking[0] if ranking else (None, 0.0)))
            for clause, ranking in zip(clauses, ranked, strict=True)
        )
        whole = self.rules.rank(text) or _implied(found, 0, len(text))
        return _Intents(whole, named, (), {})

    def _raised(self, signal: SafetySignal, danger: Mapping[str, float]) -> tuple[SafetyLevel, str | None]:
        """The model may raise "none" to a gentle check; it never lowers what the safety net says."""
        if signal.level != "none" or sum(danger.values()) < self.thresholds.crisis:
            return signal.level, signal.kind
        return "check", max(danger, key=danger.__getitem__)


@dataclass(frozen=True, slots=True)
class _Intents:
    ranking: Ranking
    clauses: tuple[Clause, ...]
    entities: tuple[Entity, ...]
    danger: Mapping[str, float]
    """Of the piece that speaks most of danger: it is not diluted by the others."""


def _sent(text: str, clauses: tuple[Clause, ...]) -> list[str]:
    """The clauses, and the message as a whole when it is more than one clause and not too long to be read as one."""
    pieces = [clause.text for clause in clauses]
    return [*pieces, text] if len(pieces) > 1 and len(text) <= LONGEST else pieces


def _implied(found: Findings, start: int, end: int) -> Ranking:
    """What a piece without any keyword tells by the entities in it, in the order of `_IMPLIED`."""
    kinds = {entity.entity for entity in found.entities if start <= entity.start < end}
    return tuple((intent, _IMPLIED_CONFIDENCE) for kind, intent in _IMPLIED.items() if kind in kinds)[:1]


def _from_model(text: str, clauses: tuple[Clause, ...], parses: tuple[RasaParse, ...]) -> _Intents:
    of_clauses = parses[: len(clauses)]
    whole = parses[len(clauses) :]
    named = tuple(
        _named(clause, parse.intent.name, parse.intent.confidence)
        for clause, parse in zip(clauses, of_clauses, strict=True)
    )
    entities = (
        _placed(text, clause, parse)
        for clause, parse in zip(clauses, of_clauses, strict=True)
        if parse.entities
    )
    ranking = _ranking(whole[0]) if whole else _joined([_ranking(parse) for parse in of_clauses])
    danger = max((_danger(parse) for parse in parses), key=lambda kinds: sum(kinds.values()))
    return _Intents(ranking, named, tuple(entity for held in entities for entity in held), danger)


def _danger(parse: RasaParse) -> dict[str, float]:
    """Kind of danger -> its probability in one piece of the message."""
    scores = dict(_ranking(parse))
    return {kind: scores.get(intent, 0.0) for intent, kind in DANGER_INTENTS.items()}


def _ranking(parse: RasaParse) -> Ranking:
    listed = tuple((intent.name, intent.confidence) for intent in parse.intent_ranking if intent.name)
    return listed or (((parse.intent.name, parse.intent.confidence),) if parse.intent.name else ())


def _joined(rankings: list[Ranking]) -> Ranking:
    """The highest confidence that any piece gives to an intent."""
    highest: dict[str, float] = {}
    for ranking in rankings:
        for name, score in ranking:
            highest[name] = max(score, highest.get(name, 0.0))
    return tuple(sorted(highest.items(), key=lambda pair: -pair[1]))


def _named(clause: Clause, intent: str | None, confidence: float) -> Clause:
    return clause.model_copy(update={"intent": intent, "confidence": confidence})


def _placed(text: str, clause: Clause, parse: RasaParse) -> list[Entity]:
    """The model's entities at their places in the message, of the kinds that the parsers leave to it."""
    return [
        Entity(
            entity=entity.entity,
            start=clause.start + entity.start,
            end=clause.start + entity.end,
            text=text[clause.start + entity.start : clause.start + entity.end],
            value=str(entity.value).lower() if entity.value is not None else None,
        )
        for entity in parse.entities
        if entity.entity in _FROM_MODEL and clause.start + entity.end <= len(text)
    ]


def _merged(parsed: tuple[Entity, ...], model: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """The parsers' entities, and the model's where they do not overlap."""
    kept = list(parsed)
    for entity in model:
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))

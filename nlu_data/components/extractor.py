"""Entities by rules and by the phrases that the training sentences mark."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu_data.components.entity_patterns import find_forms, find_phones
from nlu_data.components.entity_phrases import Found, Phrases, Piece, by_first_word, find_phrases, key
from nlu_data.components.entity_places import find_places
from nlu_data.components.fingerprint import digest_files
from nlu_data.components.normalise import normalise
from nlu_data.components.tokenizer import LEXICON, load_lexicon

LOOKUPS = Path(__file__).parent.parent / "lookups"
_LEARNED = ("program", "document", "referrer", "location", "relation", "need")
_BY_INTENT = ("need", "referrer", "relation", "document")
NAME = "RuleEntityExtractor"
Learned = dict[str, list[list[str]]]


class RuleEntityExtractor(GraphComponent):
    """Spans as written; what they are worth is worked out by the bot. Spans never overlap."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learned: Learned | None = None,
        ordinary: Iterable[str] = (),
        intents: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._ordinary = frozenset(ordinary)
        self._intents = {entity: frozenset(names) for entity, names in (intents or {}).items()}
        self._phrases = all_phrases(learned or {})

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RuleEntityExtractor":
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return digest_files(LOOKUPS.glob("*.txt"))

    def train(self, training_data: TrainingData) -> Resource:
        learned, ordinary = learn(training_data.training_examples)
        intents = intents_with(training_data.training_examples)
        with self._model_storage.write_to(self._resource) as folder:
            content = json.dumps(
                {"phrases": learned, "ordinary": ordinary, "intents": intents}, ensure_ascii=False
            )
            (folder / "entities.json").write_text(content, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "RuleEntityExtractor":
        try:
            with model_storage.read_from(resource) as folder:
                stored = json.loads((folder / "entities.json").read_text(encoding="utf-8"))
        except ValueError:  # Rasa's word for: nothing was stored
            return cls(config, model_storage, resource)
        return cls(config, model_storage, resource, stored["phrases"], stored["ordinary"], stored["intents"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(ENTITIES, [*message.get(ENTITIES, []), *self._extract(message)], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _extract(self, message: Message) -> list[dict[str, Any]]:
        text, pieces = message.get(TEXT), pieces_of(message)
        spans = [
            *find_phones(text),
            *_in_text(_forms(pieces), pieces),
            *_in_text(find_phrases(pieces, self._phrases), pieces),
            *_in_text(find_places(pieces, self._ordinary), pieces),
        ]
        return [
            {"entity": entity, "start": start, "end": end, "value": text[start:end], "extractor": NAME}
            for entity, start, end in without_overlap(
                [span for span in spans if self._fits(span[0], message)]
            )
        ]

    def _fits(self, entity: str, message: Message) -> bool:
        """People and things are marked only where the sentence is about them: one of its two likeliest intents says so."""
        likely = [row["name"] for row in message.get(INTENT_RANKING_KEY, [])[:2]]
        return entity not in self._intents or not likely or bool(self._intents[entity].intersection(likely))


def intents_with(examples: Sequence[Message]) -> dict[str, list[str]]:
    """For each kind that depends on what is meant: the intents of which at least one sentence in twenty marks it."""
    totals = Counter(example.get(INTENT) for example in examples)
    marked = Counter((m["entity"], e.get(INTENT)) for e in examples for m in e.get(ENTITIES) or [])
    return {
        entity: sorted(name for name in totals if name and marked[entity, name] >= totals[name] / 20)
        for entity in _BY_INTENT
    }


def pieces_of(message: Message) -> list[Piece]:
    tokens = message.get(TEXT_TOKENS) or []
    return [Piece(token.start, token.end, token.text, token.lemma) for token in tokens]


def _forms(pieces: Sequence[Piece]) -> list[Found]:
    """Patterns read the joined plain words: their places are taken back to pieces."""
    ends = list(accumulate(len(piece.lemma) + 1 for piece in pieces))
    starts = [0, *ends[:-1]]
    found = []
    for entity, start, end in find_forms(" ".join(piece.lemma for piece in pieces)):
        inside = [i for i in range(len(pieces)) if starts[i] < end and ends[i] - 1 > start]
        found.append((entity, inside[0], inside[-1] + 1))
    return found


def _in_text(found: Iterable[Found], pieces: Sequence[Piece]) -> list[Found]:
    return [(entity, pieces[first].start, pieces[last - 1].end) for entity, first, last in found]


def without_overlap(spans: Sequence[Found]) -> list[Found]:
    """Earlier ones of the list win, except that of the same kind the longest does; by place."""
    kept: list[Found] = []
    order = {entity: at for at, (entity, _, _) in reversed(list(enumerate(spans)))}
    for span in sorted(spans, key=lambda s: (order[s[0]], s[1] - s[2], s[1])):
        if all(span[2] <= other[1] or span[1] >= other[2] for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s[1])


def read_lookup(name: str) -> list[list[str]]:
    """The phrases of a lookup file in plain words."""
    path = LOOKUPS / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [normalise(line, load_lexicon(LEXICON)).split() for line in lines if line.strip()]


def all_phrases(learned: Learned) -> Phrases:
    return {
        entity: by_first_word(map(tuple, [*read_lookup(entity), *learned.get(entity, [])]))
        for entity in _LEARNED
    }


def learn(examples: Iterable[Message]) -> tuple[Learned, list[str]]:
    """The marked phrases by kind, and every plain word that occurs outside of marked places."""
    phrases: dict[str, set[tuple[str, ...]]] = {entity: set() for entity in _LEARNED}
    ordinary: set[str] = set()
    for example in examples:
        pieces = pieces_of(example)
        marks = example.get(ENTITIES) or []
        places = [mark for mark in marks if mark["entity"] == "location"]
        ordinary |= {word for piece in pieces if not _inside(piece, places) for word in piece.lemma.split()}
        for mark in marks:
            inside = [piece for piece in pieces if _inside(piece, [mark])]
            if mark["entity"] in phrases and inside:
                phrases[mark["entity"]].add(key(inside))
    return {entity: sorted(map(list, found)) for entity, found in phrases.items()}, sorted(ordinary)


def _inside(piece: Piece, marks: Iterable[dict[str, Any]]) -> bool:
    return any(mark["start"] <= piece.start and piece.end <= mark["end"] for mark in marks)

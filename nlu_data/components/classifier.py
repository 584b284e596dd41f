"""Intents from tf-idf weighted n-grams of the plain words, by logistic regression."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu_data.components.features import (
    Weights,
    inverse_frequencies,
    letter_terms,
    plain_words,
    weigh,
    word_terms,
)

_EDGES = frozenset({"\t^ $"})


@dataclass(frozen=True)
class LinearModel:
    """intents: names; words, letters: inverse frequencies; rows: the row of a term (letters after words);
    coefficients: (terms, intents); intercept: (intents,)."""

    intents: tuple[str, ...]
    words: Weights
    letters: Weights
    rows: dict[str, int]
    coefficients: "np.ndarray[Any, np.dtype[np.float32]]"
    intercept: "np.ndarray[Any, np.dtype[np.float32]]"


def make_rows(words: Weights, letters: Weights) -> dict[str, int]:
    """Terms of words are marked by a leading tab, which no term holds."""
    terms = [*(f"\t{term}" for term in words), *letters]
    return {term: row for row, term in enumerate(terms)}


def feature_weights(plain: list[str], words: Weights, letters: Weights) -> Weights:
    """One flat vector of both kinds of terms, each of length one by itself."""
    marked = {f"\t{term}": value for term, value in weigh(word_terms(plain), words).items()}
    return marked | weigh(letter_terms(plain), letters)


def lemmas(message: Message) -> list[str]:
    return plain_words(token.lemma for token in message.get(TEXT_TOKENS) or [])


class TfidfClassifier(IntentClassifier, GraphComponent):
    """Same output as Rasa's own classifiers. Untrained (no examples) it gives no intent."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """strength: scikit-learn's C; the higher, the closer to the examples. letters_at_least: documents a term needs."""
        return {"strength": 10.0, "words_at_least": 1, "letters_at_least": 2, "ranking_length": 10}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TfidfClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if examples:
            self._model = self._fit([lemmas(e) for e in examples], [e.get(INTENT) for e in examples])
            self._persist(self._model)
        return self._resource

    def _fit(self, documents: list[list[str]], intents: list[str]) -> LinearModel:
        from sklearn.linear_model import LogisticRegression  # only training needs it: a second less to start

        words = inverse_frequencies([list(word_terms(d)) for d in documents], self._config["words_at_least"])
        letters = inverse_frequencies(
            [list(letter_terms(d)) for d in documents], self._config["letters_at_least"]
        )
        rows = make_rows(words, letters)
        matrix = to_matrix([feature_weights(d, words, letters) for d in documents], rows)
        regression = LogisticRegression(
            C=self._config["strength"], class_weight="balanced", solver="liblinear", random_state=42
        ).fit(matrix, intents)
        coefficients, intercept = both_sides(regression.coef_, regression.intercept_)
        return LinearModel(
            tuple(map(str, regression.classes_)),
            words,
            letters,
            rows,
            coefficients.T.astype(np.float16).astype(np.float32),
            intercept.astype(np.float32),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = rank(self._model, lemmas(message)) if self._model else []
            first = dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, first, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _persist(self, model: LinearModel) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / "model.npz",
                coefficients=model.coefficients.astype(np.float16),
                intercept=model.intercept,
            )
            terms = {"intents": model.intents, "words": model.words, "letters": model.letters}
            (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TfidfClassifier":
        try:
            with model_storage.read_from(resource) as folder:
                terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
                arrays = np.load(folder / "model.npz")
                coefficients = arrays["coefficients"].astype(np.float32)
                intercept = arrays["intercept"]
        except ValueError:  # Rasa's word for: nothing was stored
            return cls(config, model_storage, resource)
        rows = make_rows(terms["words"], terms["letters"])
        model = LinearModel(
            tuple(terms["intents"]), terms["words"], terms["letters"], rows, coefficients, intercept
        )
        return cls(config, model_storage, resource, model)


def both_sides(coefficients: Any, intercept: Any) -> tuple[Any, Any]:
    """With two intents scikit-learn keeps one row of coefficients: the other is its opposite."""
    if len(coefficients) > 1:
        return coefficients, intercept
    return np.vstack([-coefficients, coefficients]) / 2, np.hstack([-intercept, intercept]) / 2


def to_matrix(vectors: list[Weights], rows: dict[str, int]) -> Any:
    """Sparse, (documents, terms)."""
    from scipy.sparse import csr_matrix

    indices = [rows[term] for vector in vectors for term in vector]
    values = [value for vector in vectors for value in vector.values()]
    starts = np.cumsum([0, *(len(vector) for vector in vectors)])
    return csr_matrix((values, indices, starts), shape=(len(vectors), len(rows)))


def rank(model: LinearModel, plain: list[str]) -> list[dict[str, Any]]:
    """All intents, most likely first, with probabilities that sum to one; none for a text without any known term."""
    vector = feature_weights(plain, model.words, model.letters)
    if not vector.keys() - _EDGES:
        return []
    indices = [model.rows[term] for term in vector]
    weights = np.fromiter(vector.values(), dtype=np.float32, count=len(vector))
    scores = weights @ model.coefficients[indices] + model.intercept
    likely = 1 / (1 + np.exp(-scores))  # one question per intent, "this or another?", as it was trained
    likely /= likely.sum()
    return [
        {"name": model.intents[i], "confidence": float(likely[i])} for i in np.argsort(-likely, kind="stable")
    ]

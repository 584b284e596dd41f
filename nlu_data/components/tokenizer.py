"""Tokens whose lemma is the plain word and whose place is that of the word as it was written."""

from functools import cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu_data.components.fingerprint import digest_files
from nlu_data.components.normalise import Lexicon, read_lexicon, read_words

LEXICON = Path(__file__).parent.parent / "lexicon"
NO_WORD = "\0"
TABLES = ("colloquial.tsv", "emoji.tsv", "lookalikes.tsv")


@cache
def load_lexicon(folder: Path) -> Lexicon:
    """One reading per process: training builds the component several times."""
    return read_lexicon(folder)


class ColloquialTokenizer(Tokenizer):
    """Splits and normalises as `nlu_data/lexicon/README.md` says; the rest of the text above the cap is not read."""

    def __init__(self, config: dict[str, Any], lexicon: Lexicon) -> None:
        super().__init__(config)
        self._lexicon = lexicon

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ColloquialTokenizer":
        return cls(config, load_lexicon(LEXICON))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Without this Rasa's training cache would not see that a lexicon changed."""
        return digest_files([LEXICON / table for table in TABLES])

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        words = read_words(text, self._lexicon)
        tokens = [
            Token(text[word.start : word.end], word.start, word.end, lemma=word.lemma) for word in words
        ]
        # Rasa's own parts expect at least one token of every text.
        return tokens or [Token(text[:1] or " ", 0, min(len(text), 1), lemma=NO_WORD)]

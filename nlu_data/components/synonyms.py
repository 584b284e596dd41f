"""One value for the names of one thing: `kartu keluarga` and `KK`. The place in the text stays."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from nlu_data.components.fingerprint import digest_files
from nlu_data.components.normalise import Lexicon, normalise, read_table
from nlu_data.components.tokenizer import LEXICON, load_lexicon

TABLE = LEXICON / "synonyms.tsv"


class SynonymMapper(GraphComponent):
    """Compares in plain words; a value without an entry in `synonyms.tsv` stays as written."""

    def __init__(self, synonyms: dict[str, str], lexicon: Lexicon) -> None:
        self._synonyms = synonyms
        self._lexicon = lexicon

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SynonymMapper":
        lexicon = load_lexicon(LEXICON)
        return cls(read_synonyms(TABLE, lexicon), lexicon)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return digest_files([TABLE])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [self._mapped(entity) for entity in message.get(ENTITIES, [])]
            message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _mapped(self, entity: dict[str, Any]) -> dict[str, Any]:
        value = self._synonyms.get(normalise(str(entity["value"]), self._lexicon))
        return entity | {"value": value} if value else entity


def read_synonyms(path: Path, lexicon: Lexicon) -> dict[str, str]:
    return {normalise(key, lexicon): value for key, value in read_table(path).items()}

"""Loads a trained archive and runs its message graph in order, without a scheduler."""

import json
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import ExecutionContext, GraphNode, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage

_MESSAGE = "__message__"


@dataclass(frozen=True)
class Model:
    """model_id: given by Rasa at training; order: node names, each after those it needs; target: gives the result."""

    model_id: str
    nodes: Mapping[str, GraphNode]
    order: Sequence[str]
    needs: Mapping[str, Sequence[str]]
    target: str

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """What Rasa answers to `/model/parse`, for each text. A text that starts with `/` is a text like any other."""
        results: dict[str, Any] = {_MESSAGE: [_as_sent(text) for text in texts]}
        for name in self.order:
            _, results[name] = self.nodes[name](*((need, results[need]) for need in self.needs[name]))
        return [_answer(message) for message in results[self.target]]


def _as_sent(text: str) -> UserMessage:
    """Rasa strips the text, and with it the places of entities would move."""
    message = UserMessage(text)
    message.text = text
    return message


def _answer(message: Any) -> dict[str, Any]:
    nothing = {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": []}
    return nothing | message.as_dict(only_output_properties=True)


def load_model(archive: Path) -> Model:
    """Raises FileNotFoundError: Rasa itself would take the newest model that it finds in place of a missing one."""
    if not archive.is_file():
        raise FileNotFoundError(f"there is no model {archive}")
    with tempfile.TemporaryDirectory(prefix="rangkul-nlu-") as folder:
        with tarfile.open(archive) as packed:
            # Debian 12's Python 3.11.2 has no filters yet; what is unpacked there was packed by our own training.
            packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            packed.extractall(folder)  # noqa: S202 - filtered by the line above
        metadata = json.loads((Path(folder) / "metadata.json").read_text(encoding="utf-8"))
        nodes, target = message_nodes(metadata["predict_schema"]["nodes"], metadata["nlu_target"])
        # Only these nodes are read: the schema of the training would import all of Rasa and TensorFlow.
        schema = GraphSchema.from_dict({"nodes": nodes})
        storage = LocalModelStorage(Path(folder) / "components")
        loaded = _instantiate(schema, storage, metadata["model_id"])
    needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
    return Model(metadata["model_id"], loaded, in_order(needs), needs, target)


def message_nodes(nodes: Mapping[str, Any], target: str) -> tuple[dict[str, Any], str]:
    """The nodes that a message runs through, without the last one of Rasa, which takes a text that starts with `/`
    for a command with an intent and entities of the writer's choice."""
    while nodes[target]["uses"].endswith(".RegexMessageHandler"):
        target = nodes[target]["needs"]["messages"]
    wanted, reached = [target], {}
    while wanted:
        name = wanted.pop()
        if name in nodes:
            reached[name] = nodes[name]
            wanted += nodes[name]["needs"].values()
    return reached, target


def _instantiate(schema: GraphSchema, storage: ModelStorage, model_id: str) -> dict[str, GraphNode]:
    context = ExecutionContext(graph_schema=schema, model_id=model_id)
    return {
        name: GraphNode.from_schema_node(name, node, storage, context) for name, node in schema.nodes.items()
    }


def in_order(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Names so that each comes after those it needs; needs that are no names are inputs."""
    order: list[str] = []
    while len(order) < len(needs):
        ready = [
            name
            for name, wanted in needs.items()
            if name not in order and all(need in order or need not in needs for need in wanted)
        ]
        if not ready:
            raise ValueError("the graph of the model goes round in circles")
        order += ready
    return order

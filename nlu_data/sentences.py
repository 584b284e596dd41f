"""Sentences with their intents and marked entities, read from Rasa's YAML files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu_data.contract import ROOT

DATA = ROOT / "data"
EVALUATION = ROOT / "evaluation"
_MARK = re.compile(r"\[(?P<text>[^\]]+)\](?:\((?P<entity>[^)]+)\)|(?P<json>\{[^}]+\}))")


@dataclass(frozen=True)
class Mark:
    """Half-open place in code points of the sentence without marks."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    text: str
    intent: str
    marks: tuple[Mark, ...]
    language: str
    path: Path


class BrokenFileError(ValueError):
    """A data file that cannot be read; the message names file and reason."""


def read_folder(folder: Path) -> list[Sentence]:
    """All sentences of `folder/<language>/*.yml`, by file name; none when the folder is not there."""
    return [
        sentence for path in sorted(folder.glob("*/*.yml")) for sentence in read_file(path, path.parent.name)
    ]


def read_file(path: Path, language: str) -> Iterator[Sentence]:
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BrokenFileError(
            f"{path}: not a file of sentences (version, nlu, intent, examples): {error}"
        ) from error
    for block in blocks:
        if "intent" not in block:
            continue
        for line in block.get("examples", "").splitlines():
            if line.startswith("- ") and line[2:].strip():
                text, marks = read_marks(line[2:].strip())
                yield Sentence(text, block["intent"], marks, language, path)


def read_marks(line: str) -> tuple[str, tuple[Mark, ...]]:
    """`saya di [Bogor](location)` -> the text and where its entities are."""
    text, at, marks = "", 0, []
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        entity = match["entity"] or json.loads(match["json"])["entity"]
        marks.append(Mark(entity, len(text), len(text) + len(match["text"])))
        text += match["text"]
        at = match.end()
    return text + line[at:], tuple(marks)

"""Which model belongs to which files: a model is named by the digest of all that it is made of."""

import re
from dataclasses import dataclass
from pathlib import Path

from nlu_data.components.fingerprint import digest_files
from nlu_data.contract import ROOT
from nlu_data.sentences import DATA

MODELS = ROOT / "models"
CONFIG = ROOT / "config.yml"
_NAME = re.compile(r"(?P<data>[0-9a-f]{16})-(?P<config>[0-9a-f]{16})\.tar\.gz")


@dataclass(frozen=True)
class ModelName:
    """data: digest of sentences, lexicons and lookups; config: digest of the pipeline, its code and the lock."""

    data: str
    config: str

    @property
    def file(self) -> str:
        return f"{self.data}-{self.config}.tar.gz"


def current_name(config: Path = CONFIG) -> ModelName:
    words = [*DATA.rglob("*.yml"), *(ROOT / "lexicon").glob("*.tsv"), *(ROOT / "lookups").glob("*.txt")]
    code = [config, *(ROOT / "components").glob("*.py"), *(ROOT / "locks").glob("*.txt")]
    return ModelName(digest_files(words), digest_files(code))


def name_of(path: Path) -> ModelName | None:
    """None for a model that was not trained by us and therefore has another name."""
    match = _NAME.fullmatch(path.name)
    return ModelName(match["data"], match["config"]) if match else None

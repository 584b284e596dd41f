"""`intents.yml` as values: which intents and entities there are, and how many sentences each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent
CONTRACT = ROOT / "intents.yml"


@dataclass(frozen=True)
class Contract:
    """groups: group -> intent -> when it applies; minimum: language -> (normal, core group) sentences."""

    groups: Mapping[str, Mapping[str, str]]
    entities: Mapping[str, str]
    minimum: Mapping[str, tuple[int, int]]
    core_groups: frozenset[str]

    @property
    def intents(self) -> frozenset[str]:
        return frozenset(intent for group in self.groups.values() for intent in group)

    def needed(self, intent: str, language: str) -> int:
        normal, core = self.minimum[language]
        return core if any(intent in self.groups[group] for group in self.core_groups) else normal


def read_contract(path: Path = CONTRACT) -> Contract:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Contract(
        groups=raw["intents"],
        entities=raw["entities"],
        minimum={language: (row["normal"], row["core"]) for language, row in raw["minimum"].items()},
        core_groups=frozenset(raw["core_groups"]),
    )

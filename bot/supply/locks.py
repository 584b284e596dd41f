"""Locks as data: hashed requirement files, each package with its version and the hashes of its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

BOT_LOCK = Path("deploy/locks/bot.txt")
RASA_LOCK = Path("nlu_data/locks/rasa.txt")
_PACKAGE = re.compile(
    r"(?m)^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\n(?![A-Za-z0-9]))*.*)"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """`hashes`: SHA-256 of every file of this version that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> tuple[Locked, ...]:
    """In the lock's order. Raises OSError."""
    found = _PACKAGE.finditer(path.read_text(encoding="utf-8"))
    return tuple(Locked(one["name"], one["version"], tuple(_HASH.findall(one["rest"]))) for one in found)

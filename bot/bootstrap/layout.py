"""Where the environments and their locks are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

NLU_PYTHON = "3.11"


@dataclass(frozen=True)
class Environment:
    """One virtual environment. `covers`: every lock whose packages `lock` brings, itself included."""

    directory: Path
    version: str
    lock: Path
    covers: tuple[Path, ...]

    @property
    def python(self) -> Path:
        return self.directory / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.directory / "rangkul.stamp"


@dataclass(frozen=True)
class Layout:
    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def locks(self) -> Path:
        return self.root / "deploy" / "locks"

    @property
    def tools(self) -> Path:
        return self.venv / "tools"

    @property
    def tools_lock(self) -> Path:
        return self.locks / "tools.txt"

    @property
    def uv(self) -> Path:
        return self.tools / "bin" / "uv"

    @property
    def log(self) -> Path:
        return self.venv / "setup.log"

    @property
    def is_checkout(self) -> bool:
        """False for an installed package: whoever installed it has set it up."""
        return (self.locks / "bot.txt").is_file()

    def bot(self, with_tests: bool) -> Environment:
        runtime, tests = self.locks / "bot.txt", self.locks / "test.txt"
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        covers = (runtime, tests) if with_tests else (runtime,)
        return Environment(self.venv / "bot", version, covers[-1], covers)

    def nlu(self) -> Environment:
        lock = self.root / "nlu_data" / "locks" / "rasa.txt"
        return Environment(self.venv / "nlu", NLU_PYTHON, lock, (lock,))


def here() -> Layout:
    return Layout(Path(__file__).resolve().parents[2])

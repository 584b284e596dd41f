"""`python3 -m bot lock [UV ARGUMENTS]`: hashed requirement files of tools, bot, tests and Rasa.

Versions that are locked already stay unless `--upgrade` or `--upgrade-package NAME` is among the arguments.
No lock names an index: where packages come from is the business of the machine that installs them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bot.bootstrap.layout import Layout
from bot.bootstrap.progress import say

_OPTIONS = (
    "--quiet",
    "--system-certs",
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--python-version=3.11",
)


@dataclass(frozen=True)
class Lock:
    project: str
    output: str
    sources: tuple[str, ...]


LOCKS = (
    Lock(".", "deploy/locks/tools.txt", ("--group", "tools")),
    Lock(".", "deploy/locks/bot.txt", ("pyproject.toml",)),
    # Constrained by the one before it: the tests run against the versions that people get.
    Lock(".", "deploy/locks/test.txt", ("pyproject.toml", "--group", "test", "-c", "deploy/locks/bot.txt")),
    Lock("nlu_data", "locks/rasa.txt", ("pyproject.toml",)),
)


def make_locks(layout: Layout, extra: Sequence[str]) -> int:
    return max(_make(layout, lock, extra) for lock in LOCKS)


def _make(layout: Layout, lock: Lock, extra: Sequence[str]) -> int:
    say(f"locking {lock.project}/{lock.output}".replace("./", ""))
    command = [str(layout.uv), "pip", "compile", *_OPTIONS, "-o", lock.output, *lock.sources, *extra]
    project = layout.root / lock.project
    return subprocess.run(command, cwd=project, stdout=subprocess.DEVNULL, check=False).returncode

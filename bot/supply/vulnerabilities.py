"""What is publicly known against the locked packages of the bot, asked with pip-audit.

Asked first: PyPI's own data (each release's list of vulnerabilities), then OSV. Neither may be reachable where the tests
run: that is said, and never taken for a clean answer (pip-audit itself says "no known vulnerabilities found" and leaves
with 0 when it was told nothing about any package). Standard library only, like what calls it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .locks import BOT_LOCK

SOURCES = ("pypi", "osv")
_SECONDS = 180


class State(StrEnum):
    CLEAN = "clean"
    FOUND = "found"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Audit:
    """`lines` say what was found, or what could not be asked."""

    state: State
    source: str = ""
    lines: tuple[str, ...] = ()


def audit(root: Path, program: Sequence[str] = (sys.executable, "-m", "pip_audit")) -> Audit:
    """The first source that answers speaks."""
    for source in SOURCES:
        told = read_answer(source, _ask(root, program, source))
        if told.state is not State.NOT_CHECKED:
            return told
    return Audit(
        State.NOT_CHECKED, lines=(f"no source of known vulnerabilities answers ({', '.join(SOURCES)})",)
    )


def read_answer(source: str, answer: str) -> Audit:
    """Of pip-audit's JSON: packages that the source does not know are never taken for clean ones."""
    try:
        packages = list(json.loads(answer[answer.index("{") :])["dependencies"])
    except (ValueError, KeyError, TypeError):
        return Audit(State.NOT_CHECKED, source)
    known = [one for one in packages if "vulns" in one]
    if not known:
        return Audit(State.NOT_CHECKED, source)
    lines = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in known
        for flaw in one["vulns"]
    ]
    lines += [f"{one['name']}: {source} knows nothing of it" for one in packages if "vulns" not in one]
    return Audit(State.FOUND if lines else State.CLEAN, source, tuple(lines))


def _ask(root: Path, program: Sequence[str], source: str) -> str:
    """What it says on standard output; nothing where it fails."""
    options = ("--requirement", str(BOT_LOCK), "--require-hashes", "--disable-pip", "--progress-spinner=off")
    command = [*program, *options, f"--vulnerability-service={source}", "--format=json", "--timeout=10"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout

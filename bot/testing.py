"""`python3 -m bot test [PYTEST ARGUMENTS]`: every check there is; with arguments only pytest with them.

Standard library only, so that a broken dependency is reported by the checks and not in place of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.supply.vulnerabilities import State, audit

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_NO_TESTS_COLLECTED = 5
_WAITING = "faults or browser"
"""They wait more than they work, and others' load would be taken for a fault."""
_TWO = ("-n", "2", "--dist", "loadgroup")
_PARALLEL = ("-n", "auto", "--dist", "loadgroup")


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    passing: tuple[int, ...] = (0,)


def run_tests(root: Path, arguments: Sequence[str]) -> int:
    """Exit code: 0 when everything passed."""
    if arguments:
        return _run(root, Check("pytest", ("pytest", *arguments)))
    _ensure_chromium()
    known, unasked = _known_vulnerabilities(root)
    failed = [*known, *(check.name for check in _checks(root) if _run(root, check) not in check.passing)]
    _say(f"FAILED: {', '.join(failed)}" if failed else f"every check passed{unasked}")
    return 1 if failed else 0


def _checks(root: Path) -> Iterator[Check]:
    reason = _why_no_model(root)
    if reason:
        _say(f"no model is trained and no test marked `rasa` runs: {reason}")
    else:
        yield Check("training the model", ("python", "-m", "bot", "train"))
    yield Check("ruff check", ("ruff", "check", "."))
    yield Check("ruff format", ("ruff", "format", "--check", "."))
    yield Check("mypy", ("mypy",))
    yield Check("import layers", ("lint-imports",))
    unable = " and not rasa" if reason else ""
    waiting = ("pytest", *_TWO, "-m", f"({_WAITING}){unable}")
    yield Check(f"pytest, two at a time ({_WAITING})", waiting, (0, _NO_TESTS_COLLECTED))
    # Last, so that the closing line is of the run that always has tests.
    yield Check("pytest", ("pytest", *_PARALLEL, "-m", f"not ({_WAITING}){unable}"))


def _known_vulnerabilities(root: Path) -> tuple[list[str], str]:
    """What failed, and what the closing line says where nobody could be asked: never taken for a pass in silence.

    With RANGKUL_AUDIT=required in the environment (where releases are made) an audit that nobody answers fails.
    """
    _say("known vulnerabilities ...")
    found = audit(root)
    for line in found.lines:
        _say(f"known vulnerabilities: {line}")
    if found.state is State.NOT_CHECKED:
        required = os.environ.get("RANGKUL_AUDIT") == "required"
        return (
            ["known vulnerabilities (not checked)"] if required else []
        ), "; NOT CHECKED: known vulnerabilities"
    _say(f"known vulnerabilities: {found.state} ({found.source})")
    return (["known vulnerabilities"] if found.state is State.FOUND else []), ""


def _why_no_model(root: Path) -> str | None:
    if not (root / "nlu_data" / "config.yml").is_file():
        return "nlu_data/config.yml does not exist yet"
    if not (root / ".venv" / "nlu" / "bin" / "python").exists():
        return "there is no Python 3.11 for Rasa"
    return None


def _run(root: Path, check: Check) -> int:
    _say(f"{check.name} ...")
    began = time.monotonic()
    program = str(Path(sys.executable).parent / check.command[0])
    code = subprocess.run([program, *check.command[1:]], cwd=root, check=False).returncode
    outcome = "passed" if code in check.passing else f"FAILED with exit code {code}"
    _say(f"{check.name}: {outcome} in {time.monotonic() - began:.0f} s")
    return code


def _ensure_chromium() -> None:
    if any(map(shutil.which, _CHROMIUM)):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        _say("no Chromium: the browser tests will say so (Debian: apt-get install chromium)")
        return
    _say("installing Chromium for the browser tests (apt-get) ...")
    if not all(map(_apt_get, (("update",), ("install", "-y", "--no-install-recommends", "chromium")))):
        _say("Chromium could not be installed: the browser tests will say so")


def _apt_get(arguments: Sequence[str]) -> bool:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    return subprocess.run(command, env=environ, stdout=sys.stderr, check=False).returncode == 0


def _say(line: str) -> None:
    print(f"rangkul test: {line}", file=sys.stderr, flush=True)

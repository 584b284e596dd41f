"""Locks, continuous integration and README say the same thing."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [ROOT / "deploy/locks/tools.txt", ROOT / "deploy/locks/bot.txt", ROOT / "deploy/locks/test.txt"]
LOCKS += [ROOT / "nlu_data/locks/rasa.txt"]


def _pins(lock: Path) -> dict[str, str]:
    """Requirement -> everything up to the next one."""
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
    return {block.split(" \\\n")[0]: block for block in blocks if block}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_that_every_locked_package_has_a_version_and_a_hash(lock: Path) -> None:
    pins = _pins(lock)
    assert pins
    assert [pin for pin, block in pins.items() if "==" not in pin or "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_that_a_lock_does_not_say_where_packages_come_from(lock: Path) -> None:
    assert re.findall(r"https?://|file://|^--|index-url|find-links", lock.read_text(), re.MULTILINE) == []


def test_that_the_tests_run_against_the_versions_that_people_get() -> None:
    # A package that the bot needs on one system only can be one that the tests need on all.
    bot, tests = ({pin.partition(" ;")[0] for pin in _pins(lock)} for lock in LOCKS[1:3])
    assert bot - tests == set()


def _normal(requirement: str) -> str:
    name = re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_that_the_locks_have_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = {_normal(pin) for pin in _pins(LOCKS[1])}
    locked_for_tests = {_normal(pin) for pin in _pins(LOCKS[2])}
    assert {_normal(name) for name in project["project"]["dependencies"]} - locked == set(), (
        "python3 -m bot lock"
    )
    assert {_normal(name) for name in project["dependency-groups"]["test"]} - locked_for_tests == set()


def test_that_the_readme_and_continuous_integration_use_the_same_command() -> None:
    readme = (ROOT / "README.md").read_text()
    assert {"python3 -m bot demo", "python3 -m bot test"} <= set(readme.splitlines())
    script = ROOT / ".ci" / "run"
    assert script.read_text().splitlines()[-1] == "python3 -m bot test"
    assert os.access(script, os.X_OK)


# In pieces, because this file is searched too.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]


def test_that_no_committed_file_names_the_host_of_a_registry() -> None:
    tracked = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    texts = {name: _text(ROOT / name) for name in tracked if name}
    assert len(texts) > len(LOCKS)
    assert [name for name, text in texts.items() if any(host in text for host in REGISTRY_HOSTS)] == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

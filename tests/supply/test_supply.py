"""What the program is made of is locked, listed, licensed, and asked about without a silent pass."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bot.supply.licences import may_be_used, refused
from bot.supply.locks import BOT_LOCK, RASA_LOCK, read_lock
from bot.supply.sbom import write_sbom
from bot.supply.vulnerabilities import Audit, State, audit, read_answer

pytestmark = pytest.mark.promise("supply-chain")
ROOT = Path(__file__).resolve().parents[2]
LOCKS = [BOT_LOCK, RASA_LOCK, Path("deploy/locks/test.txt"), Path("deploy/locks/tools.txt")]


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_that_every_package_of_every_lock_has_hashes(lock: Path) -> None:
    packages = read_lock(ROOT / lock)
    assert len(packages) == len(re.findall(r"(?m)^[a-z0-9][^\n]*==", (ROOT / lock).read_text()))
    assert [one for one in packages if not one.hashes or not one.version] == []


def test_that_the_bill_of_materials_is_valid_and_whole() -> None:
    listed = write_sbom(ROOT, "1.0")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(listed) is None
    found = {one["purl"]: one for one in json.loads(listed)["components"] if "purl" in one}
    for package in (*read_lock(ROOT / BOT_LOCK), *read_lock(ROOT / RASA_LOCK)):
        part = found[f"pkg:pypi/{package.name.lower()}@{package.version}"]
        assert {one["content"] for one in part["hashes"]} >= set(package.hashes) or package.hashes
    assert {"pkg:pypi/python-telegram-bot", "pkg:pypi/rasa"} <= {url.partition("@")[0] for url in found}


def test_that_no_licence_stands_in_the_way() -> None:
    packages = read_lock(ROOT / BOT_LOCK)
    assert refused(packages) == []
    assert len([one for one in packages if is_installed(one.name)]) > len(packages) // 2


def is_installed(name: str) -> bool:
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True), ("BSD-3-Clause", True), ("Apache-2.0 OR BSD-2-Clause", True), ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True), ("MIT OR GPL-2.0-only", True), ("MPL-2.0", True),
        ("GPL-3.0-or-later", False), ("AGPL-3.0", False), ("GNU General Public License v2 (GPLv2)", False), ("", False),
        ("GNU Affero General Public License v3", False), ("Proprietary", False), ("CC-BY-NC-4.0", False),
        ("SSPL-1.0", False),
    ],
)  # fmt: skip
def test_that_licences_are_told_apart(licence: str, may: bool) -> None:
    assert may_be_used(licence) is may


def told(*packages: dict[str, object]) -> str:
    return "No known vulnerabilities found\n" + json.dumps({"dependencies": packages, "fixes": []})


GOOD: dict[str, object] = {"name": "a", "version": "1", "vulns": []}
BAD: dict[str, object] = {
    "name": "b",
    "version": "2",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "aliases": [], "description": ""}],
}
UNKNOWN: dict[str, object] = {
    "name": "c",
    "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)",
}


@pytest.mark.parametrize(
    ("answer", "state", "line"),
    [
        (told(GOOD), State.CLEAN, ""),
        (told(GOOD, BAD), State.FOUND, "b 2: PYSEC-1, mended in 3"),
        (told(GOOD, UNKNOWN), State.FOUND, "c: pypi knows nothing of it"),
        # What pip-audit calls clean where nobody answered:
        (told(UNKNOWN, UNKNOWN), State.NOT_CHECKED, ""),
        (told(), State.NOT_CHECKED, ""),
        ("", State.NOT_CHECKED, ""),
        ("Traceback (most recent call last):", State.NOT_CHECKED, ""),
        ('{"dependencies": 3}', State.NOT_CHECKED, ""),
    ],
)
def test_that_silence_is_no_clean_answer(answer: str, state: State, line: str) -> None:
    found = read_answer("pypi", answer)
    assert found.state is state
    assert found.lines == ((line,) if line else ())


def asked(folder: Path, code: str) -> Audit:
    """What becomes of it when pip-audit is this program."""
    program = folder / "audit.py"
    program.write_text(f"import sys\n{code}\n")
    return audit(ROOT, (sys.executable, str(program)))


def test_that_the_second_source_is_asked_when_the_first_is_away(tmp_path: Path) -> None:
    answer = told(GOOD, BAD)
    code = f"print({answer!r}) if '--vulnerability-service=osv' in sys.argv else sys.exit('no network')"
    found = asked(tmp_path, code)
    assert (found.state, found.source, len(found.lines)) == (State.FOUND, "osv", 1)
    assert asked(tmp_path, "sys.exit(1)").state is State.NOT_CHECKED
    assert audit(ROOT, (str(tmp_path / "is-not-there"),)).state is State.NOT_CHECKED


def test_that_every_exception_from_a_security_rule_says_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (rule := re.search(r"# noqa: (?:S[0-9]+)(.*)", line)) and len(rule[1].strip(" -")) < 10
    ]
    assert silent == []

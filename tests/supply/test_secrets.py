"""No secret is in the repository: neither in a file nor in a name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.promise("supply-chain")
ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "Telegram token": r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}\b",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{22,}\b",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "PyPI token": r"\bpypi-[A-Za-z0-9_-]{50,}",
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}",
    "password in an address": r"\b[a-z][a-z+]*://[^\s:/@{}<>$\"']+:(?!\.\.\.|PASSWORD|password|geheim|secret|\{|\$|<)[^\s:/@{}<>$\"'*]{6,}@",
    "key of 32 bytes": r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])",
}
BINARY = frozenset({".gz", ".png", ".jpg", ".svg", ".db", ".sqlite", ".ogg", ".whl"})
NAMES = re.compile(
    r"(?:^|/)(?:\.env|rangkul\.env|id_rsa|id_ed25519|.*\.pem|.*\.p12|.*\.pfx|master\.key|\.netrc|\.pypirc)$"
)
ALLOWED = {
    # Opens nothing: a store of the first version, made of invented people, which shows that upgrades work.
    "tests/store/released/",
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def found_in(text: str) -> list[str]:
    return [kind for kind, pattern in SECRETS.items() if re.search(pattern, text)]


def test_that_no_file_holds_a_secret() -> None:
    leaks = [
        f"{name}: {kind}"
        for name in tracked()
        if Path(name).suffix not in BINARY and not any(name.startswith(one) for one in ALLOWED)
        for kind in found_in((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert leaks == []


def test_that_no_file_is_called_like_a_secret() -> None:
    assert [name for name in tracked() if NAMES.search(name) and not any(map(name.startswith, ALLOWED))] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Telegram token", "BOT=7012345678:" + "AAE" + "x" * 32),
        ("private key", "-----BEGIN " + "OPENSSH PRIVATE KEY-----"),
        ("private key", "-----BEGIN " + "PRIVATE KEY-----"),
        ("AWS key", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("GitHub token", "ghp_" + "a1" * 18),
        ("password in an address", "postgresql://bot:" + "hunter22" + "@db/x"),
        ("key of 32 bytes", "key: " + "q" * 43 + "="),
        ("JSON web token", "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20),
    ],
)
def test_that_a_secret_would_be_found(kind: str, text: str) -> None:
    assert kind in found_in(text)

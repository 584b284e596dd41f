"""What runs before or without the libraries is of Python's own: a broken dependency is reported and stops no report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.promise("supply-chain")
ROOT = Path(__file__).resolve().parents[2]
ALONE = ("bot.testing", "bot.supply.vulnerabilities", "bot.supply.locks", "bot.supply.licences",
         "bot.bootstrap.start", "bot.bootstrap.relock")  # fmt: skip


def imported(module: str) -> subprocess.CompletedProcess[str]:
    """Without site-packages."""
    words = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {module}"
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", ALONE)
def test_that_it_is_there_without_any_library(module: str) -> None:
    assert imported(module).stderr == ""


def test_that_a_library_would_be_noticed() -> None:
    assert "ModuleNotFoundError" in imported("bot.supply.sbom").stderr

"""What the tests read in a Containerfile; its syntax is the linter's business."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILES = sorted(DEPLOY.glob("*Containerfile"))


def instructions(containerfile: Path, name: str) -> list[str]:
    whole = containerfile.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(rf"^\s*{name}\s+(.*)$", whole, re.MULTILINE)


def copied(containerfile: Path) -> list[str]:
    """Paths of the repository that are copied, without those of other stages."""
    lines = [line for line in instructions(containerfile, "COPY") if not line.startswith("--from")]
    return [source for line in lines for source in line.split()[:-1]]

"""Conversations written down for people to read: a title, who it is, and one act or expectation per list item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PEOPLE = Path(__file__).parent / "people"
_LINE = re.compile(
    r"(?P<who>[A-Z]\w*(?: card| group)?) (?P<deed>[^:(]+?)(?:: ?(?P<words>.*)| (?P<named>\([\w-]+\))\.|\.)"
)
_UNSEEN = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Line:
    """`deed` is what stands between the name and the colon, e.g. "writes" or "is told"."""

    number: int
    who: str
    deed: str
    words: str

    def __str__(self) -> str:
        return f"{self.who} {self.deed}{': ' + self.words if self.words else '.'}"


@dataclass(frozen=True)
class Script:
    """One applicant; the first word of the title is their name."""

    name: str
    title: str
    who_it_is: str
    lines: tuple[Line, ...]


class ScriptError(ValueError):
    """Which file and line cannot be read."""


def read_script(path: Path) -> Script:
    """Raises ScriptError."""
    text = path.read_text(encoding="utf-8").splitlines()
    items = [(number, line[2:]) for number, line in enumerate(text, 1) if line.startswith("- ")]
    title = next(line[2:] for line in text if line.startswith("# "))
    about = next(line for line in text[1:] if line and not line.startswith(("#", "-")))
    lines = tuple(_line(path, number, item) for number, item in items)
    return Script(re.split(r"\W", title)[0], title, about, lines)


def _line(path: Path, number: int, item: str) -> Line:
    found = _LINE.fullmatch(item)
    if not found:
        raise ScriptError(f"{path.name}, line {number}: write it as 'NAME does: words' or 'NAME does.'")
    words = _UNSEEN.sub(lambda code: chr(int(code[1], 16)), found["words"] or found["named"] or "")
    return Line(number, found["who"], found["deed"], words)

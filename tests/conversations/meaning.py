"""Whether a message says what a script expects: a piece of text, or any wording of a text of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast

from bot.texts.catalogue import TEXTS_DIR

_NAMED = re.compile(r"\(([a-z][\w-]*)\)")
_TAG = re.compile(r"</?[a-z]+>")
_ANYTHING = ".*?"


def says(text: str, expected: str) -> bool:
    """`expected` is a piece of text, or the id of a text in round brackets. Blanks and capitals do not matter."""
    seen = _even(text)
    named = _NAMED.fullmatch(expected)
    if not named:
        return _even(expected).casefold() in seen.casefold()
    return any(pattern.search(seen) for pattern in _wordings()[named[1]])


def _even(text: str) -> str:
    return " ".join(text.split())


@cache
def _wordings() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Each text's wordings in every language."""
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for path in sorted(TEXTS_DIR.glob("*/*.ftl")):
        for id, patterns in _of_file(path):
            found[id] = (*found.get(id, ()), *patterns)
    return found


def _of_file(path: Path) -> Iterator[tuple[str, tuple[re.Pattern[str], ...]]]:
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        if isinstance(entry, ast.Message):
            values = [entry.value, *(one.value for one in entry.attributes)]
            shapes = [_shape(value) for value in values if value]
            yield entry.id.name, tuple(re.compile(shape) for shape in shapes if shape.strip(" .*?"))


def _shape(pattern: ast.Pattern) -> str:
    parts = [
        re.escape(_even(f"|{_TAG.sub('', str(part.value))}|")[1:-1])
        if isinstance(part, ast.TextElement)
        else _ANYTHING
        for part in pattern.elements
    ]
    return "".join(parts).removesuffix(_ANYTHING)

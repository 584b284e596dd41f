"""`python -m tests.promises.table`: writes the README's table of promises anew from the tests' markers."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .promised import PROMISED

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BEGIN = "<!-- promises: written by `python -m tests.promises.table` -->"
END = "<!-- end of promises -->"
_MOST_NAMED = 3


def shown_by(tests: Path) -> dict[str, list[str]]:
    """Promise -> tests as `folder/file.py::function`, in order. A marker of a whole file counts for the file."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(tests.rglob("test_*.py")):
        name = file.relative_to(tests).as_posix()
        for promise, test in _marked(ast.parse(file.read_text("utf-8"))):
            found[promise].append(f"{name}::{test}" if test else name)
    return dict(found)


def _marked(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ((promise, node.name) for promise in _promises(node.decorator_list))
        elif isinstance(node, ast.Assign) and any(map(_is_pytestmark, node.targets)):
            yield from ((promise, "") for promise in _promises([node.value]))


def _is_pytestmark(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "pytestmark"


def _promises(expressions: list[ast.expr]) -> Iterator[str]:
    for call in (node for expression in expressions for node in ast.walk(expression)):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "promise"
        ):
            yield from (str(one.value) for one in call.args if isinstance(one, ast.Constant))


def table(shown: dict[str, list[str]]) -> str:
    rows = (f"| {words} | {_tests(shown.get(name, []))} |" for name, words in PROMISED.items())
    return "\n".join(("| promise | shown by |", "| --- | --- |", *rows))


def _tests(names: list[str]) -> str:
    shown = "<br>".join(f"`{name}`" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown}<br>and {more} more" if more > 0 else shown


def with_table(readme: str, shown: dict[str, list[str]]) -> str:
    """Raises ValueError where the README has no place for it."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table(shown)}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8"), shown_by(ROOT / "tests")), "utf-8")

"""Whoever reads the log finds each event in the runbook, and with it what to do."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from bot.app.log_list import EVENTS, LIBRARY, NOT_LISTED
from tests.deploy.containerfiles import DEPLOY

BOT = DEPLOY.parent / "bot"
PAGE = (DEPLOY / "runbook.md").read_text(encoding="utf-8").partition("## Events in the log")[2]
ERRORS, _, REST = PAGE.partition("Warnings:")
LEVELS = {"info", "warning", "error", "critical"}


def _logged() -> dict[str, set[str]]:
    """Event to its levels, as the code says them; `tell` is a level that is chosen at run time."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in BOT.rglob("*.py"):
        for event, level in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            found[event].add(level)
    return found


def _calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and one.args and isinstance(one.args[0], ast.Constant):
            name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
            event = one.args[0].value
            if event in EVENTS and name in LEVELS | {"tell"}:
                yield event, name


def test_that_every_event_is_explained_once() -> None:
    named = re.findall(r"(?m)^- `([\w.]+)`: \S", PAGE)
    informing = re.findall(r"`(\w+)` \(", PAGE.partition("For information:")[2])
    assert sorted([*named, *informing]) == sorted([*EVENTS, LIBRARY, NOT_LISTED])


def test_that_errors_stand_under_errors() -> None:
    levels = _logged()
    grave = {event for event, how in levels.items() if how & {"error", "critical", "tell"}}
    assert {*re.findall(r"(?m)^- `([\w.]+)`:", ERRORS)} == grave
    assert len(grave) > 10

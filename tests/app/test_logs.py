"""Only what is on the list is logged, and everything that the code logs is on it."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.app.log_list import ALWAYS, EVENTS, FIELDS
from bot.app.logs import OnlyListed, configure_logs, hold_back_tracebacks

pytestmark = pytest.mark.promise("no-words-in-logs")
BOT = Path(__file__).resolve().parents[2] / "bot"
SOURCES = [path for path in sorted(BOT.rglob("*.py")) if "bootstrap" not in path.parts]
"""Setting the environments up comes before anybody can have written a word."""
GAJAH = "gajahbiru"


@pytest.fixture(params=["json", "console"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the process logs, from here on."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    configure_logs(request.param, out)
    yield out
    logging.captureWarnings(False)
    structlog.configure(**before)
    logging.basicConfig(handlers=handlers, level=level, force=True)


def events(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines() if line.startswith("{")]


class SecretError(Exception):
    pass


def raised() -> SecretError:
    try:
        raise SecretError(GAJAH)
    except SecretError as error:
        return error


def test_that_what_is_not_listed_is_counted_and_not_written(written: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info(f"{GAJAH}_came", person=GAJAH)
    log.error("turn_failed", mail=3, person=GAJAH, text=GAJAH)
    log.error("turn_failed", mail=GAJAH, error=f"{GAJAH} said", at=f"{GAJAH}\n{GAJAH}:3")
    log.error("turn_failed", exc_info=raised())
    log.error("send_refused", why="7000000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    log.bind(chat=GAJAH).warning("lease_not_returned")
    assert GAJAH not in written.getvalue()
    assert "AAAA" not in written.getvalue()
    if found := events(written):
        assert [one["event"] for one in found[:2]] == ["not_listed", "turn_failed"]
        assert [one["dropped"] for one in found if "dropped" in one] == [1, 2, 3, 4, 5]
        assert found[3]["error"] == "SecretError"
        assert found[3]["at"].endswith(".py:" + found[3]["at"].rpartition(":")[2])


def test_that_libraries_are_named_and_not_quoted(written: io.StringIO) -> None:
    for name in ("httpx", "sqlalchemy.engine", "asyncio", "somebodys.library", "py.warnings"):
        logging.getLogger(name).error("%s said\n" + GAJAH, GAJAH, exc_info=raised(), extra={"who": GAJAH})
    logging.getLogger("httpx").info(GAJAH)
    logging.getLogger("chatty").debug(GAJAH)
    assert GAJAH not in written.getvalue()
    assert written.getvalue().count("SecretError") == 5
    assert written.getvalue().count("test_logs.py:") >= 5
    assert all(one["event"] == "library" for one in events(written))


@pytest.mark.filterwarnings("default")
def test_that_what_nobody_catches_is_an_event(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    hold_back_tracebacks()
    error = raised()
    sys.excepthook(SecretError, error, error.__traceback__)

    def fails() -> None:
        raise SecretError(GAJAH)

    thread = threading.Thread(target=fails, name=GAJAH)
    thread.start()
    thread.join()
    assert GAJAH not in written.getvalue()
    assert written.getvalue().count("uncaught") == 2


@given(
    st.dictionaries(st.text(max_size=12), st.one_of(st.text(), st.integers(), st.binary()), max_size=6),
    st.text(),
)
def test_that_no_fields_at_all_get_through(fields: dict[str, object], event: str) -> None:
    drop = OnlyListed()
    shown = drop(None, "info", {**fields, "event": event})
    assert shown.keys() <= {*ALWAYS, "dropped"} | EVENTS.get(event, frozenset())
    listed = drop(
        None, "info", {**{name: fields.get(name, event) for name in FIELDS}, "event": "turn_failed"}
    )
    assert "\n" not in "".join(str(value) for value in listed.values())
    assert listed.keys() <= {*ALWAYS, "dropped"} | EVENTS["turn_failed"]


def log_calls() -> Iterator[tuple[str, str, set[str]]]:
    """Where, event, fields: of every call of a logger in the code."""
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        also = {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and "_log." in ast.unparse(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_log(node.func, also):
                first = node.args[0] if len(node.args) == 1 else None
                event = first.value if isinstance(first, ast.Constant) else "(not written out)"
                fields = {word.arg or "**" for word in node.keywords}
                yield f"{path.relative_to(BOT)}:{node.lineno}", str(event), fields


def _is_log(called: ast.expr, also: set[str]) -> bool:
    if isinstance(called, ast.Name):
        return called.id in also
    logger = ast.unparse(called.value) if isinstance(called, ast.Attribute) else ""
    return logger in ("_log", "log") or "get_logger()" in logger


def test_that_every_logged_event_and_field_is_listed() -> None:
    wrong = [
        f"{where}: {event} {sorted(fields)}"
        for where, event, fields in log_calls()
        if event not in EVENTS or not fields - {"exc_info"} <= EVENTS[event]
    ]
    assert wrong == [], "add it to bot/app/log_list.py, or leave it out"


def test_that_the_list_has_nothing_that_is_not_logged() -> None:
    used = {event for _, event, _ in log_calls()}
    assert {event for event in EVENTS if "." not in event} - used == set()
    assert {field for fields in EVENTS.values() for field in fields} | {"dropped"} == FIELDS.keys()


def test_that_only_structlog_is_used_for_own_events() -> None:
    """The standard library's loggers write whole sentences: they are for libraries."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                is_log = called.startswith("logging.") and node.func.attr in {
                    *("debug", "info", "warning", "error", "exception", "critical", "log")
                }
                assert not is_log, f"{path}:{node.lineno}"

"""What the process says of itself: one line per event, on standard error, in a terminal's or a machine's form.

Nobody's words are logged: only events and fields on the list of `log_list` are written, with values of the shape that
is said there. Of what libraries say, their words are left out, since those quote what they were given.
"""

from __future__ import annotations

import itertools
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from .log_list import ALWAYS, EVENTS, FIELDS, LIBRARY, NOT_LISTED

Form = Literal["console", "json"]
_TOKEN = re.compile(r"\b[0-9]{5,}:[\w-]{20,}")
_CHATTY = ("httpx", "httpcore", "telegram", "uvicorn", "aiosqlite", "sqlalchemy", "alembic")


def configure_logs(form: Form | None, stream: TextIO = sys.stderr) -> None:
    """Once, at the start of a process. `form` None: for people on a terminal, else for machines."""
    is_terminal = stream.isatty()
    stamped: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = (form or ("console" if is_terminal else "json")) == "console"
    shown: Processor = (
        structlog.dev.ConsoleRenderer(colors=is_terminal) if console else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *stamped, of_library],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _CHATTY:
        # Below warnings they say too much too often, even without their words.
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*stamped, OnlyListed(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def hold_back_tracebacks() -> None:
    """What nobody catches is an event as well: Python's own traceback would quote the error's words."""
    log = structlog.get_logger()
    sys.excepthook = lambda _, error, __: log.critical("uncaught", exc_info=error)
    threading.excepthook = lambda args: log.critical("uncaught", exc_info=args.exc_value)
    sys.unraisablehook = lambda args: log.error("uncaught", exc_info=args.exc_value)


@dataclass(frozen=True)
class OnlyListed:
    """Writes what is on the list and leaves out the rest, which it counts: the line says how much it was so far."""

    count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self, _: object, __: str, event: EventDict) -> EventDict:
        given = with_named_error(event)
        allowed = EVENTS.get(str(given.get("event")))
        kept = {name: given[name] for name in ALWAYS & given.keys()}
        if allowed is None:
            return kept | {"event": NOT_LISTED, "dropped": next(self.count)}
        fields = {name: value for name, value in given.items() if name not in ALWAYS}
        shown = {name: value for name, value in fields.items() if name in allowed and _has_shape(name, value)}
        # Libraries of ours that log by themselves bring fields of their own: that is no mistake of anybody.
        lost = len(fields) - len(shown) if "." not in str(given["event"]) else 0
        return kept | shown | ({"dropped": next(self.count)} if lost else {})


def of_library(_: object, __: str, event: EventDict) -> EventDict:
    """Logger, level, the error's class and the place: never the message, whatever library it is."""
    record: logging.LogRecord | None = event.get("_record")
    kept = {name: value for name, value in event.items() if name in ALWAYS or name.startswith("_")}
    place = {"at": f"{record.pathname}:{record.lineno}"} if record else {}
    error = event.get("exc_info") or (record.exc_info if record else None)
    return kept | {"event": LIBRARY} | place | with_named_error({"exc_info": error})


def with_named_error(event: EventDict) -> dict[str, Any]:
    """An error under `exc_info` becomes its class and place; a `caused_by`, the repr of one, its class."""
    kept = {name: value for name, value in event.items() if name != "exc_info"}
    error = event.get("exc_info")
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        kept |= named(error)
    if "caused_by" in kept:
        kept["caused_by"] = str(kept["caused_by"]).partition("(")[0]
    return kept


def named(error: BaseException) -> dict[str, str]:
    """An error by its class and the place it comes from, without its words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__} | ({"at": place} if place else {})


def _has_shape(name: str, value: object) -> bool:
    said = str(value)
    return value is None or (bool(FIELDS[name].fullmatch(said)) and not _TOKEN.search(said))

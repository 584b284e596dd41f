"""What the process says of itself: one line per event, on standard error, in a terminal's or a machine's form.

Nobody's words are logged. What libraries say passes through the same form, and what their errors quote is left out:
an error is named by its class and its place.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

Form = Literal["console", "json"]
_TOKEN = re.compile(r"\b[0-9]{5,}:[\w-]{20,}")
_QUOTE_PEOPLE = frozenset({"args", "kwargs", "positional_args"})
_CHATTY = ("httpx", "httpcore", "telegram", "uvicorn", "aiosqlite", "sqlalchemy", "alembic")


def configure_logs(form: Form | None, stream: TextIO = sys.stderr) -> None:
    """Once, at the start of a process. `form` None: for people on a terminal, else for machines."""
    is_terminal = stream.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_quotes,
    ]
    console = (form or ("console" if is_terminal else "json")) == "console"
    shown: Processor = (
        structlog.dev.ConsoleRenderer(colors=is_terminal) if console else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_first_line, structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _CHATTY:
        # Below warnings they tell addresses with the token in them, statements, and what people write.
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def without_quotes(_: object, __: str, event: EventDict) -> EventDict:
    """Errors lose their words, calls their arguments, and a token that got in nevertheless is blotted out."""
    kept: dict[str, Any] = {
        name: value for name, value in event.items() if name not in _QUOTE_PEOPLE and name != "exc_info"
    }
    error = event.get("exc_info")
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        kept |= named(error)
    if "caused_by" in kept:
        # A repr of an error: its class is enough.
        kept["caused_by"] = str(kept["caused_by"]).partition("(")[0]
    return {name: _blotted(value) for name, value in kept.items()}


def named(error: BaseException) -> dict[str, str]:
    """An error by its class and the place it comes from, without its words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "at": place}


def _first_line(_: object, __: str, event: EventDict) -> EventDict:
    """What follows in a library's message can be the repr of an error."""
    event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event


def _blotted(value: Any) -> Any:
    return _TOKEN.sub("<token>", value) if isinstance(value, str) else value

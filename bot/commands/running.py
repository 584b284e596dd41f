"""How a command runs and fails: in one line that says what, where and how to mend it, without anybody's words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import structlog
import typer

from bot import app
from bot.publishing.agency_file import AgencyFileError
from bot.settings import Settings, SettingsError, read_settings
from bot.store.ledger import LedgerError
from bot.store.migrate import SchemaError
from bot.store.outage import unusable
from bot.store.presence import InUseError
from bot.store.seal import KeyFileError, SealError

ONE_LINE = (
    *(SettingsError, KeyFileError, AgencyFileError, SchemaError, SealError, LedgerError, InUseError),
    *(app.StartError, app.CommandError),
)
"""Each says in one line what is wrong and how to mend it."""


def fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


def until_the_end(work: Callable[[Settings], Coroutine[None, None, None]]) -> None:
    """With the settings that are given; what goes wrong is one line and exit code 1."""
    try:
        settings = read_settings()
        app.configure_logs(settings.log_format)
        app.hold_back_tracebacks()
        asyncio.run(work(settings))
    except ONE_LINE as error:
        raise fail(str(error)) from None
    except Exception as error:
        if why := unusable(error):
            raise fail(why) from None
        structlog.get_logger().critical("stopped_by_an_error", exc_info=error)
        raise typer.Exit(1) from None

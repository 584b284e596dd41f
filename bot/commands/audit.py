"""`rangkul audit`: the log of what staff did and read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end

audit = typer.Typer(no_args_is_help=True, help="The log of what staff did and read.")
HeadsFile = Annotated[
    Path | None, typer.Option("--heads", help="Heads kept elsewhere; else `audit-heads` in the data dir.")
]


@audit.command()
def verify(heads: HeadsFile = None) -> None:
    """Whether the log is whole; else the first line that was changed, removed, added or cut off, and exit code 1."""

    async def work(settings: Settings) -> None:
        from bot.app.auditing import verify

        await verify(settings, typer.echo, heads)

    until_the_end(work)


@audit.command()
def show(case: Annotated[str, typer.Option("--case", help="Its code, like K7M-4PX.")]) -> None:
    """Who did and read what, of one case. That it was looked at is noted too."""

    async def work(settings: Settings) -> None:
        from bot.app.auditing import show

        await show(settings, typer.echo, case.strip().upper())

    until_the_end(work)

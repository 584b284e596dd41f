"""`rangkul backup FILE` and `rangkul restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end

File = Annotated[Path, typer.Argument(help="Of the backup; it is readable with the master key only.")]


def add_to(cli: typer.Typer) -> None:
    cli.command()(backup)
    cli.command()(restore)


def backup(file: File) -> None:
    """Write everything of this moment into a new sealed file; the bot may run meanwhile."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import make_backup

        await make_backup(settings, file, typer.echo)

    until_the_end(work)


def restore(file: File) -> None:
    """Bring a backup into an empty database, of either kind; stop the bot first."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import restore_backup

        await restore_backup(settings, file, typer.echo)

    until_the_end(work)

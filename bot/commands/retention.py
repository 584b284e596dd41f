"""`rangkul retention`: what leaves after its time."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Let data go whose time is over; the running bot does it by itself every six hours."""

    async def work(settings: Settings) -> None:
        from bot.app.retaining import retention as run

        await run(settings, typer.echo, dry_run=dry_run)

    until_the_end(work)

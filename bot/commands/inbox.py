"""`rangkul inbox`: mail that could not be handled, and what becomes of it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import Settings

from .running import fail, until_the_end

inbox = typer.Typer(no_args_is_help=True, help="Updates and timers that could not be handled.")


@inbox.command("list")
def list_inbox() -> None:
    """A line each: number, when it came, since when it is set aside, what it is, the class of the error."""

    async def work(settings: Settings) -> None:
        from bot.app.inbox import list_inbox

        await list_inbox(settings, typer.echo)

    until_the_end(work)


@inbox.command()
def retry(
    number: Annotated[int | None, typer.Argument(help="As `list` shows it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that is set aside.")] = False,
) -> None:
    """Handle it now, after what waits in its chat already; for when the cause is mended."""
    if (number is None) is not every:
        raise fail("say which: `rangkul inbox retry NUMBER`, or `rangkul inbox retry --all`")

    async def work(settings: Settings) -> None:
        from bot.app.inbox import retry_inbox

        await retry_inbox(settings, typer.echo, number)

    until_the_end(work)


@inbox.command()
def drop(
    number: Annotated[int, typer.Argument(help="As `list` shows it.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="It is never handled, and what it says is gone.")
    ] = False,
) -> None:
    """Never handle it; what it says is gone."""
    if not yes:
        raise fail(f"what {number} says would be gone for good: add --yes if that is meant")

    async def work(settings: Settings) -> None:
        from bot.app.inbox import drop_inbox

        await drop_inbox(settings, typer.echo, number)

    until_the_end(work)

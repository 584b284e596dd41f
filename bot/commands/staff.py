"""`rangkul staff`: who works for the agency. They come by `rangkul invite`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end

staff = typer.Typer(no_args_is_help=True, help="Who works for the agency; they come by `rangkul invite`.")
Agency = Annotated[str, typer.Option(help="The agency's id.")]


@staff.command("list")
def list_staff(agency: Agency = "default") -> None:
    """A line each: number, name, roles."""

    async def work(settings: Settings) -> None:
        from bot.app.roster import list_staff

        await list_staff(settings, typer.echo, agency)

    until_the_end(work)


@staff.command()
def remove(
    number: Annotated[int, typer.Argument(help="As `list` shows it.")], agency: Agency = "default"
) -> None:
    """Somebody is staff no longer, from this moment on; their cases go back to the queue."""

    async def work(settings: Settings) -> None:
        from bot.app.roster import remove_staff

        await remove_staff(settings, typer.echo, number, agency)

    until_the_end(work)

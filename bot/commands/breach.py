"""`rangkul breach`: who is affected, and what was held of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end


def breach(
    since: Annotated[str, typer.Option(help="Beginning: 2026-11-02 or 2026-11-02T14:30+07:00.")],
    until: Annotated[str, typer.Option(help="End.")],
    staff: Annotated[int | None, typer.Option(help="Only what this member of the staff could see.")] = None,
    case: Annotated[str | None, typer.Option(help="Only the person of this case.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Also write a new file for spreadsheets.")] = None,
) -> None:
    """List affected people by case code and the names of what was held of them; never the data itself."""

    async def work(settings: Settings) -> None:
        from bot.app.breaching import list_affected, scope_of

        scope = scope_of(since, until, staff=staff, case=case, everybody=everybody)
        await list_affected(settings, scope, typer.echo, csv)

    until_the_end(work)

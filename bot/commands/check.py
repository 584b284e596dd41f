"""`rangkul check`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import SettingsError, read_settings

from .running import fail

AgencyFile = Annotated[Path | None, typer.Option(help="Look at this agency file alone.")]


def add_to(cli: typer.Typer) -> None:
    cli.command()(check)


def check(
    agency_file: AgencyFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Settings, key, database, disk, Telegram, clock, model, agency: a line each, and how to mend what is wrong."""
    if agency_file is not None:
        _check_agency(agency_file)
        return
    from bot.app.checking import Checkup

    try:
        settings = read_settings()
    except SettingsError as error:
        raise fail(str(error)) from None
    lines = asyncio.run(Checkup(settings).lines())
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
    else:
        for line in lines:
            mend = f" -> {line.mend}" if line.mend else ""
            typer.echo(f"{line.state:4}  {line.item}: {line.what}{mend}")
    if any(line.state == "fail" for line in lines):
        raise typer.Exit(1)


def _check_agency(path: Path) -> None:
    from bot.publishing.agency_file import check_agency

    problems = check_agency(path)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{path}: in order")

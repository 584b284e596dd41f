"""What the program is made of, and what is known against it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import __version__, app

from .running import fail

_ONLY_CHECKOUT = "run it as `python3 -m bot {name}` in a checkout: the locks and the tools for it are there"


def sbom(to: Annotated[Path | None, typer.Option("--to", help="Write to this file instead.")] = None) -> None:
    """Print the software bill of materials of bot and model server: CycloneDX JSON."""
    try:
        from bot.supply.sbom import write_sbom

        listed = write_sbom(app.root(), __version__)
    except (ImportError, OSError):
        raise fail(f"the list of parts cannot be made here: {_ONLY_CHECKOUT.format(name='sbom')}") from None
    if to is None:
        typer.echo(listed)
        return
    try:
        to.write_text(listed, encoding="utf-8")
    except OSError as error:
        raise fail(f"{to}: cannot be written ({error.strerror}); choose another file") from None


def vulnerabilities() -> None:
    """Ask PyPI, else OSV, what is known against the locked packages: exit code 1 where something is or nobody answers."""
    from bot.supply.vulnerabilities import State, audit

    found = audit(app.root())
    for line in found.lines:
        typer.echo(line, err=found.state is not State.FOUND)
    if found.state is State.NOT_CHECKED:
        raise fail("not checked: try again where PyPI's or OSV's data can be reached")
    if found.state is State.FOUND:
        raise fail(
            f"{len(found.lines)} known to {found.source}: upgrade with `python3 -m bot lock --upgrade-package NAME`"
        )
    typer.echo(f"nothing is known to {found.source}")


def add_to(cli: typer.Typer) -> None:
    cli.command()(sbom)
    cli.command()(vulnerabilities)

"""The command line."""

from __future__ import annotations

import typer

from bot import __version__

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def rangkul() -> None:
    """The first contact between a person who needs help and a social agency."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    app(prog_name="rangkul")

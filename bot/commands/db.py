"""`rangkul db`: the schema of the database."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import Settings

from .running import until_the_end

db = typer.Typer(no_args_is_help=True, help="The schema of the database. `run` upgrades by itself.")


@db.command()
def upgrade(revision: Annotated[str, typer.Argument(help="A schema, or head.")] = "head") -> None:
    """Bring the tables to a schema; the bot must not run."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import upgrade_schema

        await upgrade_schema(settings, revision, typer.echo)

    until_the_end(work)


@db.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="A schema, or base: no tables at all.")],
    yes: Annotated[bool, typer.Option("--yes", help="What is said to be lost may be lost.")] = False,
) -> None:
    """Bring the tables back to an older schema; says what that loses."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import downgrade_schema

        await downgrade_schema(settings, revision, typer.echo, sure=yes)

    until_the_end(work)


@db.command()
def current() -> None:
    """The schema that the database has."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import show_schema

        await show_schema(settings, typer.echo)

    until_the_end(work)


@db.command()
def history() -> None:
    """All schemas, the newest first; a star at the one that the database has."""

    async def work(settings: Settings) -> None:
        from bot.app.backing_up import show_history

        await show_history(settings, typer.echo)

    until_the_end(work)

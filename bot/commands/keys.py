"""`rangkul keys`: rotate the master key, retire the old one."""

from __future__ import annotations

import typer

from bot.settings import Settings

from .running import until_the_end

keys = typer.Typer(
    no_args_is_help=True, help="The master key: a new one, and the old one's end. Stop the bot first."
)


@keys.command()
def rotate() -> None:
    """A new master key beside the old one, and everything brought under it. Broken off, the same call goes on."""

    async def work(settings: Settings) -> None:
        from bot.app.rotating import rotate_keys

        await rotate_keys(settings, typer.echo)

    until_the_end(work)


@keys.command()
def retire() -> None:
    """Remove older master keys from the key file; refused while anything rests on one."""

    async def work(settings: Settings) -> None:
        from bot.app.rotating import retire_keys

        await retire_keys(settings, typer.echo)

    until_the_end(work)

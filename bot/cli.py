"""The command line."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import __version__, app
from bot.commands import backup, check, supply
from bot.commands.audit import audit
from bot.commands.breach import breach
from bot.commands.db import db
from bot.commands.inbox import inbox
from bot.commands.keys import keys
from bot.commands.retention import retention
from bot.commands.running import fail, until_the_end
from bot.commands.staff import staff
from bot.demo.chat import chat as talk
from bot.publishing.agency_file import EXAMPLE_AGENCY, AgencyFileError, load_agency
from bot.publishing.links import qr_for_terminal, qr_svg, service_link
from bot.settings import Settings
from bot.situation.case import Role
from bot.situation.reading import Reading
from bot.understanding import nlu_commands

# Its own way of showing errors would print values: people's words and the token among them.
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
nlu = typer.Typer(no_args_is_help=True, help="The model server alone.")
cli.add_typer(nlu, name="nlu")
cli.add_typer(keys, name="keys")
cli.add_typer(db, name="db")
cli.add_typer(audit, name="audit")
cli.add_typer(staff, name="staff")
cli.add_typer(inbox, name="inbox")
cli.command()(breach)
cli.command()(retention)
backup.add_to(cli)
check.add_to(cli)
supply.add_to(cli)

NluUrl = Annotated[str | None, typer.Option(envvar="RANGKUL_NLU_URL", help="A running Rasa server.")]
AgencyFile = Annotated[Path, typer.Option(envvar="RANGKUL_AGENCY_FILE", help="The agency and its services.")]


@cli.callback()
def rangkul() -> None:
    """The first contact between a person who needs help and a social agency."""


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@cli.command()
def train() -> None:
    """Train the language model if its sentences, lexicons or settings changed."""
    try:
        code = nlu_commands.train(app.root())
    except nlu_commands.NluMissingError as error:
        raise fail(str(error)) from None
    raise typer.Exit(code)


@nlu.command()
def serve(listen: Annotated[str, typer.Option(help="HOST:PORT")] = "127.0.0.1:5005") -> None:
    """Serve the language model over HTTP, with Rasa's own /model/parse."""
    try:
        nlu_commands.serve(app.root(), listen)
    except nlu_commands.NluMissingError as error:
        raise fail(str(error)) from None


@cli.command()
def understand(
    messages: Annotated[list[str] | None, typer.Argument()] = None, nlu_url: NluUrl = None
) -> None:
    """Print, a JSON object per line, what the bot would understand of each message (arguments or standard input)."""
    lines = messages or [line.rstrip("\n") for line in sys.stdin]
    if not asyncio.run(_understand(lines, nlu_url)):
        raise fail("the language model cannot be had: run `python3 -m bot train` and read its last line")


async def _understand(lines: list[str], nlu_url: str | None) -> bool:
    async with app.model_client(nlu_url, wait=True) as client:
        if client is None:
            return False
        understanding = app.build_understanding(client)
        for line in lines:
            reading = await understanding.read(line, datetime.now(UTC))
            if not reading.parsed and line.strip():
                return False
            typer.echo(json.dumps(_shown(reading), ensure_ascii=False))
    return True


def _shown(reading: Reading) -> dict[str, Any]:
    """The contract of `understand`; see the README."""
    whole = reading.model_dump(mode="json")
    names = (
        "text",
        "language",
        "safety",
        "medical",
        "third_person",
        "feeling",
        "intent",
        "confidence",
        "ranking",
    )
    clauses = [{key: one[key] for key in ("text", "intent", "confidence")} for one in whole["clauses"]]
    return {**{name: whole[name] for name in names}, "clauses": clauses, "entities": whole["entities"]}


@cli.command()
def link(
    service: str,
    bot_name: Annotated[str, typer.Option("--bot", envvar="RANGKUL_BOT_NAME", help="The bot's @name.")],
    campaign: Annotated[str, typer.Option(help="Where the link will hang, e.g. posyandu.")] = "",
    svg: Annotated[Path | None, typer.Option(help="Also write the QR code to this file.")] = None,
    agency_file: AgencyFile = EXAMPLE_AGENCY,
) -> None:
    """The deep link of a service, and its QR code."""
    try:
        known = [one.id for one in load_agency(agency_file).services]
        address = service_link(bot_name, service, campaign)
    except (AgencyFileError, ValueError) as error:
        raise fail(str(error)) from None
    if service not in known:
        raise fail(f"there is no service '{service}' in {agency_file}; there are {', '.join(known)}")
    typer.echo(address)
    typer.echo(qr_for_terminal(address))
    if svg:
        svg.write_bytes(qr_svg(address))


@cli.command()
def run() -> None:
    """Serve people on Telegram. Settings: the README's table."""
    until_the_end(_run)


async def _run(settings: Settings) -> None:
    await app.serve(settings, typer.echo, _until_told_to_stop())


@cli.command()
def invite(
    role: Annotated[Role, typer.Option(help="What they may do.")],
    agency: Annotated[str, typer.Option(help="The agency's id.")] = "default",
) -> None:
    """A one-time link, good for three days: whoever opens it first is staff with this role."""

    async def made(settings: Settings) -> None:
        typer.echo(await app.invite(settings, role, agency))

    until_the_end(made)


@cli.command()
def demo(port: Annotated[int, typer.Option(help="Of the page; 0 takes any free one.")] = 8090) -> None:
    """Two phones on a page of this machine, talking to the real bot: no token, no account, no network."""
    until_the_end(lambda settings: _demo(settings, port))


async def _demo(settings: Settings, port: int) -> None:
    await app.demo(settings, typer.echo, _until_told_to_stop(), port)


def _until_told_to_stop() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    return stop


@cli.command()
def chat(nlu_url: NluUrl = None, agency_file: AgencyFile = EXAMPLE_AGENCY) -> None:
    """Talk with the bot in the terminal. Nothing is kept, no worker is there."""
    asyncio.run(_chat(nlu_url, agency_file))


async def _chat(nlu_url: str | None, agency_file: Path) -> None:
    async with app.model_client(nlu_url, wait=False) as client:
        mind = app.build_mind(client, agency_file)

        async def show(bubble: str) -> None:
            typer.echo(bubble)

        await talk(_typed_lines(), show, mind, mind.catalogue, lambda: datetime.now(UTC))


async def _typed_lines() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line


def main() -> None:
    cli(prog_name="rangkul")

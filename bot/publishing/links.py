"""Links and QR codes that open a service's answer in the bot and are recorded as the way a person came."""

from __future__ import annotations

import io
import re

import segno

from bot.engagement.links import write_link

_BOT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,30}[Bb][Oo][Tt]")


def service_link(bot_name: str, service: str, campaign: str = "") -> str:
    """https://t.me/BOT?start=PAYLOAD. Raises ValueError for a name or payload that Telegram would refuse."""
    name = bot_name.removeprefix("@")
    if not _BOT_NAME.fullmatch(name):
        raise ValueError(f"'{bot_name}' is no bot name: Telegram's bots are called like nama_bot")
    return f"https://t.me/{name}?start={write_link('service', service, campaign)}"


def qr_for_terminal(link: str) -> str:
    out = io.StringIO()
    segno.make(link, error="m").terminal(out, compact=True)
    return out.getvalue()


def qr_svg(link: str) -> bytes:
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="svg", scale=8)
    return out.getvalue()

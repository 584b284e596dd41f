"""`rangkul invite`: staff come by a one-time link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from bot.channel.client import connected
from bot.engine.joining import INVITATION
from bot.settings import Settings
from bot.situation.case import Role
from bot.store import audit, staff
from bot.store.unit import Store

from .errors import CommandError, StartError
from .wiring import open_store, who_am_i

INVITED_FOR = timedelta(days=3)
_NOT_INVITED = frozenset({Role.APPLICANT, Role.PARTICIPANT})
_INVITED = tuple(role.value for role in Role if role not in _NOT_INVITED)


async def invite(settings: Settings, role: Role, agency: str = "default") -> str:
    """A one-time link that makes whoever opens it first staff of the agency. Raises like `serve`."""
    if role in _NOT_INVITED:
        raise CommandError(f"--role {role}: nobody is invited to that; use {', '.join(_INVITED)}")
    if settings.bot_token is None:
        raise StartError("RANGKUL_BOT_TOKEN is not set: the link leads to the bot that it belongs to")
    async with (
        connected(settings.bot_token.get_secret_value(), settings.bot_api_url) as telegram,
        open_store(settings) as (database, keys),
    ):
        me = await who_am_i(telegram)
        secret = token_urlsafe(24)
        async with Store(database, keys, me.id).unit() as unit:
            now = datetime.now(UTC)
            await staff.invite(unit, secret, role, agency, now + INVITED_FOR)
            await audit.note_act(unit, now, "operator", f"invited {role}")
    return f"https://t.me/{me.username}?start={INVITATION}{secret}"

"""Updates in: long polling or a webhook. Updates are confirmed only after they were accepted."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import stamina
import structlog
from telegram.error import TelegramError

from bot.engine.fullness import FullError
from bot.engine.trouble import AWAY

from .client import POLL_SECONDS, SLACK_SECONDS, Client, RefusedError
from .read import ALLOWED_UPDATES

Accept = Callable[[dict[str, Any]], Awaitable[None]]
AcceptAll = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
_log = structlog.get_logger()


class ChannelError(Exception):
    """One line: what Telegram does not accept, and how to mend it."""


@dataclass(frozen=True)
class Patience:
    """Seconds to wait before asking again: `first`, then longer up to `most`; `conflict` while somebody else polls.

    `store`: the longest between two tries to keep what has come.
    """

    first: float = 0.5
    most: float = 30.0
    conflict: float = 5.0
    poll: int = POLL_SECONDS
    store: float = 2.0


async def poll(client: Client, accept_all: AcceptAll, patience: Patience | None = None) -> None:
    """Runs until it is cancelled. Raises ChannelError when the token is wrong.

    What came in one answer is accepted together; what could not be accepted is offered again until it is.
    """
    waits = patience or Patience()
    # A webhook that was set earlier would refuse the polls; what waits there stays waiting.
    await _asking(client, waits, "deleteWebhook", {"drop_pending_updates": False})
    offset: int | None = None
    while True:
        params: dict[str, Any] = {"timeout": waits.poll, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            params["offset"] = offset
        if updates := await _asking(client, waits, "getUpdates", params):
            await _accepted(updates, accept_all, waits)
            offset = updates[-1]["update_id"] + 1


async def set_webhook(client: Client, url: str, secret: str, patience: Patience | None = None) -> None:
    """Telegram brings updates to `url` from now on. Raises ChannelError when the token is wrong."""
    params = {"url": url, "secret_token": secret, "allowed_updates": list(ALLOWED_UPDATES)}
    await _asking(client, patience or Patience(), "setWebhook", params)


def is_telegram(given_secret: str | None, secret: str) -> bool:
    """Whoever knows the secret. Without a secret, nobody."""
    # As bytes: for text, only ASCII can be compared without telling by the time it takes.
    return bool(secret) and hmac.compare_digest((given_secret or "").encode(), secret.encode())


async def accept_webhook(body: bytes, given_secret: str | None, *, secret: str, accept: Accept) -> int:
    """The HTTP status to answer: 401 for anybody but Telegram, 503 when it shall bring the update again."""
    if not is_telegram(given_secret, secret):
        return 401
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return 400
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        return 400
    try:
        await accept(update)
    except AWAY:
        return 503  # The store has said so, once.
    except Exception as error:
        _tell(error)
        return 503
    return 200


async def _asking(client: Client, waits: Patience, method: str, params: dict[str, Any]) -> Any:
    """Asked again for as long as Telegram or the network is away."""
    seconds = float(params.get("timeout", 0)) + SLACK_SECONDS
    async for attempt in _again(lambda error: _worth_waiting(error, waits), waits):
        with attempt:
            return await client.ask(method, params, seconds)
    raise AssertionError("unreachable: attempts are not limited")


def _worth_waiting(error: Exception, waits: Patience) -> bool | float:
    if not isinstance(error, TelegramError):
        return False
    if not isinstance(error, RefusedError) or error.status >= 500:
        return True
    if error.status == 429:
        return float(error.parameters.get("retry_after") or 1)
    if error.status == 409:
        _log.warning("another_program_polls", mend="stop the other program that uses this bot's token")
        return waits.conflict
    if error.status in (401, 404):
        raise ChannelError(
            "RANGKUL_BOT_TOKEN: Telegram does not know this token; copy the present one from @BotFather"
        ) from None
    raise ChannelError(f"Telegram does not accept this bot's settings: {error.description}") from None


async def _accepted(updates: Sequence[dict[str, Any]], accept_all: AcceptAll, waits: Patience) -> None:
    """Again and again, whatever is the matter: what is not kept is not confirmed."""
    pause, is_told = waits.first, False
    while True:
        try:
            return await accept_all(updates)
        except Exception as error:
            if not is_told:
                _tell(error)
            is_told = True
        await asyncio.sleep(pause)
        pause = min(pause * 2, waits.store)


def _tell(error: Exception) -> None:
    mend = "is the database there and writable?"
    if isinstance(error, FullError):
        mend = "too much waits; Telegram keeps the rest until there is room"
    _log.error("update_not_stored", error=type(error).__name__, mend=mend)


def _again(on: Callable[[Exception], bool | float], waits: Patience) -> Any:
    return stamina.retry_context(
        on=on,
        attempts=None,
        timeout=None,
        wait_initial=waits.first,
        wait_max=waits.most,
        wait_jitter=waits.first,
    )

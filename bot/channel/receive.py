"""Long polling: an update is confirmed to Telegram only after it is committed here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

KINDS = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"]
POLL_SECONDS = 25
LONGEST_PAUSE = 30.0
Accept = Callable[[dict[str, Any]], Awaitable[None]]


class ReceiveError(Exception):
    """Polling cannot go on: one line that says why and how to mend it."""


async def poll(bot: Bot, accept: Accept) -> None:
    """Until cancelled. Raises ReceiveError for what waiting does not mend."""
    offset, pause = 0, 0.5
    while True:
        try:
            updates = await bot.do_api_request(
                "getUpdates",
                api_kwargs={"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": KINDS},
            )
        except InvalidToken:
            raise ReceiveError(
                "RANGKUL_BOT_TOKEN: Telegram does not know this token; ask @BotFather"
            ) from None
        except Conflict:
            raise ReceiveError(
                "another process polls with this token, or a webhook is set: stop that one"
            ) from None
        except RetryAfter as later:
            wait = later.retry_after
            await asyncio.sleep(wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait))
            continue
        except (NetworkError, TelegramError):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = 0.5
        for update in updates:
            await accept(update)
            offset = update["update_id"] + 1

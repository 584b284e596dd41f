"""Calls to the Bot API through python-telegram-bot, and what its answers mean."""

from __future__ import annotations

import warnings
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.engine.ports import Call, Outcome, Result

_AS_WANTED = (
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be deleted",
    "query is too old",
)
_NEVER_REACHED = ("httpx.ConnectError", "httpx.ConnectTimeout", "Bad Gateway", "Internal Server Error")


def open_bot(token: str, api_url: str) -> Bot:
    """`api_url` without the trailing /bot; raises telegram.error.InvalidToken."""
    # Calls are data here, so they go through the client's generic door on purpose; it warns of the named ones.
    warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
    request = HTTPXRequest(connection_pool_size=64, connect_timeout=5, read_timeout=20, pool_timeout=20)
    polling = HTTPXRequest(connection_pool_size=2, connect_timeout=5, read_timeout=40)
    address = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=polling,
    )


async def send(bot: Bot, call: Call) -> Outcome:
    """Never raises for what Telegram or the network can do."""
    try:
        answer = await bot.do_api_request(call.method, api_kwargs=call.params)
    except RetryAfter as later:
        wait = later.retry_after
        seconds = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
        return Outcome(Result.LATER, seconds=seconds)
    except Forbidden:
        return Outcome(Result.BLOCKED)
    except BadRequest as refused:
        wanted = any(words in str(refused).lower() for words in _AS_WANTED)
        return Outcome(Result.DONE if wanted else Result.REFUSED)
    except TimedOut:
        return Outcome(Result.UNKNOWN)
    except NetworkError as error:
        surely_not = any(words in str(error) for words in _NEVER_REACHED)
        return Outcome(Result.UNAVAILABLE if surely_not else Result.UNKNOWN)
    except TelegramError:
        return Outcome(Result.REFUSED)
    return Outcome(Result.SENT, message=_message_id(answer))


def _message_id(answer: Any) -> int | None:
    return answer.get("message_id") if isinstance(answer, dict) else None

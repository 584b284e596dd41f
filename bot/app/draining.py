"""The end of a process: what is under way is finished, but not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

_log = structlog.get_logger()
ENGINE_SECONDS = 20.0
"""For turns and sends that run: longer than Telegram is waited for, an upload excepted.

With what is being accepted (`listening.DRAIN_SECONDS`) it stays below the time that deploy/ gives the process to end.
"""


@asynccontextmanager
async def drained(seconds: float = ENGINE_SECONDS) -> AsyncIterator[Callable[[], None]]:
    """Gives what begins the drain. What is not done by its end is left in the database as after a kill."""
    limit = asyncio.timeout(None)
    try:
        async with limit:
            yield lambda: limit.reschedule(asyncio.get_running_loop().time() + seconds)
    except TimeoutError:
        if not limit.expired():
            raise
        _log.warning(
            "drain_cut_short", seconds=seconds, mend="what was under way is taken up at the next start"
        )

"""The address that is listened at."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette

from bot.settings import Settings
from bot.web.serving import listener, serving_on

from .errors import StartError

_log = structlog.get_logger()
DRAIN_SECONDS = 15
"""For updates that are being accepted when the process is told to stop: longer than a database may be locked."""


def open_port(settings: Settings) -> socket.socket | None:
    """Raises StartError where the address cannot be had.

    An address that nobody asked for may be missing: without a webhook the bot then serves without health.
    """
    host, _, port = settings.listen.rpartition(":")
    try:
        return listener(host.strip("[]"), int(port))
    except OSError as error:
        line = (
            f"RANGKUL_LISTEN: {settings.listen} cannot be had ({error.strerror}): "
            "is another program there? Choose another HOST:PORT"
        )
    if settings.webhook_url or "listen" in settings.model_fields_set:
        raise StartError(line)
    _log.warning("no_health_page", why=line)
    return None


@asynccontextmanager
async def listening(bound: socket.socket | None, site: Starlette) -> AsyncIterator[str]:
    """Gives the health page's address. On leaving, what is being accepted at that moment still is."""
    if bound is None:
        yield ""
        return
    async with serving_on(bound, site, DRAIN_SECONDS, public=True):
        yield f"{_address(bound)}/health/ready"


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

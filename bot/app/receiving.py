"""How updates come in: asked for, or brought by Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from secrets import token_urlsafe
from urllib.parse import urlsplit

from starlette.applications import Starlette

from bot.channel.client import Client
from bot.channel.receive import ChannelError, accept_webhook, is_telegram, poll, set_webhook
from bot.engine.engine import Engine
from bot.settings import Settings
from bot.web.health import Health, health_routes
from bot.web.metrics import metrics_route
from bot.web.webhook import Door, webhook_route


def _by_chance() -> str:
    return token_urlsafe(32)


@dataclass(frozen=True)
class Receiving:
    """`secret`: Telegram's, for the webhook; made anew at each start where the settings name none."""

    telegram: Client
    engine: Engine
    settings: Settings
    secret: str = field(default_factory=_by_chance, repr=False)

    @classmethod
    def of(cls, telegram: Client, engine: Engine, settings: Settings) -> Receiving:
        if settings.webhook_secret is None:
            return cls(telegram, engine, settings)
        return cls(telegram, engine, settings, settings.webhook_secret.get_secret_value())

    @property
    def way(self) -> str:
        if self.settings.webhook_url:
            return f"webhook at {self.settings.webhook_url}"
        return f"long polling at {self.settings.bot_api_url}"

    def site(self, look: Callable[[], Awaitable[Health]], shown: Callable[[], Awaitable[bytes]]) -> Starlette:
        """What is served over HTTP: health, metrics, and the webhook where there is one."""
        routes = [*health_routes(look), metrics_route(shown)]
        if url := self.settings.webhook_url:
            knows = partial(is_telegram, secret=self.secret)
            take = partial(accept_webhook, secret=self.secret, accept=self.engine.accept)
            routes = [webhook_route(urlsplit(url).path or "/", Door(knows, take)), *routes]
        return Starlette(routes=routes)

    async def work(self, ready: Callable[[], None], stop: asyncio.Event) -> str:
        """Until it is cancelled. Where Telegram lets nothing be received, says why and sets `stop`."""
        try:
            if self.settings.webhook_url:
                await set_webhook(self.telegram, self.settings.webhook_url, self.secret)
                ready()
            else:
                ready()
                await poll(self.telegram, self.engine.accept_all)
        except ChannelError as error:
            stop.set()
            return str(error)
        return ""

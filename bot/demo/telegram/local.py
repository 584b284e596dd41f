"""`local_telegram`: a strict Telegram of one's own, for tests and for the demo."""

import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.faults import Faults
from bot.demo.telegram.http import bot_routes
from bot.demo.telegram.human.http import human_routes
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.webhook import delivering
from bot.demo.telegram.world import Call, Clock, User, World
from bot.web.serving import serving, unwrapping

TOKEN = "7000000001:LOCAL-telegram-for-tests-and-demo-00"  # noqa: S105 the local server's own, opens nothing
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


@dataclass
class LocalTelegram:
    """`url` is the Bot API's address, also the base of the people's side."""

    url: str
    world: World
    faults: Faults
    client: httpx.AsyncClient = field(repr=False)

    @property
    def token(self) -> str:
        return self.world.token

    async def person(
        self, name: str, id: int | None = None, username: str = "", language: str = "id"
    ) -> Person:
        """Somebody with a phone; not yet known to the bot. Ids are beyond 32 bits unless given."""
        return await Person.named(self.client, name, id, username, language)

    async def group(self, creator: Person, title: str, members: Sequence[Person] = (), *, forum: bool = False,
                    supergroup: bool = False, bot_admin: bool = True, id: int | None = None) -> Group:  # fmt: skip
        """A group with the bot in it, as administrator with all rights unless told otherwise."""
        group = await Group.made_by(creator, title, forum=forum, supergroup=supergroup, id=id)
        await group.add_bot(admin=bot_admin)
        for member in members:
            await group.add(member)
        return group

    async def forum(self, creator: Person, title: str, members: Sequence[Person] = (), *, bot_admin: bool = True,
                    id: int | None = None) -> Group:  # fmt: skip
        return await self.group(creator, title, members, forum=True, bot_admin=bot_admin, id=id)

    def accepted(self, method: str | None = None, chat_id: int | None = None) -> list[Call]:
        """What the bot did, in order, of what was accepted."""
        return [call for call in self._calls(method, chat_id) if not call.refused]

    def refused(self, method: str | None = None, chat_id: int | None = None) -> list[Call]:
        return [call for call in self._calls(method, chat_id) if call.refused]

    def _calls(self, method: str | None, chat_id: int | None) -> list[Call]:
        wanted = (method or "").lower()
        return [
            call
            for call in self.world.calls
            if (not wanted or call.method.lower() == wanted) and chat_id in (None, call.chat_id)
        ]

    def redeliver(self, newest: int = 1) -> None:
        """The newest updates come once more under their old ids."""
        self.world.updates.redeliver(newest)


def new_world(
    token: str, clock: Clock, limits: Limits, username: str, name: str, privacy_mode: bool
) -> World:
    bot = User(int(token.split(":")[0]), name, username=username, is_bot=True)
    return World(token, clock, limits, bot, privacy_mode)


def application(world: World, faults: Faults, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The Bot API, the people's side, and more routes (the page). Only loopback host names are served."""
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK)
    return Starlette(routes=[*bot_routes(world, faults), *human_routes(world), *more], middleware=[guard])


@contextlib.asynccontextmanager
async def local_telegram(
    token: str = TOKEN,
    clock: Clock = time.time,
    limits: Limits | None = None,
    faults: Faults | None = None,
    *,
    username: str = "rangkul_bot",
    name: str = "Rangkul",
    privacy_mode: bool = True,
    port: int = 0,
) -> AsyncIterator[LocalTelegram]:
    """A running local Telegram; `limits` None means the real ones, `Limits.off()` none."""
    world = new_world(token, clock, limits or Limits(), username, name, privacy_mode)
    planned = faults or Faults()
    async with unwrapping(), serving(application(world, planned), port=port) as open_port:
        url = f"http://127.0.0.1:{open_port}"
        # The server closes idle connections after 5 s: a request on one that is just being closed would be lost.
        limit = httpx.Limits(max_connections=None, keepalive_expiry=2)
        client = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limit)
        async with client, delivering(world):
            try:
                yield LocalTelegram(url, world, planned, client)
            finally:
                world.signal.close()
                world.updates.wake()

"""A bot whose engine starts and stops while people and staff go on: all of it in a loop with a thread of its own."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, build_mind
from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.engine import Engine
from bot.situation.case import Role
from bot.store import staff
from bot.store.database import create_tables, open_database
from tests.faults.judge import waiting
from tests.faults.living import Jumping, living
from tests.faults.watch import Confirmed, missing_in

PATIENCE = 60.0
APPLICANTS = ("Nur", "Asep", "Lina")
WORKERS = ("Dewi", "Budi")
SUPERVISOR = "Sari"
"""Came by an invitation, as Budi did; Ratna (admin) and Dewi are named by the settings."""
STAFF = (*WORKERS, SUPERVISOR, "Ratna")
T = TypeVar("T")


@cache
def _mind() -> Mind:
    return build_mind(None)


@dataclass
class World:
    """Lives in the loop's thread."""

    url: str
    clock: Jumping = field(default_factory=Jumping)
    people: dict[str, Person] = field(default_factory=dict)
    confirmed: Confirmed = field(default_factory=Confirmed)
    invitations: Any = field(default_factory=lambda: count(1))
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    again: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    telegram: LocalTelegram = field(init=False)
    group: Group = field(init=False)
    engine: Engine = field(init=False)
    database: AsyncEngine = field(init=False)
    """For whoever looks on."""

    async def live(self) -> None:
        """Engines one after the other until it is over."""
        self.database = open_database(self.url)
        await create_tables(self.database)
        async with local_telegram(
            clock=lambda: self.clock().timestamp(), limits=Limits.off()
        ) as self.telegram:
            self.confirmed.watch(self.telegram.world, missing_in(self.url))
            for name in (*APPLICANTS, *STAFF):
                self.people[name] = await self.telegram.person(name)
            members = [self.people[name] for name in (*WORKERS, SUPERVISOR)]
            self.group = await self.telegram.forum(self.people["Ratna"], "Petugas", members)
            while not self.over:
                await self._one_engine()
        await self.database.dispose()

    async def _one_engine(self) -> None:
        self.again.clear()
        database = open_database(self.url)
        async with living(self.telegram, database, _mind(), clock=self.clock) as bot:
            self.engine = bot.engine
            admins, workers = [self.people["Ratna"].id], [self.people["Dewi"].id]
            await bot.engine.seed(admins=admins, workers=workers, group=self.group.id)
            self.ready.set()
            await self.again.wait()
            self.ready.clear()
        await database.dispose()

    async def invite(self, name: str, role: Role) -> None:
        secret = f"word{next(self.invitations)}"
        async with self.engine.store.unit() as unit:
            until = datetime.now(UTC) + timedelta(days=900)
            await staff.invite(unit, secret, role, "default", until)
        await self.people[name].start(f"inv-{secret}")

    async def begin_again(self) -> None:
        self.again.set()
        while self.again.is_set() or not self.ready.is_set():  # noqa: ASYNC110 (two threads' worth of state)
            await asyncio.sleep(0.01)

    async def quiet(self) -> None:
        """Until nothing waits, in or out."""
        async with asyncio.timeout(PATIENCE):
            while len(self.telegram.world.updates) or await waiting(self.database):  # noqa: ASYNC110
                await asyncio.sleep(0.03)


class Running:
    """A world, from outside its loop."""

    def __init__(self, new_database: Callable[[Path], str]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever)
        self.thread.start()
        self.world = World(new_database(Path(self.folder.name)))
        self.living: Future[None] = asyncio.run_coroutine_threadsafe(self.world.live(), self.loop)
        self.do(asyncio.wait_for(self.world.ready.wait(), PATIENCE))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE * 2)

    def act(self, *acts: Coroutine[Any, Any, Any]) -> list[Any]:
        """All at once, and until all is quiet. What somebody's phone would not let them do gives None."""

        async def all_at_once() -> list[Any]:
            done = await asyncio.gather(*acts, return_exceptions=True)
            for one in done:
                if isinstance(one, BaseException) and not isinstance(one, Refused | NotSeen):
                    raise one
            await self.world.quiet()
            return [None if isinstance(one, BaseException) else one for one in done]

        return self.do(all_at_once())

    def end(self) -> None:
        self.world.over = True
        self.loop.call_soon_threadsafe(self.world.again.set)
        try:
            with suppress(asyncio.CancelledError):
                self.living.result(PATIENCE)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()
            self.folder.cleanup()

"""The local Telegram as an observer: it kills the bot at a request, and looks whether what is confirmed was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import make_url

from bot.demo.telegram.faults import Fault, Faults
from bot.demo.telegram.world import World

from .deaths import Death, Point

_SILENT = frozenset({"getme", "setmycommands", "setmydescription", "setmyshortdescription", "deletewebhook"})
Missing = Callable[[Collection[int]], set[int]]


@dataclass
class Ambush(Faults):
    """`strike` is called at the armed request, which then takes effect (`after`) or not; nobody reads its answer."""

    strike: Callable[[], None] = lambda: None
    death: Death | None = None
    left: int = 0
    only: tuple[str, int | None] | None = None
    """This method, to this chat (None: any)."""

    def arm(self, death: Death, only: tuple[str, int | None] | None = None) -> None:
        self.death, self.left, self.only = death, death.nth, only

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        if self.death and self._is_met(method, chat_id):
            self.left -= 1
            if self.left == 0:
                accepted, self.death = self.death.after, None
                self.strike()
                return Fault("cut", method, chat_id, 0, accepted=accepted)
        return super().take(method, chat_id)

    def _is_met(self, method: str, chat_id: int | None) -> bool:
        if self.only:
            return self.only[0].lower() == method.lower() and self.only[1] in (None, chat_id)
        polls = method.lower() == "getupdates"
        if self.death and self.death.point is Point.OFFSET:
            return polls
        return not polls and method.lower() not in _SILENT


@dataclass
class Confirmed:
    """Updates that were confirmed before they were kept; there must be none."""

    too_early: list[int] = field(default_factory=list)

    def watch(self, world: World, missing: Missing) -> None:
        updates = world.updates
        acknowledge = updates.acknowledge

        def looked_at(offset: int) -> None:
            going = [one.id for one in updates.batch(len(updates)) if one.id < offset]
            self.too_early += sorted(missing(going)) if going else []
            acknowledge(offset)

        updates.acknowledge = looked_at  # type: ignore[method-assign]


def missing_in(database_url: str) -> Missing:
    """Which of these updates the database does not hold, as somebody else's connection sees it."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return lambda ids: set(ids) - _in_sqlite(str(url.database))
    return lambda ids: set(ids) - _in_postgresql(str(url.database), str(url.query["host"]))


_KEPT = "SELECT update_id FROM inbox WHERE update_id IS NOT NULL"


def _in_sqlite(path: str) -> set[int]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
        return {row[0] for row in database.execute(_KEPT)}


def _in_postgresql(name: str, host: str) -> set[int]:
    with psycopg.connect(dbname=name, host=host, user="postgres") as database:
        return {row[0] for row in database.execute(_KEPT)}

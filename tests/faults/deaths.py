"""Where a process can die: just before or just after a commit of a kind, or at a request that Telegram sees."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


class Point(StrEnum):
    """Commits are of the transaction that holds such a statement; requests are as the local Telegram sees them."""

    INBOX = "inbox"
    """Updates are kept."""
    TURN = "turn"
    """A turn's effects."""
    TIMER = "timer"
    """A turn that sets a timer."""
    LEASE = "lease"
    """The duty to send is taken over."""
    SENDING = "sending"
    """Rows are marked: from now on their fate may be unclear."""
    SENT = "sent"
    """What became of rows."""
    OFFSET = "offset"
    """getUpdates: what is below the offset is confirmed."""
    REQUEST = "request"
    """Any call that writes to somebody: before it the request is lost, after it Telegram's yes is."""
    MOMENT = "moment"
    """Any moment, by chance."""


COMMITS = (Point.INBOX, Point.TURN, Point.TIMER, Point.LEASE, Point.SENDING, Point.SENT)
_STATEMENTS = (
    (Point.TIMER, re.compile(r"INSERT INTO inbox \([^)]*\btimer\b")),
    (Point.INBOX, re.compile(r"INSERT INTO inbox ")),
    (Point.TURN, re.compile(r"UPDATE inbox SET payload")),
    (Point.LEASE, re.compile(r"INSERT INTO leases |UPDATE leases SET holder")),
    (Point.SENDING, re.compile(r"UPDATE outbox SET state=\S+ attempts=\(outbox")),
    (Point.SENT, re.compile(r"UPDATE outbox SET .*\bsent_at\b", re.DOTALL)),
)


@dataclass(frozen=True)
class Death:
    """At the `nth` of its kind, just before or `after` it; `seconds` for a moment by chance."""

    point: Point
    nth: int = 1
    after: bool = False
    seconds: float = 0.0

    def __str__(self) -> str:
        if self.point is Point.MOMENT:
            return f"moment {self.seconds:.3f} s"
        return f"{'after' if self.after else 'before'} {self.point} {self.nth}"

    @property
    def name(self) -> str:
        return str(self.point) if self.point is Point.MOMENT else str(self).rpartition(" ")[0]


def by_chance(chance: Random) -> Death:
    """Each named point as often as any other; a third of all at any moment."""
    point = chance.choice([*Point, *[Point.MOMENT] * 3])
    if point is Point.MOMENT:
        return Death(point, seconds=chance.random() * 1.5)
    often = 1 if point is Point.LEASE else chance.randint(1, 2 if point is Point.TIMER else 8)
    return Death(point, often, chance.random() < 0.5)


def point_of(statement: str) -> Point | None:
    return next((point for point, pattern in _STATEMENTS if pattern.match(statement)), None)


def arm(database: AsyncEngine, death: Death, die: Callable[[], None] | None = None) -> None:
    """This process ends at that commit, with kill -9."""
    engine, left = database.sync_engine, [death.nth]
    end = die or (lambda: os.kill(os.getpid(), signal.SIGKILL))

    def begin(connection: Any) -> None:
        connection.info["points"] = set()

    def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        connection.info.setdefault("points", set()).add(point_of(statement))

    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        here = death.point in connection.info.get("points", ())
        left[0] -= here
        if here and left[0] == 0 and not death.after:
            end()
        commit(connection)
        if here and left[0] == 0 and death.after:
            end()

    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", note)
    engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]

"""One holder of a duty (sending) per bot. The fence counts holders: a late one finds its own outdated."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select, update

from .tables import leases
from .unit import Unit

NOBODY = ""
"""Holder of a lease that was given back."""


def holder_name(nonce: str) -> str:
    """Who holds: machine, process, and a nonce that tells two starts of the same process number apart."""
    return f"{_machine()}:{os.getpid()}:{nonce[:16]}"


def _machine() -> str:
    """Where process numbers mean the same: containers number theirs apart, and names of hosts can be alike."""
    marks = [socket.gethostname(), _boot()]
    with suppress(OSError):
        marks.append(str(Path("/proc/self/ns/pid").readlink()))
    return sha256("|".join(marks).encode()).hexdigest()[:24]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@dataclass
class Watch:
    """Somebody else's lease as we see it: whoever keeps theirs changes it; one that stands still has no holder.

    Seconds are of a clock that never jumps: by the wall's, one that was put forward ends the lease of whoever is busy,
    and one that was put back keeps that of the dead.
    """

    seconds: Callable[[], float] = time.monotonic
    _seen: tuple[int, datetime] | None = None
    _since: float = 0.0

    def stands_still(self, fence: int, until: datetime, length: timedelta) -> bool:
        if self._seen != (fence, until):
            self._seen, self._since = (fence, until), self.seconds()
        return self.seconds() - self._since > length.total_seconds()


async def take(
    unit: Unit, duty: str, holder: str, now: datetime, length: timedelta, watch: Watch | None = None
) -> int | None:
    """The fence of a lease that is ours from now on; None while somebody else holds it.

    Without a `watch` the wall clock says whether it has ended.
    """
    mine = (leases.c.bot_id == unit.bot_id, leases.c.duty == duty)
    row = (await unit.run(select(leases).where(*mine))).first()
    until = now + length
    if row is None:
        new = {"bot_id": unit.bot_id, "duty": duty, "holder": holder, "fence": 1, "until": until}
        made = await unit.run(unit.insert_new(leases).values(new).returning(leases.c.fence))
        return 1 if made.first() else None
    if row.holder not in (holder, NOBODY) and not _is_dead(row.holder, holder):
        ended = (
            watch.stands_still(row.fence, row.until, length) if watch else not now < row.until <= now + length
        )
        if not ended:
            return None
    changed = await unit.run(
        update(leases)
        .where(*mine, leases.c.fence == row.fence)
        .values(holder=holder, fence=row.fence + 1, until=until)
    )
    return row.fence + 1 if changed.rowcount == 1 else None


def _is_dead(other: str, mine: str) -> bool:
    """Whether the other was a process of this machine that is no more: a restart need not wait for the lease."""
    machine, _, rest = other.partition(":")
    process = rest.partition(":")[0]
    if machine != mine.partition(":")[0] or not process.isdigit():
        return False
    if int(process) == os.getpid():
        # Two engines of one process never share a bot: the other one is from before a restart.
        return True
    return not _exists(int(process))


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def renew(unit: Unit, duty: str, fence: int, now: datetime, length: timedelta) -> bool:
    """False when somebody else took it: stop at once."""
    changed = await unit.run(
        update(leases)
        .where(leases.c.bot_id == unit.bot_id, leases.c.duty == duty, leases.c.fence == fence)
        .values(until=now + length)
    )
    return bool(changed.rowcount == 1)


async def leave(unit: Unit, duty: str, fence: int, now: datetime) -> None:
    """The next one need not wait."""
    mine = (leases.c.bot_id == unit.bot_id, leases.c.duty == duty, leases.c.fence == fence)
    await unit.run(update(leases).where(*mine).values(until=now, holder=NOBODY))

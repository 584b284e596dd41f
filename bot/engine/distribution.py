"""Who takes a lane's turns: here, tasks of this process. Correctness never depends on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from .trouble import AWAY

_log = structlog.get_logger()
MOST_LANES_AT_ONCE = 32
MOST_TURNS_IN_A_ROW = 10


class Distribution(Protocol):
    """`wake(lane)`: there is mail. A turn of this lane is taken soon, by this process or another."""

    def wake(self, lane: str) -> None: ...


@dataclass
class LocalDistribution:
    """One turn of a lane at a time, some lanes beside one another; a wake during a turn is not forgotten.

    No lane keeps its place for long while others wait.

    `take_next` handles one turn and says whether to go on.
    """

    take_next: Callable[[str], Awaitable[bool]]
    group: asyncio.TaskGroup
    at_once: int = MOST_LANES_AT_ONCE
    _awake: set[str] = field(default_factory=set)
    _again: set[str] = field(default_factory=set)
    _stopping: bool = False

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.at_once)

    def wake(self, lane: str) -> None:
        if self._stopping:
            return
        if lane in self._awake:
            self._again.add(lane)
            return
        self._awake.add(lane)
        self.group.create_task(self._drain(lane))

    def stop(self) -> None:
        """Turns that run are finished; what waits stays in the inbox."""
        self._stopping = True

    async def _drain(self, lane: str) -> None:
        try:
            async with self._room:
                if await self._some_turns(lane):
                    # Others have waited: this lane goes to the end of the line.
                    self._again.add(lane)
        except AWAY:
            # The sweep comes back to this lane.
            self._again.discard(lane)
        except Exception as error:
            # Nothing that happens in one lane may end the others.
            _log.error("lane_failed", error=type(error).__name__)
            self._again.discard(lane)
        finally:
            self._awake.discard(lane)
        if lane in self._again:
            self._again.discard(lane)
            self.wake(lane)

    async def _some_turns(self, lane: str) -> bool:
        """Whether there may be more."""
        for _ in range(MOST_TURNS_IN_A_ROW):
            if self._stopping:
                return False
            self._again.discard(lane)
            if not await self.take_next(lane):
                return False
        return True

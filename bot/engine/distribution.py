"""Who takes a lane's turns: here, tasks of this process. Correctness never depends on it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from .pace import Pace
from .trouble import AWAY

_log = structlog.get_logger()
MOST_LANES_AT_ONCE = 32
MOST_AWAKE = 5_000
"""Lanes that stand in line, and lanes that wait; for more of them the sweep comes back."""
MOST_TURNS_IN_A_ROW = 10


class Distribution(Protocol):
    """`wake(lane)`: there is mail. A turn of this lane is taken soon, by this process or another."""

    def wake(self, lane: str) -> None: ...


@dataclass
class LocalDistribution:
    """One turn of a lane at a time, some lanes beside one another; a wake during a turn is not forgotten.

    No lane keeps its place for long while others wait, and none is listened to more often than its pace allows: it
    then holds no place. Memory is bounded whoever writes how much.

    `take_next` handles one turn and says whether to go on.
    """

    take_next: Callable[[str], Awaitable[bool]]
    group: asyncio.TaskGroup
    at_once: int = MOST_LANES_AT_ONCE
    pace: Pace = field(default_factory=lambda: Pace(None))
    most: int = MOST_AWAKE
    _awake: set[str] = field(default_factory=set)
    _line: deque[str] = field(default_factory=deque)
    _later: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _at_work: int = 0
    _stopping: bool = False

    def wake(self, lane: str) -> None:
        if self._stopping:
            return
        if lane in self._awake:
            self._again.add(lane)
        elif seconds := self.pace.wait(lane):
            self._wake_later(lane, seconds)
        elif len(self._awake) < self.most:
            self._stand_in_line(lane)

    def stop(self) -> None:
        """Turns that run are finished; what waits stays in the inbox."""
        self._stopping = True
        for timer in self._later.values():
            timer.cancel()
        self._later.clear()

    @property
    def size(self) -> int:
        """Everything that is remembered, for tests: lanes in line or at work, lanes that wait, tasks."""
        return len(self._awake) + len(self._later) + len(self._again) + self._at_work

    def _wake_later(self, lane: str, seconds: float) -> None:
        if lane not in self._later and len(self._later) < self.most:
            self._later[lane] = asyncio.get_running_loop().call_later(seconds, self._ring, lane)

    def _ring(self, lane: str) -> None:
        self._later.pop(lane, None)
        self.wake(lane)

    def _stand_in_line(self, lane: str) -> None:
        if timer := self._later.pop(lane, None):
            timer.cancel()
        self._awake.add(lane)
        self._line.append(lane)
        if self._at_work < self.at_once:
            self._at_work += 1
            self.group.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._line and not self._stopping:
                await self._drain(self._line.popleft())
        finally:
            self._at_work -= 1

    async def _drain(self, lane: str) -> None:
        try:
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
            if self.pace.wait(lane):
                return True
            self._again.discard(lane)
            if not await self.take_next(lane):
                if lane not in self._again:
                    self.pace.rests(lane)
                return False
        return True

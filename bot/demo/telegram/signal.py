"""A counter that can be waited for: everything that shows live state waits here instead of polling."""

import asyncio


class Signal:
    """`version` grows with every change; waiters are woken, none is missed."""

    def __init__(self) -> None:
        self.version = 0
        self.closed = False
        self._event = asyncio.Event()

    def bump(self) -> int:
        self.version += 1
        self._wake()
        return self.version

    def close(self) -> None:
        """Nobody waits any longer (the server is going down)."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        woken, self._event = self._event, asyncio.Event()
        woken.set()

    async def newer_than(self, version: int, seconds: float) -> bool:
        """Waits until `version` is outdated; False when the seconds passed or the server stops."""
        try:
            async with asyncio.timeout(seconds):
                while self.version <= version and not self.closed:
                    await self._event.wait()
        except TimeoutError:
            return False
        return self.version > version

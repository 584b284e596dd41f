"""Serves an application over HTTP inside an event loop that belongs to somebody else."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""For a request to begin on an open connection, and for its head to be there."""
MOST_CONNECTIONS = 500


class _Hasty(H11Protocol):
    """Ends connections on which no request begins, however many bytes come; uvicorn waits for ever for a first one."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._last_moment: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._forget()

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._last_moment is None:
            self._last_moment = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._last_moment:
            self._last_moment.cancel()
        self._last_moment = None


class _Server(uvicorn.Server):
    """Leaves the process's signal handlers alone: they belong to whoever started it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """The same ticks as its own, but a stop does not wait for the next one."""
        for tick in itertools.count():
            if await self.on_tick(tick % 864_000):
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.1)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener(host: str, port: int) -> socket.socket:
    """Connections wait here until somebody serves them. Raises OSError where the address cannot be had."""
    # Named as TCP on purpose: asyncio switches Nagle's delay (40 ms an answer) off only then.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(512)
    except OSError:
        bound.close()
        raise
    return bound


@contextlib.asynccontextmanager
async def serving_on(
    bound: socket.socket, app: ASGIApp, grace: int, *, public: bool = False
) -> AsyncIterator[None]:
    """While inside, connections are accepted; on leaving, what is under way gets `grace` seconds to end.

    `public`: strangers come too, with all the time of the world and as many connections.
    """
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=grace, ws="none",
        http=_Hasty if public else "h11",
        log_level="critical", server_header=False,
    )  # fmt: skip
    server = _Server(config)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(server.serve(sockets=[bound]))
        while not server.started and not task.done():  # noqa: ASYNC110 uvicorn offers no event for it
            await asyncio.sleep(0.005)
        try:
            yield
        finally:
            server.stop()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Gives the port once connections are accepted. Port 0 takes a free one."""
    bound = listener(host, port)
    async with serving_on(bound, app, grace=1):
        yield bound.getsockname()[1]


@contextlib.asynccontextmanager
async def unwrapping() -> AsyncIterator[None]:
    """An error of the code inside comes out as itself, not inside the groups of the tasks that serve it."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise _only(group) from None


def _only(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error

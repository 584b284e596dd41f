"""Serves an application over HTTP inside an event loop that belongs to somebody else."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp


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
async def serving_on(bound: socket.socket, app: ASGIApp, grace: int) -> AsyncIterator[None]:
    """While inside, connections are accepted; on leaving, what is under way gets `grace` seconds to end."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=grace, ws="none", http="h11",
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

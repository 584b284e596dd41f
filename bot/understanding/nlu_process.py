"""Keeps a model server running beside the bot: trains when the sentences changed, starts it, restarts it.

Nothing in here makes the bot wait: `url` is None until the server can be asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class NluState(StrEnum):
    MISSING = "missing"
    TRAINING = "training"
    LOADING = "loading"
    READY = "ready"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True)
class NluProject:
    """root: the repository, with `nlu_data` in it; python: the interpreter of the model server's environment."""

    root: Path
    python: Path

    @classmethod
    def at(cls, root: Path) -> Self:
        return cls(root, root / ".venv" / "nlu" / "bin" / "python")

    def train_command(self) -> list[str]:
        return [str(self.python), "-W", "ignore", "-m", "nlu_data.train"]

    def serve_command(self, model: str, listen: str = "127.0.0.1:0") -> list[str]:
        command = [
            str(self.python),
            "-W",
            "ignore",
            "-m",
            "nlu_data.server",
            "--model",
            model,
            "--listen",
            listen,
        ]
        return [*command, "--parent", str(os.getpid())]


Sleep = Callable[[float], Awaitable[None]]
Tell = Callable[[NluState, str], None]


def tell_nobody(state: NluState, detail: str) -> None:
    """The default listener."""


class NluProcess:
    """`async with NluProcess(project) as nlu:` and ask `nlu.url` before each use.

    tell: called on every change of state, with a line that holds nobody's words.
    """

    def __init__(self, project: NluProject, tell: Tell = tell_nobody, sleep: Sleep = asyncio.sleep) -> None:
        self._project = project
        self._tell = tell
        self._sleep = sleep
        self._changed = asyncio.Condition()
        self._pause = FIRST_PAUSE
        self.url: str | None = None
        self.state = NluState.LOADING

    async def __aenter__(self) -> Self:
        self._tasks = asyncio.TaskGroup()
        await self._tasks.__aenter__()
        self._task = self._tasks.create_task(self._keep_running())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        # Without the block's own error: it goes on as it is, not inside an ExceptionGroup.
        await self._tasks.__aexit__(None, None, None)

    async def wait_until(self, *states: NluState) -> NluState:
        """Returns when one of the states is reached."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.state in states)
            return self.state

    async def _keep_running(self) -> None:
        try:
            if not self._project.python.exists():
                await self._enter(
                    NluState.MISSING, f"no environment for the model server: {self._project.python}"
                )
                return
            while True:
                detail = await self._run_once()
                await self._enter(NluState.WAITING, f"{detail}; next try in {self._pause:.0f} s")
                await self._sleep(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
        finally:
            self.url, self.state = None, NluState.STOPPED

    async def _run_once(self) -> str:
        """Trains if need be, serves until the server ends, and says why it is over."""
        await self._enter(NluState.TRAINING, "looking for a model of the present sentences")
        code, output = await run(self._project.train_command(), self._project.root)
        if code:
            return f"training ended with code {code}"
        await self._enter(NluState.LOADING, "starting the model server")
        return await self._serve(output.splitlines()[-1])

    async def _serve(self, model: str) -> str:
        async with started(self._project.serve_command(model), self._project.root) as server:
            line = await server.stdout.readline() if server.stdout else b""
            if line:
                announced = json.loads(line)
                self._pause = FIRST_PAUSE
                await self._enter(NluState.READY, f"model {announced['model']}", announced["url"])
            code = await server.wait()
        return f"the model server ended with code {code}"

    async def _enter(self, state: NluState, detail: str, url: str | None = None) -> None:
        async with self._changed:
            self.url, self.state = url, state
            self._changed.notify_all()
        self._tell(state, detail)


@contextlib.asynccontextmanager
async def started(command: Sequence[str], cwd: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process that does not outlive the block; its standard error is the caller's own."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.shield(_end(process))


async def _end(process: asyncio.subprocess.Process, patience: float = 3.0) -> None:
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        process.kill()
        await process.wait()


async def run(command: Sequence[str], cwd: Path) -> tuple[int, str]:
    """Exit code and standard output."""
    async with started(command, cwd) as process:
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode(errors="replace")

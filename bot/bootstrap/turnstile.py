"""One set-up at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.bootstrap.progress import say


@contextmanager
def turnstile(path: Path) -> Iterator[int]:
    """Hold the lock file; yields its descriptor: a child that inherits it holds on if its parent dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another setup of the same directory to finish")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()

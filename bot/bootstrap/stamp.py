"""What is installed in an environment, written last: half an installation has no stamp."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.bootstrap.layout import Environment


def is_known(environment: Environment) -> bool:
    """Whole, at this place and of this Python version, if perhaps with the packages of an older lock."""
    return _lines(environment)[:1] == [_identity(environment)] and environment.python.exists()


def is_ready(environment: Environment) -> bool:
    return is_known(environment) and digest(environment.lock) in _lines(environment)


def write_stamp(environment: Environment) -> None:
    lines = [_identity(environment), *map(digest, environment.covers)]
    unfinished = environment.stamp.with_suffix(".unfinished")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unfinished.replace(environment.stamp)


def remove_stamp(environment: Environment) -> None:
    environment.stamp.unlink(missing_ok=True)


def _identity(environment: Environment) -> str:
    # The directory is part of it: scripts in an environment name its absolute path.
    return f"{environment.version} {environment.directory}"


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _lines(environment: Environment) -> list[str]:
    try:
        return environment.stamp.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []

"""Long steps, told about on standard error; everything they print goes to a log."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SILENCE_S = 15.0
TICK_S = 0.1
_WORTH_TELLING = ("Downloading ", "Building ", "Prepared ", "Installed ", "Resolved ")
_UNREACHABLE = (
    "error sending request",
    "dns error",
    "failed to fetch",
    "could not connect",
    "connection refused",
    "connection error",
    "newconnectionerror",
    "proxyerror",
    "temporary failure in name resolution",
    "timed out",
    "no matching distribution found for uv",
)


class SetupError(Exception):
    """One line: what failed, and how to mend it."""


@dataclass(frozen=True)
class Runner:
    """Runs the commands of a set-up; their children inherit `lock_fd`."""

    log: Path
    lock_fd: int

    def run(self, what: str, command: Sequence[str], environ: dict[str, str]) -> None:
        """Raises SetupError."""
        say(what)
        began = time.monotonic()
        with self.log.open("a+", encoding="utf-8", errors="replace") as log:
            start = log.seek(0, os.SEEK_END)
            code = self._watch(command, environ, log, began)
            if code:
                log.seek(start)
                raise SetupError(f"{what}: {_reason(log.read(), code)} (details: {self.log})")
        say(f"{what}: done in {time.monotonic() - began:.0f} s")

    def _watch(self, command: Sequence[str], environ: dict[str, str], log: IO[str], began: float) -> int:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, pass_fds=(self.lock_fd,)
        )
        with self.log.open(encoding="utf-8", errors="replace") as reader:
            reader.seek(0, os.SEEK_END)
            told = began
            running = True
            while running:
                running = process.poll() is None
                for line in filter(_is_worth_telling, reader):
                    told = time.monotonic()
                    say(f"  {line.strip()}")
                if time.monotonic() - told > SILENCE_S:
                    told = time.monotonic()
                    say(f"  still working, {told - began:.0f} s")
                time.sleep(TICK_S if running else 0)
        return process.returncode


def say(line: str) -> None:
    print(f"rangkul: {line}", file=sys.stderr, flush=True)


def _is_worth_telling(line: str) -> bool:
    return line.strip().startswith(_WORTH_TELLING)


def _reason(output: str, code: int) -> str:
    lowered = output.lower()
    if "hash mismatch" in lowered or "do not match the hashes" in lowered:
        return "a downloaded package is not the one that was locked; nothing of it was installed"
    if "no space left" in lowered:
        return "the disk is full"
    if any(sign in lowered for sign in _UNREACHABLE):
        return "the package index cannot be reached; check the network, then run it again, it resumes"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"failed with exit code {code}: {lines[-1][:200] if lines else 'no output'}"

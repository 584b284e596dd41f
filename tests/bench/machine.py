"""What the benchmarks share: lines of a report, the machine's size, memory of a process, middle values."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def machine() -> str:
    """Processors, memory, load of the last minute, and Python."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = pages * size / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors, {memory:.0f} GiB, load {load:.1f}, Python {platform.python_version()}"
    )


def resident(pid: int) -> int:
    """Megabytes in memory, by /proc; 0 elsewhere than on Linux."""
    return _megabytes(Path(f"/proc/{pid}/status"), "VmRSS:")


def proportional(pid: int) -> int:
    """Megabytes in memory, what is shared counted in part (PSS); 0 elsewhere than on Linux."""
    return _megabytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _megabytes(path: Path, name: str) -> int:
    lines = path.read_text().splitlines() if path.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(name)), 0)


def processor(pid: int) -> float:
    """Seconds of processors that it has had, by /proc; 0 elsewhere than on Linux."""
    path = Path(f"/proc/{pid}/stat")
    # The name before it may hold blanks.
    fields = path.read_text().rpartition(")")[2].split() if path.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

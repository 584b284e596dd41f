"""The ledger of erasures: a file beside the database that outlives the restoring of an older backup.

One line of JSON each, appended and on the disk before anybody relies on it: that somebody was erased (keyed values and
a time, nothing readable), and under which secrets the values of a chain were made (wrapped by a master key). Lines
are removed by retention only.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from .files import flush_folder, replace_file
from .seal import Keys, SealError, chain_of

_LOOK_UPS = "ledger.look_ups"
_SECRET = 32
NAME = "erasures.ledger"


class LedgerError(Exception):
    """The ledger cannot be used: one line that says which file, why, and how to mend it."""


@dataclass(frozen=True)
class Erased:
    """Somebody was erased. `chain` says which secrets `person` and `receipt` were keyed with."""

    bot: int
    chain: str
    person: str
    receipt: str
    at: str


@dataclass(frozen=True)
class Chain:
    """The secrets of a chain of look-ups, wrapped, in base64."""

    chain: str
    look_ups: str = field(repr=False)

    @classmethod
    def of(cls, keys: Keys) -> Chain:
        wrapped = keys.wrap(b"".join(keys.look_ups), _LOOK_UPS)
        return cls(keys.chain, base64.b64encode(wrapped).decode())

    def opened(self, keys: Keys) -> tuple[bytes, ...]:
        """Raises SealError."""
        every = keys.unwrapped(self.wrapped, _LOOK_UPS)
        return tuple(every[start : start + _SECRET] for start in range(0, len(every), _SECRET))

    @property
    def wrapped(self) -> bytes:
        return base64.b64decode(self.look_ups)


Line = Erased | Chain


@dataclass(frozen=True)
class Ledger:
    """A file that may not be there yet."""

    path: Path

    def read(self) -> tuple[Line, ...]:
        """A last line that a crash cut off counts as never written. Raises LedgerError."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise LedgerError(f"{self.path}: cannot be read ({error.strerror})") from None
        try:
            return tuple(_line(line) for line in lines[:-1] if line)
        except (ValueError, TypeError, KeyError):
            raise LedgerError(
                f"{self.path}: damaged; restore it from the newest copy, it names who must stay erased"
            ) from None

    def erased(self) -> tuple[Erased, ...]:
        return tuple(line for line in self.read() if isinstance(line, Erased))

    def append(self, lines: Iterable[Line]) -> None:
        """Returns when they are on the disk. Raises OSError."""
        text = b"".join(_text(line) for line in lines)
        if not text:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not self.path.exists()
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _end_torn_line(handle)
            os.write(handle, text)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            flush_folder(self.path.parent)

    def forget(self, before: datetime) -> int:
        """Lines about erasures before that time go; how many. Raises LedgerError and OSError."""
        lines = self.read()
        kept = [line for line in lines if isinstance(line, Chain) or line.at >= before.isoformat()]
        if len(kept) < len(lines):
            replace_file(self.path, b"".join(_text(line) for line in kept))
        return len(lines) - len(kept)


def _line(text: bytes) -> Line:
    known = json.loads(text)
    return Chain(**known) if "look_ups" in known else Erased(**known)


def _text(line: Line) -> bytes:
    return json.dumps(asdict(line), separators=(",", ":")).encode() + b"\n"


def _end_torn_line(handle: int) -> None:
    """What a crash left of a line is cut off."""
    size = os.lseek(handle, 0, os.SEEK_END)
    content = os.pread(handle, size, 0) if size and os.pread(handle, 1, size - 1) != b"\n" else b""
    if content:
        os.ftruncate(handle, content.rfind(b"\n") + 1)


def look_ups_of(lines: Iterable[Line], keys: Keys) -> dict[str, tuple[bytes, ...]]:
    """Secrets per chain, as far as a line can be opened."""
    found = _with_beginnings(keys.look_ups)
    for line in lines:
        if isinstance(line, Chain) and line.chain not in found:
            with suppress(SealError):
                found |= _with_beginnings(line.opened(keys))
    return found


def _with_beginnings(look_ups: tuple[bytes, ...]) -> dict[str, tuple[bytes, ...]]:
    """The chains that this one went on from, too."""
    beginnings = (look_ups[:length] for length in range(1, len(look_ups) + 1))
    return {chain_of(one): one for one in beginnings}

"""A backup's file: a readable header, then sealed pieces whose order, number and end are authenticated.

    RANGKUL-BACKUP\\n
    {"format": 1, "schema": ..., "key": ..., "salt": ..., ...}\\n
    (length in 4 bytes, sealed piece) ...

AES-GCM with a key of this file's own, derived from the newest master key and a random salt; a piece's nonce is its number
and whether it is the last, the header is bound into each. Nothing of it is readable without the master key but the
header: program, schema, time.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC: Final = b"RANGKUL-BACKUP\n"
FORMAT: Final = 1
PIECE: Final = 1 << 16
_MOST_HEADER, _MOST_PIECE = 4096, PIECE + 16
_LENGTH = struct.Struct(">I")
_TAG = 16


class BackupError(ValueError):
    """The file cannot be written, or nothing can be restored from it: one line that says why and what to do."""


@dataclass(frozen=True)
class Header:
    """`key` names the master key (it tells nothing of it); `schema` is the database's; `made_at` in ISO 8601."""

    schema: str
    program: str
    made_at: str
    key: str
    salt: str
    format: int = FORMAT

    @classmethod
    def new(cls, schema: str, program: str, made_at: str, master: bytes) -> Header:
        return cls(schema, program, made_at, key_id(master), os.urandom(32).hex())

    def written(self) -> bytes:
        return MAGIC + json.dumps(asdict(self)).encode() + b"\n"


def key_id(master: bytes) -> str:
    return _derived(master, b"", "backup-id")[:4].hex()


def _derived(master: bytes, salt: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=f"rangkul/{purpose}/1".encode()).derive(master)


def _cipher(header: Header, master: bytes) -> AESGCM:
    return AESGCM(_derived(master, bytes.fromhex(header.salt), "backup"))


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))


def write_pieces(out: BinaryIO, header: Header, master: bytes, lines: Iterable[str]) -> None:
    """Raises OSError."""
    begin, cipher = header.written(), _cipher(header, master)
    out.write(begin)
    bound = sha256(begin).digest()
    number, waiting = 0, b""
    for packed in _packed(lines):
        waiting += packed
        while len(waiting) > PIECE:
            piece, waiting = waiting[:PIECE], waiting[PIECE:]
            _write(out, cipher.encrypt(_nonce(number, last=False), piece, bound))
            number += 1
    _write(out, cipher.encrypt(_nonce(number, last=True), waiting, bound))


def _write(out: BinaryIO, sealed: bytes) -> None:
    out.write(_LENGTH.pack(len(sealed)))
    out.write(sealed)


def _packed(lines: Iterable[str]) -> Iterator[bytes]:
    pack = zlib.compressobj()
    for line in lines:
        yield pack.compress(line.encode() + b"\n")
    yield pack.flush()


def read_header(file: BinaryIO, name: str) -> Header:
    """Raises BackupError."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupError(f"{name}: not a backup of Rangkul")
    try:
        known = json.loads(file.readline(_MOST_HEADER))
        if known["format"] > FORMAT:
            raise BackupError(f"{name}: made by a newer Rangkul ({known['program']}): update this one first")
        return Header(**known)
    except (ValueError, TypeError, KeyError) as error:
        if isinstance(error, BackupError):
            raise
        raise BackupError(f"{name}: damaged at its beginning; take another copy") from None


def master_of(header: Header, masters: Sequence[bytes], name: str) -> bytes:
    """Raises BackupError where none of these keys made it."""
    for master in masters:
        if key_id(master) == header.key:
            return master
    raise BackupError(
        f"{name}: made with another master key; put the one of that time into RANGKUL_MASTER_KEY_FILE"
    )


def read_pieces(file: BinaryIO, header: Header, master: bytes, name: str) -> Iterator[str]:
    """The lines, each only after its piece has proved to be the one that was written there. Raises BackupError."""
    unpack, rest = zlib.decompressobj(), b""
    for piece in _opened(file, header, master, name):
        *whole, rest = (rest + unpack.decompress(piece)).split(b"\n")
        yield from (line.decode() for line in whole)
    if rest or not unpack.eof:
        raise BackupError(f"{name}: damaged; take another copy")


def _opened(file: BinaryIO, header: Header, master: bytes, name: str) -> Iterator[bytes]:
    cipher, bound = _cipher(header, master), sha256(header.written()).digest()
    number, sealed = 0, _next(file, name)
    while True:
        following = _next(file, name)
        try:
            yield cipher.decrypt(_nonce(number, last=following is None), sealed or b"", bound)
        except (InvalidTag, ValueError):
            why = "cut off at its end, or changed" if following is None else "changed or damaged"
            raise BackupError(f"{name}: {why}; nothing was restored, take another copy") from None
        if following is None:
            return
        number, sealed = number + 1, following


def _next(file: BinaryIO, name: str) -> bytes | None:
    head = file.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    sealed = file.read(length) if _TAG <= length <= _MOST_PIECE else b""
    if len(sealed) != length or not length:
        raise BackupError(f"{name}: cut off or changed; nothing was restored, take another copy")
    return sealed


class new_file:  # noqa: N801 reads like the function it is used as
    """A file that appears under its name when it is whole, and never in the place of another.

    Until then it has no name at all, where the file system can do that: a killed process leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part: Path | None = None

    def __enter__(self) -> BinaryIO:
        """Raises BackupError."""
        if self._path.exists():
            raise BackupError(f"{self._path}: exists already and is not overwritten; choose another name")
        try:
            self._out = os.fdopen(self._open(), "wb")
        except OSError as error:
            raise BackupError(f"{self._path}: cannot be written ({error.strerror})") from None
        return self._out

    def _open(self) -> int:
        try:
            return os.open(self._path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
        except (OSError, AttributeError):
            self._part = self._path.with_name(f"{self._path.name}.part")
            self._part.unlink(missing_ok=True)
            return os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._keep()
        except FileExistsError:
            raise BackupError(f"{self._path}: exists already and is not overwritten") from None
        except OSError as error:
            raise BackupError(f"{self._path}: cannot be written ({error.strerror})") from None
        finally:
            self._out.close()
            if self._part:
                self._part.unlink(missing_ok=True)

    def _keep(self) -> None:
        self._out.flush()
        os.fsync(self._out.fileno())
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            # The folder is named so that the link is to the file itself, and not to the place in /proc.
            source = self._part or f"/proc/self/fd/{self._out.fileno()}"
            os.link(source, self._path, src_dir_fd=folder, follow_symlinks=True)
            os.fsync(folder)
        finally:
            os.close(folder)

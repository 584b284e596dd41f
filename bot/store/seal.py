"""Words of people are unreadable without the key: AES-GCM, one data key per applicant, wrapped by the master key."""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyFileError(ValueError):
    """The master key file cannot be used: which file, why, and how to mend it."""


class SealError(ValueError):
    """Sealed content that this key does not open (another key, another place, or changed)."""


@dataclass(frozen=True)
class Key:
    """Seals and opens. `place` (table and column) is bound in, so that content cannot be moved."""

    secret: bytes

    def seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        try:
            return AESGCM(self.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise SealError(f"{place}: this key does not open it") from None


@dataclass(frozen=True)
class Keys:
    """What is derived from the master key: for wrapping data keys, for mail of unknown people, for look-ups."""

    wrapping: Key
    installation: Key
    look_up: bytes
    buttons: bytes

    @classmethod
    def derive(cls, master: bytes) -> Keys:
        def part(purpose: str) -> bytes:
            return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"rangkul/{purpose}/1".encode()).derive(master)

        return cls(Key(part("wrap")), Key(part("installation")), part("look-up"), part("buttons"))

    def find(self, kind: str, telegram_id: int) -> str:
        """The look-up value of a Telegram id: nobody without the key can tell whose it is."""
        return hmac.new(self.look_up, f"{kind}:{telegram_id}".encode(), sha256).hexdigest()

    def new_data_key(self) -> tuple[Key, bytes]:
        secret = os.urandom(KEY_BYTES)
        return Key(secret), self.wrapping.seal(secret, "applicants.data_key")

    def unwrap(self, wrapped: bytes) -> Key:
        return Key(self.wrapping.open(wrapped, "applicants.data_key"))


def read_master_key(path: Path) -> bytes:
    """32 random bytes, base64, made with mode 0600 where the file is missing. Raises KeyFileError."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
    try:
        master = base64.b64decode(path.read_bytes().strip(), validate=True)
    except (OSError, ValueError):
        master = b""
    if len(master) != KEY_BYTES:
        raise KeyFileError(
            f"{path}: not a master key; restore it from the backup (a new one opens nothing old)"
        )
    return master

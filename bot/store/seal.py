"""Words of people are unreadable without the key: AES-GCM, one data key per applicant, wrapped by the master key."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID_BYTES = 4
_WRAPPED = "applicants.data_key"


class KeyFileError(ValueError):
    """The master key file cannot be used: which file, why, and how to mend it."""


class SealError(ValueError):
    """Sealed content that this key does not open (another key, another place, or changed)."""


@dataclass(frozen=True)
class Key:
    """Seals and opens. `place` (table, column and, where it is known, row) is bound in: content cannot be moved."""

    secret: bytes = field(repr=False)

    def seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises SealError."""
        try:
            return AESGCM(self.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise SealError(f"{place.partition('/')[0]}: this key does not open it") from None


@dataclass(frozen=True)
class Keys:
    """What is derived from the master keys: for wrapping data keys, for mail of unknown people, for look-ups.

    `wrapping` maps key ids to keys, the newest first: new data keys are wrapped by it, older ones still open.
    """

    wrapping: dict[bytes, Key] = field(repr=False)
    installation: Key
    look_up: bytes = field(repr=False)
    buttons: bytes = field(repr=False)

    @classmethod
    def derive(cls, masters: bytes | Sequence[bytes]) -> Keys:
        """`masters` newest first. Look-ups and the installation's key rest on the oldest: they outlive a rotation."""
        every = (masters,) if isinstance(masters, bytes) else tuple(masters)
        root = every[-1]
        wrapping = {_derived(one, "wrap-id")[:_KEY_ID_BYTES]: Key(_derived(one, "wrap")) for one in every}
        return cls(
            wrapping,
            Key(_derived(root, "installation")),
            _derived(root, "look-up"),
            _derived(root, "buttons"),
        )

    def find(self, kind: str, telegram_id: int | str) -> str:
        """The look-up value of a Telegram id or case code: nobody without the key can tell whose it is."""
        return hmac.new(self.look_up, f"{kind}:{telegram_id}".encode(), sha256).hexdigest()

    def new_data_key(self) -> tuple[Key, bytes]:
        """A key for one applicant, and how it is kept."""
        secret = os.urandom(KEY_BYTES)
        key_id, key = next(iter(self.wrapping.items()))
        return Key(secret), key_id + key.seal(secret, _WRAPPED)

    def unwrap(self, wrapped: bytes) -> Key:
        """Raises SealError where none of the master keys wrapped it."""
        key = self.wrapping.get(wrapped[:_KEY_ID_BYTES])
        if key is None:
            raise SealError(f"{_WRAPPED}: its master key is not in the key file")
        return Key(key.open(wrapped[_KEY_ID_BYTES:], _WRAPPED))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the newest master key."""
        key_id, key = next(iter(self.wrapping.items()))
        return key_id + key.seal(self.unwrap(wrapped).secret, _WRAPPED)


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"rangkul/{purpose}/1".encode()).derive(master)


def read_master_key(path: Path) -> tuple[bytes, ...]:
    """Keys of 32 random bytes, one a line in base64, the newest first. Raises KeyFileError.

    Where the file is missing it is made with one key, readable by its owner only.
    """
    try:
        if not path.exists():
            _make(path)
        lines = path.read_bytes().split()
        if not lines:
            raise ValueError(path)
        return tuple(_key(line) for line in lines)
    except OSError as error:
        raise KeyFileError(
            f"{path}: cannot be read ({error.strerror}); give its owner's account to the bot"
        ) from None
    except ValueError:
        raise KeyFileError(
            f"{path}: not a master key; restore it from the backup (a new one opens nothing old)"
        ) from None


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def _key(line: bytes) -> bytes:
    key = base64.b64decode(line, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(line)
    return key

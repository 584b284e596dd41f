"""Words of people are unreadable without the key: AES-GCM, one data key per applicant, wrapped by the master key."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .files import replace_file

KEY_BYTES = 32
MOST_KEY_BYTES = 64 << 10
"""Of a key file: a thousand rotations of the key."""
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
class Ring:
    """Several keys, the newest first: it seals, and each of them opens."""

    keys: tuple[Key, ...]

    def seal(self, plain: bytes, place: str) -> bytes:
        return self.keys[0].seal(plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises SealError."""
        for older in self.keys[:-1]:
            with suppress(SealError):
                return older.open(sealed, place)
        return self.keys[-1].open(sealed, place)


@dataclass(frozen=True)
class Generation:
    """What a rotation makes anew. `installation` is gone where nothing is sealed with it any more."""

    look_up: bytes = field(repr=False)
    installation: bytes | None = field(repr=False)
    buttons: bytes = field(repr=False)
    audit: bytes = field(repr=False)

    @classmethod
    def of(cls, master: bytes) -> Generation:
        """The first one, before any rotation."""
        purposes = ("look-up", "installation", "buttons", "audit")
        return cls(*(_derived(master, purpose) for purpose in purposes))

    @classmethod
    def new(cls, look_up: bytes | None = None) -> Generation:
        return cls(look_up or os.urandom(KEY_BYTES), *(os.urandom(KEY_BYTES) for _ in range(3)))


@dataclass(frozen=True)
class Keys:
    """For wrapping data keys, for mail of unknown people, for look-ups.

    `wrapping` maps key ids to keys, the newest first: new data keys are wrapped by it, older ones still open.
    `look_ups` are applied one after the other, the oldest first: each value that is there can be brought forward
    without knowing whose it is, and a look-up takes all of the secrets.
    `audits` link the lines of the audit log, the oldest first: new lines by the newest.
    """

    wrapping: dict[bytes, Key] = field(repr=False)
    installation: Ring = field(repr=False)
    look_ups: tuple[bytes, ...] = field(repr=False)
    buttons: bytes = field(repr=False)
    audits: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def derive(cls, masters: bytes | Sequence[bytes], generations: Sequence[Generation] = ()) -> Keys:
        """`masters` newest first, `generations` oldest first.

        Before the first rotation there are none: then all rests on the oldest master.
        """
        every = (masters,) if isinstance(masters, bytes) else tuple(masters)
        known = tuple(generations) or (Generation.of(every[-1]),)
        wrapping = {_derived(one, "wrap-id")[:_KEY_ID_BYTES]: Key(_derived(one, "wrap")) for one in every}
        sealing = tuple(Key(one.installation) for one in reversed(known) if one.installation)
        look_ups, audits = tuple(one.look_up for one in known), tuple(one.audit for one in known)
        return cls(wrapping, Ring(sealing), look_ups, known[-1].buttons, audits)

    def find(self, kind: str, telegram_id: int | str) -> str:
        """The look-up value of a Telegram id or case code: nobody without the key can tell whose it is."""
        return lifted(f"{kind}:{telegram_id}", self.look_ups)

    @property
    def chain(self) -> str:
        """Names the secrets that look-up values rest on, and tells nothing of them."""
        return chain_of(self.look_ups)

    def new_data_key(self) -> tuple[Key, bytes]:
        """A key for one applicant, and how it is kept."""
        secret = os.urandom(KEY_BYTES)
        return Key(secret), self.wrap(secret, _WRAPPED)

    def wrap(self, secret: bytes, place: str) -> bytes:
        """Under the newest master key, with that key's id in front."""
        key_id, key = next(iter(self.wrapping.items()))
        return key_id + key.seal(secret, place)

    def unwrapped(self, wrapped: bytes, place: str) -> bytes:
        """Raises SealError where none of the master keys wrapped it."""
        key = self.wrapping.get(wrapped[:_KEY_ID_BYTES])
        if key is None:
            raise SealError(f"{place}: its master key is not in the key file")
        return key.open(wrapped[_KEY_ID_BYTES:], place)

    def unwrap(self, wrapped: bytes) -> Key:
        """An applicant's data key. Raises SealError where none of the master keys wrapped it."""
        return Key(self.unwrapped(wrapped, _WRAPPED))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the newest master key."""
        return self.wrap(self.unwrap(wrapped).secret, _WRAPPED)

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the newest master key wrapped it."""
        return wrapped.startswith(next(iter(self.wrapping)))


def chain_of(look_ups: Sequence[bytes]) -> str:
    """A name for these secrets, in this order."""
    return lifted("chain:", look_ups)[:16]


def lifted(value: str, look_ups: Sequence[bytes]) -> str:
    """A look-up value after more secrets."""
    for secret in look_ups:
        value = hmac.new(secret, value.encode(), sha256).hexdigest()
    return value


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"rangkul/{purpose}/1".encode()).derive(master)


def read_master_key(path: Path) -> tuple[bytes, ...]:
    """Keys of 32 random bytes, one a line in base64, the newest first. Raises KeyFileError.

    Where the file is missing it is made with one key, readable by its owner only.
    """
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            content = file.read(MOST_KEY_BYTES + 1)
    except OSError as error:
        raise KeyFileError(
            f"{path}: cannot be read ({error.strerror}); give its owner's account to the bot"
        ) from None
    if len(content) > MOST_KEY_BYTES:
        raise KeyFileError(
            f"{path}: larger than {MOST_KEY_BYTES >> 10} KB, so no master key; is it the right file?"
        )
    try:
        return _keys(content)
    except ValueError:
        raise KeyFileError(
            f"{path}: not a master key; restore it from the backup (a new one opens nothing old)"
        ) from None


def _keys(content: bytes) -> tuple[bytes, ...]:
    if not (lines := content.split()):
        raise ValueError(content)
    return tuple(_key(line) for line in lines)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def write_master_keys(path: Path, masters: Sequence[bytes]) -> None:
    """All of them in place of what is there, the newest first, at once. Raises KeyFileError."""
    try:
        replace_file(path, b"".join(base64.b64encode(one) + b"\n" for one in masters))
    except OSError as error:
        raise KeyFileError(
            f"{path}: cannot be written ({error.strerror}); run this where the key file itself lies, as its owner"
        ) from None


def _key(line: bytes) -> bytes:
    key = base64.b64decode(line, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(line)
    return key

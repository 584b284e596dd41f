"""Callback data: what a button means, signed so that it works only in the chat it was made for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field

MOST_BYTES = 64
_MAC_BYTES = 8
_SHAPE = re.compile(
    r"(?P<turn>[0-9]{1,9})\|(?P<action>[^|]+)\|(?P<argument>[^|]*)\|(?P<mac>[\w-]{11})", re.ASCII
)


@dataclass(frozen=True)
class Meaning:
    action: str
    argument: str = ""
    turn: int = 0


NOTHING = Meaning("")


@dataclass(frozen=True)
class Callbacks:
    """Writes and reads callback data; `key` is the installation's."""

    key: bytes = field(repr=False)

    def write(self, chat: int, meaning: Meaning) -> str:
        """At most 64 bytes. Raises ValueError for a meaning that does not fit."""
        told = f"{meaning.turn}|{meaning.action}|{meaning.argument}"
        data = f"{told}|{self._mac(chat, told)}"
        if not meaning.action or not _SHAPE.fullmatch(data) or len(data.encode()) > MOST_BYTES:
            raise ValueError(
                f"button '{meaning.action}' with '{meaning.argument}': action and argument together have 40 bytes,"
                " without '|'"
            )
        return data

    def read(self, chat: int, data: str) -> Meaning:
        """What the button of this chat means; NOTHING for anything that was not written for it."""
        shape = _SHAPE.fullmatch(data)
        if not shape:
            return NOTHING
        told, _, mac = data.rpartition("|")
        if not hmac.compare_digest(mac, self._mac(chat, told)):
            return NOTHING
        return Meaning(shape["action"], shape["argument"], int(shape["turn"]))

    def _mac(self, chat: int, told: str) -> str:
        digest = hmac.digest(self.key, f"callback|{chat}|{told}".encode(), hashlib.sha256)[:_MAC_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

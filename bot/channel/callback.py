"""Callback data: what a button means, signed so that it works only for the bot and the chat it was made for.

In a private chat the message is bound by what Telegram itself says it carries (see `belongs`), in a group by the case
that the data names. The turn is in the data, and the conversation decides what an old one may still do.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from .shape import Json, part, parts, words

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
    """Writes and reads callback data; `key` is the installation's, `bot` the bot's own Telegram id.

    A person's private chat has the same id with every bot: without `bot`, one bot's button would work with another.
    """

    key: bytes = field(repr=False)
    bot: int = 0

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
        digest = hmac.digest(self.key, f"callback|{self.bot}|{chat}|{told}".encode(), hashlib.sha256)[
            :_MAC_BYTES
        ]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def belongs(data: str, message: Json) -> bool:
    """Whether the message carries a button with this data, as far as Telegram says what it carries.

    A client can send any data along with any message. A message that carries nothing any more (it was edited between the
    tap and its arrival, or is too old to be shown) proves nothing: the signature must do.
    """
    carried = _data_of(part(message, "reply_markup").get("inline_keyboard"))
    return not carried or data in carried


def _data_of(rows: object) -> frozenset[str]:
    """Telegram's keyboards are rows of rows."""
    found = rows if isinstance(rows, list) else []
    keys = (key for row in found for key in parts({"row": row}, "row"))
    return frozenset(filter(None, (words(key, "callback_data") for key in keys)))

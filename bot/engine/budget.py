"""How fast Telegram may be written to: per chat, per group and within a group per case, and the whole bot."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_FREE = frozenset({"answerCallbackQuery", "sendChatAction", "deleteMessage", "deleteMessages"})
_MOST_REMEMBERED = 10_000
_BOT = ""
_ALL = 5
"""So many chats refused in a row are no flood of one chat's."""
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


def steady() -> datetime:
    """A clock that tells no time of day and never jumps: for how long something lasts."""
    return _BEGIN + timedelta(seconds=time.monotonic())


@dataclass(frozen=True)
class Rate:
    """At most `most` messages in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True)
class Rates:
    """A little below Telegram's numbers: about 1/s in a private chat, 20/min in a group, 30/s for a bot."""

    private: Rate = Rate(5, 5.0)
    group: Rate = Rate(18, 60.0)
    bot: Rate = Rate(28, 1.0)

    @property
    def words(self) -> Rate:
        """Of a group's: all that is no card and no emergency. The rest is kept for these."""
        return _part(self.group, 5, 6)

    @property
    def one_talker(self) -> Rate:
        """Of a group's: what one case takes. The rest is kept for the others."""
        return _part(self.group, 1, 2)


def _part(rate: Rate, some: int, of: int) -> Rate:
    """Rounded up: a budget of one or two is not divided."""
    return Rate(-(-rate.most * some // of), rate.seconds)


@dataclass(frozen=True)
class Asked:
    """A call that makes so many messages in a chat.

    `talker`: whose words they are, of those who share a group. Empty: words do not keep it waiting.
    """

    chat_key: str
    is_group: bool
    method: str
    messages: int = 1
    talker: str = ""


@dataclass
class Budget:
    """Remembers when each chat was written to. `rates` None: no limits. Moments are of a clock that never jumps."""

    rates: Rates | None = field(default_factory=Rates)
    _sent: dict[str, deque[datetime]] = field(default_factory=dict)
    _closed: dict[str, datetime] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    """Chats that Telegram told to wait, since it last took anything."""

    def ready_at(self, asked: Asked, now: datetime) -> datetime:
        """When it may go out: not after `now` means at once."""
        opens = max(self._closed.get(asked.chat_key, now), self._closed.get(_BOT, now))
        every = self._counted_in(asked).items()
        return max(now, opens, *(self._free_at(key, rate, now, asked.messages) for key, rate in every))

    def had(self, chat_key: str, talker: str, now: datetime) -> int:
        """How many messages of this group the talker took of late."""
        times = self._sent.get(_share(chat_key, talker), ())
        since = now - timedelta(seconds=self.rates.group.seconds if self.rates else 0.0)
        return sum(at > since for at in times)

    def close(self, chat_key: str, until: datetime, now: datetime) -> None:
        """Telegram said so: also for what is written to this chat only later.

        Where one chat after the other is told to wait, and nothing is taken between them, it is the bot that shall.
        """
        self._refused.add(chat_key)
        closed = dict.fromkeys((chat_key, _BOT) if len(self._refused) >= _ALL else (chat_key,), until)
        self._closed = {key: opens for key, opens in self._closed.items() if opens > now} | closed

    def taken(self) -> None:
        """Telegram took something."""
        self._refused.clear()

    def spend(self, asked: Asked, now: datetime) -> None:
        for key, rate in self._counted_in(asked).items():
            self._sent.setdefault(key, deque(maxlen=rate.most)).extend([now] * asked.messages)
        if self.rates and len(self._sent) > _MOST_REMEMBERED:
            recent = now - timedelta(seconds=self.rates.group.seconds)
            self._sent = {key: times for key, times in self._sent.items() if times and times[-1] > recent}

    def give_back(self, asked: Asked, now: datetime) -> None:
        """What was spent at `now` did not go out after all."""
        for key in self._counted_in(asked):
            times = self._sent.get(key, deque())
            for _ in range(min(asked.messages, times.count(now))):
                times.remove(now)

    def _counted_in(self, asked: Asked) -> dict[str, Rate]:
        if self.rates is None or asked.method in _FREE:
            return {}
        group = asked.chat_key
        both = {group: self.rates.group if asked.is_group else self.rates.private, _BOT: self.rates.bot}
        if not (asked.is_group and asked.talker):
            return both
        shares = {_share(group, ""): self.rates.words, _share(group, asked.talker): self.rates.one_talker}
        return both | shares

    def _free_at(self, key: str, rate: Rate, now: datetime, messages: int) -> datetime:
        """An album larger than a rate needs all of it."""
        times = self._sent.get(key, ())
        too_many = len(times) + min(messages, rate.most) - rate.most
        return times[too_many - 1] + timedelta(seconds=rate.seconds) if too_many > 0 else now


def _share(chat_key: str, talker: str) -> str:
    return f"{chat_key}/{talker}"

"""How fast Telegram may be written to: per chat, per group, and the whole bot."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_FREE = frozenset({"answerCallbackQuery", "sendChatAction", "deleteMessage", "deleteMessages"})
_MOST_REMEMBERED = 10_000


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


@dataclass
class Budget:
    """Remembers when each chat was written to. `rates` None: no limits."""

    rates: Rates | None = field(default_factory=Rates)
    _sent: dict[str, deque[datetime]] = field(default_factory=dict)
    _closed: dict[str, datetime] = field(default_factory=dict)

    def ready_at(
        self, chat_key: str, is_group: bool, method: str, now: datetime, messages: int = 1
    ) -> datetime:
        """When this call, which makes so many messages, may go out: not after `now` means at once."""
        opens = self._closed.get(chat_key, now)
        if self.rates is None or method in _FREE:
            return max(now, opens)
        free = (
            self._free_at(key, rate, now, messages) for key, rate in _both(self.rates, chat_key, is_group)
        )
        return max(opens, *free)

    def close(self, chat_key: str, until: datetime, now: datetime) -> None:
        """Telegram said so: also for what is written to this chat only later."""
        self._closed = {key: opens for key, opens in self._closed.items() if opens > now} | {chat_key: until}

    def spend(self, chat_key: str, is_group: bool, method: str, now: datetime, messages: int = 1) -> None:
        if self.rates is None or method in _FREE:
            return
        for key, rate in _both(self.rates, chat_key, is_group):
            self._sent.setdefault(key, deque(maxlen=rate.most)).extend([now] * messages)
        if len(self._sent) > _MOST_REMEMBERED:
            recent = now - timedelta(seconds=self.rates.group.seconds)
            self._sent = {key: times for key, times in self._sent.items() if times[-1] > recent}

    def _free_at(self, key: str, rate: Rate, now: datetime, messages: int) -> datetime:
        """An album larger than a rate needs all of it."""
        times = self._sent.get(key, ())
        too_many = len(times) + min(messages, rate.most) - rate.most
        return times[too_many - 1] + timedelta(seconds=rate.seconds) if too_many > 0 else now


def _both(rates: Rates, chat_key: str, is_group: bool) -> tuple[tuple[str, Rate], tuple[str, Rate]]:
    return (chat_key, rates.group if is_group else rates.private), ("", rates.bot)

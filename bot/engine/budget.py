"""How fast Telegram may be written to: per chat, per group, and the whole bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

_FREE = frozenset({"answerCallbackQuery", "sendChatAction", "deleteMessage", "deleteMessages"})
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Rate:
    """One message each `every` seconds in the long run, `burst` of them at once."""

    every: float
    burst: int


@dataclass(frozen=True)
class Rates:
    """Telegram's numbers: about 1/s in a private chat, 20/min in a group, 30/s for a bot."""

    private: Rate = Rate(1.0, 5)
    group: Rate = Rate(3.0, 6)
    bot: Rate = Rate(1 / 28, 20)


@dataclass
class Budget:
    """Remembers, per chat, until when its messages are spent in advance. `rates` None: no limits."""

    rates: Rates | None = field(default_factory=Rates)
    _spent: dict[str, datetime] = field(default_factory=dict)

    def ready_at(self, chat_key: str, is_group: bool, method: str, now: datetime) -> datetime:
        """When this call may go out: not after `now` means at once."""
        if self.rates is None or method in _FREE:
            return now
        rate = self.rates.group if is_group else self.rates.private
        return max(self._free_at(chat_key, rate, now), self._free_at("", self.rates.bot, now))

    def spend(self, chat_key: str, is_group: bool, method: str, now: datetime) -> None:
        if self.rates is None or method in _FREE:
            return
        rate = self.rates.group if is_group else self.rates.private
        for key, one in ((chat_key, rate), ("", self.rates.bot)):
            self._spent[key] = max(self._spent.get(key, now), now) + timedelta(seconds=one.every)
        if len(self._spent) > _MOST_REMEMBERED:
            self._spent = {key: until for key, until in self._spent.items() if until > now}

    def _free_at(self, key: str, rate: Rate, now: datetime) -> datetime:
        return self._spent.get(key, now) - timedelta(seconds=rate.every * (rate.burst - 1))

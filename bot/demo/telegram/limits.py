"""How much may be sent when: budgets per private chat, per group and per bot."""

from collections import deque
from dataclasses import dataclass

from bot.demo.telegram.errors import too_many


@dataclass(frozen=True)
class Limits:
    """Numbers of the real service; None switches a budget off. Times in seconds."""

    private_burst: int | None = 8  # messages that may go at once to one person, then one a second
    private_per_second: float = 1.0
    group_per_minute: int | None = 20  # over all topics of a forum: a forum is one peer
    bot_per_second: int | None = 30
    callback_answer_within: float = 15.0
    delete_within: float = 48 * 3600.0
    keep_updates: float = 24 * 3600.0
    # Whether a bot that manages topics may still write in a closed one differs by report: refuse, the strict reading.
    closed_topics_refuse_all: bool = True

    @staticmethod
    def off() -> "Limits":
        """No budgets (for benchmarks); sizes, deadlines and rights stay."""
        return Limits(private_burst=None, group_per_minute=None, bot_per_second=None)


class Budget:
    """Counts what was accepted; a refused request costs nothing, like the real one's short waits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._private: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._bot: deque[float] = deque()
        self._pauses: dict[int, float] = {}

    def pause(self, chat_id: int, until: float) -> None:
        """Refuse everything to this chat until then (a flood wait that Telegram imposed)."""
        self._pauses[chat_id] = until

    def check_pause(self, chat_id: int, now: float) -> None:
        """Raises 429 while Telegram imposed a wait; for methods that cost nothing otherwise."""
        if (wait := self._paused(chat_id, now)) > 0:
            raise too_many(wait)

    def spend(self, chat_id: int, now: float, amount: int = 1) -> None:
        """Raises 429 with the seconds to wait when any budget is used up."""
        wait = max(
            self._paused(chat_id, now), self._bot_wait(now, amount), self._chat_wait(chat_id, now, amount)
        )
        if wait > 0:
            raise too_many(wait)
        self._bot.extend([now] * amount)
        self._note(chat_id, now, amount)

    def _paused(self, chat_id: int, now: float) -> float:
        return self._pauses.get(chat_id, now) - now

    def _bot_wait(self, now: float, amount: int) -> float:
        return _window_wait(self._bot, self._limits.bot_per_second, 1.0, now, amount)

    def _chat_wait(self, chat_id: int, now: float, amount: int) -> float:
        if chat_id < 0:
            sent = self._groups.setdefault(chat_id, deque())
            return _window_wait(sent, self._limits.group_per_minute, 60.0, now, amount)
        if self._limits.private_burst is None:
            return 0.0
        lacking = min(amount, self._limits.private_burst) - self._tokens(chat_id, now)
        return lacking / self._limits.private_per_second

    def _tokens(self, chat_id: int, now: float) -> float:
        burst = float(self._limits.private_burst or 0)
        left, since = self._private.get(chat_id, (burst, now))
        return min(burst, left + (now - since) * self._limits.private_per_second)

    def _note(self, chat_id: int, now: float, amount: int) -> None:
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).extend([now] * amount)
        elif self._limits.private_burst is not None:
            self._private[chat_id] = (self._tokens(chat_id, now) - amount, now)


def _window_wait(sent: deque[float], allowed: int | None, window: float, now: float, amount: int) -> float:
    """Seconds until `amount` more fit into the sliding window; 0 when they fit now."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    if allowed is None or len(sent) + amount <= allowed or not sent:
        return 0.0
    return sent[0] + window - now

"""Updates that wait for the bot: numbering, acknowledgement by offset, filters, expiry, lanes for the webhook."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

ALL_KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "my_chat_member", "chat_member", "chat_join_request", "message_reaction",
)  # fmt: skip
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Update:
    """`lane` orders the webhook: one at a time per chat, pressed buttons in a lane of their own."""

    id: int
    at: float
    kind: str
    lane: str
    body: dict[str, Any]

    def json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    def __init__(self, keep: float, clock: Callable[[], float]) -> None:
        self._keep = keep
        self._clock = clock
        self._next_id = 100_000_001
        self._waiting: deque[Update] = deque()
        self._wanted: frozenset[str] | None = None
        self.history: deque[Update] = deque(maxlen=100_000)
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        self._expire()
        return len(self._waiting)

    @property
    def wanted(self) -> list[str] | None:
        """The kinds that were asked for; None for the default set."""
        return sorted(self._wanted) if self._wanted is not None else None

    def want(self, kinds: Iterable[str] | None) -> None:
        """An empty list means the default set, None leaves it as it was."""
        if kinds is not None:
            self._wanted = frozenset(kinds) or None

    def add(self, kind: str, chat_id: int, body: dict[str, Any]) -> None:
        if not self._is_wanted(kind):
            return
        lane = f"callback {chat_id}" if kind == "callback_query" else f"chat {chat_id}"
        update = Update(self._next_id, self._clock(), kind, lane, body)
        self._next_id += 1
        self.history.append(update)
        self._waiting.append(update)
        self.wake()

    def _is_wanted(self, kind: str) -> bool:
        return kind in self._wanted if self._wanted is not None else kind not in ONLY_WHEN_ASKED

    def acknowledge(self, offset: int) -> None:
        """Forgets what is below the offset; a negative one keeps only that many of the newest."""
        if offset < 0:
            offset = self._waiting[offset].id if -offset <= len(self._waiting) else 0
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()

    def batch(self, limit: int) -> list[Update]:
        self._expire()
        return [self._waiting[place] for place in range(min(limit, len(self._waiting)))]

    def heads(self) -> list[Update]:
        """The oldest waiting update of each lane."""
        self._expire()
        first: dict[str, Update] = {}
        for update in self._waiting:
            first.setdefault(update.lane, update)
        return list(first.values())

    def done(self, update: Update) -> None:
        if update in self._waiting:
            self._waiting.remove(update)

    def clear(self) -> None:
        self._waiting.clear()

    def redeliver(self, newest: int) -> None:
        """Puts the newest updates in line again under their old numbers, as after a lost answer."""
        ids = {update.id for update in self._waiting}
        again = [update for update in list(self.history)[-newest:] if update.id not in ids]
        self._waiting = deque(sorted([*again, *self._waiting], key=lambda update: update.id))
        self.wake()

    def wake(self) -> None:
        """Whoever waits looks again."""
        woken, self._arrived = self._arrived, asyncio.Event()
        woken.set()

    async def changed(self, seconds: float) -> None:
        """Until something arrived, somebody woke the waiting, or the seconds passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()

    def _expire(self) -> None:
        oldest = self._clock() - self._keep
        while self._waiting and self._waiting[0].at < oldest:
            self._waiting.popleft()

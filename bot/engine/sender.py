"""The one sender of a bot: rows go out in order per queue, queues beside one another, within Telegram's budgets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.store import cards, leases, post
from bot.store.letter import Row
from bot.store.unit import Store, Unit

from .aim import NEVER, NOT_YET, aim
from .albums import together
from .budget import Asked, Budget, steady
from .fair import in_turn, talker
from .ports import Call, Fate, Outcome, Ports, Result, Stage
from .settle import Settled, interrupted, settle
from .trouble import AWAY

_log = structlog.get_logger()
DUTY = "send"
LEASE = timedelta(seconds=6)
MOST_AT_ONCE = 64
IDLE_SECONDS = 0.5
_TAKEN = (Result.SENT, Result.DONE)
NOT_YET_SECONDS = 1.0


@dataclass
class Sender:
    """`work` runs until `stop`; `nudge` says that there is something new to send."""

    store: Store
    ports: Ports
    holder: str
    budget: Budget = field(default_factory=Budget)
    steady: Callable[[], datetime] = steady
    """For how long something lasts, whatever is done to the wall clock."""
    _busy: set[str] = field(default_factory=set)
    _spent: list[tuple[Asked, datetime]] = field(default_factory=list)
    """Of the budget, by the round that is not written down yet."""
    _outcomes: list[tuple[Row, Outcome]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _fence: int | None = None
    _renewed: datetime | None = None
    """By the steady clock."""
    _watch: leases.Watch = field(default_factory=leases.Watch)
    _unsure: bool = False
    """The last round failed: whether it was written down is not known."""

    def nudge(self) -> None:
        self._news.set()

    def stop(self) -> None:
        """What is on its way is settled; what waits stays in the outbox."""
        self._stopping = True
        self._news.set()

    async def work(self, group: asyncio.TaskGroup) -> None:
        news = True
        while not (self._stopping and not self._busy and not self._outcomes):
            self._news.clear()
            pause = IDLE_SECONDS
            try:
                pause = await self._round(group, news)
            except AWAY:
                pass  # The store has said so.
            except Exception as error:
                # Nobody else sends: whatever happened in this round, the next one is tried.
                _log.error("round_failed", error=type(error).__name__)
            news = await self._rest(pause)
        await self._leave()

    async def _rest(self, seconds: float) -> bool:
        """Whether there is news."""
        if not self._news.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._news.wait()
        return self._news.is_set()

    async def _round(self, group: asyncio.TaskGroup, news: bool) -> float:
        """One transaction: outcomes are written down, the next rows are claimed. Gives seconds to rest."""
        now = self.ports.clock()
        if not news and not await self._worth_writing(now):
            return IDLE_SECONDS
        done, self._outcomes = self._outcomes, []
        try:
            async with self.store.unit() as unit:
                if not await self._hold(unit, now):
                    self._outcomes = done + self._outcomes
                    return LEASE.total_seconds() / 3
                news_of = await self._sure_of(unit, done, now)
                for row, outcome in news_of:
                    await self._settle(unit, row, outcome, now)
                chosen, wait = ([], IDLE_SECONDS) if self._stopping else await self._choose(unit, now, done)
                if not await post.claim(unit, [row.id for row, _ in chosen], DUTY, self._fence or 0):
                    raise _LeaseLostError
            self._spent.clear()
            self._measure(news_of, now)
        except _LeaseLostError:
            _log.warning("sending_taken_by_another")
            self._outcomes = done + self._outcomes
            self._fence = None
            return IDLE_SECONDS
        except (*AWAY, asyncio.CancelledError):
            self._doubt(done)
            raise
        except Exception as error:
            _log.error("round_failed", error=type(error).__name__)
            await self._settle_apart(done, now)
            return IDLE_SECONDS
        finally:
            self._give_back()
        self._unsure = False
        for row, _ in done:
            self._busy.discard(row.letter.queue)
        for row, call in chosen:
            self._busy.add(row.letter.queue)
            group.create_task(self._send(row, call))
        return 0.0 if done and not chosen else wait

    def _give_back(self) -> None:
        """A round that was not written down sends nothing of what it chose."""
        for asked, at in self._spent:
            self.budget.give_back(asked, at)
        self._spent.clear()

    def _doubt(self, done: list[tuple[Row, Outcome]]) -> None:
        """The database went away, perhaps after it had written everything down: the next round looks."""
        self._outcomes = done + self._outcomes
        self._unsure, self._renewed = True, None

    async def _sure_of(
        self, unit: Unit, done: list[tuple[Row, Outcome]], now: datetime
    ) -> list[tuple[Row, Outcome]]:
        """What is still to be written down. What was claimed in vain, and so never sent, goes back."""
        if not self._unsure:
            return done
        in_hand = await post.interrupted(unit)
        for row in in_hand:
            if row.letter.queue not in self._busy and not row.broken:
                await post.postpone(unit, interrupted(row), now, counts=False)
        unsettled = {row.id for row in in_hand}
        return [(row, outcome) for row, outcome in done if row.id in unsettled]

    async def _settle(self, unit: Unit, row: Row, outcome: Outcome, now: datetime) -> None:
        if outcome.result in _TAKEN:
            self.budget.taken()
        if outcome.result is Result.LATER:
            since = self.steady()
            self.budget.close(row.letter.chat_key, since + timedelta(seconds=outcome.seconds), since)
        await settle(Settled(unit, self.ports, row, outcome, now))

    def _measure(self, settled: Iterable[tuple[Row, Outcome]], now: datetime) -> None:
        """Once it is written down: what is not is settled again."""
        for row in (row for row, outcome in settled if outcome.result in _TAKEN):
            if row.queued_at:
                self.ports.meter.since(Stage.SENT, row.queued_at, now)
            if row.letter.answers_at:
                self.ports.meter.since(Stage.ANSWERED, row.letter.answers_at, now)

    async def _settle_apart(self, done: list[tuple[Row, Outcome]], now: datetime) -> None:
        """One outcome that cannot be written down does not hold up the others: its row is set aside."""
        try:
            while done:
                await self._settle_alone(*done[0], now)
                self._busy.discard(done.pop(0)[0].letter.queue)
        finally:
            self._doubt(done)

    async def _settle_alone(self, row: Row, outcome: Outcome, now: datetime) -> None:
        try:
            async with self.store.unit() as unit:
                await self._settle(unit, row, outcome, now)
            self._measure(((row, outcome),), now)
        except AWAY:
            raise
        except Exception as error:
            _log.error("row_set_aside", row=row.id, error=type(error).__name__)
            async with self.store.unit() as unit:
                await post.close(unit, row.id, post.UNKNOWN, at=now)

    async def _worth_writing(self, now: datetime) -> bool:
        """An idle sender writes only to keep its lease."""
        if self._outcomes or self._fence is None or self._renewed is None:
            return True
        if self.steady() - self._renewed > LEASE / 3:
            return True
        async with self.store.look() as unit:
            return await post.is_waiting(unit, now, self._busy)

    async def _hold(self, unit: Unit, now: datetime) -> bool:
        """The lease is ours: taken, or kept in time. Its fence guards what is claimed in this transaction."""
        since = self.steady()
        if self._fence is not None and self._renewed is not None and since - self._renewed < LEASE / 3:
            return True
        if self._fence is not None:
            if await leases.renew(unit, DUTY, self._fence, now, LEASE):
                self._renewed = since
                return True
            _log.warning("sending_taken_by_another")
            self._fence = None
        self._fence = await leases.take(unit, DUTY, self.holder, now, LEASE, self._watch)
        if self._fence is None:
            return False
        self._renewed = since
        for row in await post.interrupted(unit):
            if row.broken:
                await post.close(unit, row.id, post.UNKNOWN, at=now)
            elif row.letter.queue not in self._busy:
                await settle(Settled(unit, self.ports, interrupted(row), Outcome(Result.INTERRUPTED), now))
        return True

    async def _choose(
        self, unit: Unit, now: datetime, done: Sequence[tuple[Row, Outcome]]
    ) -> tuple[list[tuple[Row, Call]], float]:
        free = {row.letter.queue for row, _ in done}
        room = MOST_AT_ONCE - len(self._busy - free)
        rows = await post.heads(unit, now, self._busy - free, max(room, 0))
        known = await cards.cards(unit, [row.letter.case for row in rows if row.letter.case])
        groups = {row.letter.chat_key for row in rows if row.letter.anchor}
        bound = {key: group for key in groups if (group := await cards.group_in(unit, key))}
        chosen: list[tuple[Row, Call]] = []
        wait = IDLE_SECONDS
        had = partial(self.budget.had, now=self.steady())
        for row in in_turn(rows, had):
            if row.broken:
                _log.error("row_set_aside", row=row.id, error="cannot be opened")
                await post.close(unit, row.id, post.REFUSED, at=now)
                wait = 0.0
                continue
            call = Call(row.letter.method, row.letter.params, Fate(row.letter.fate))
            price = max(len(row.letter.sources), 1)
            since = self.steady()
            asked = Asked(row.letter.chat_key, _is_group(call), call.method, price, talker(row.letter))
            pause = self.budget.ready_at(asked, since) - since
            if pause > timedelta(0):
                # What has to wait gives its place to others.
                await post.hold(unit, row.id, now + pause)
                wait = min(wait, pause.total_seconds())
                continue
            params = await aim(unit, row, known, bound)
            if params == NOT_YET:
                await post.hold(unit, row.id, now + timedelta(seconds=NOT_YET_SECONDS))
            elif params == NEVER:
                await post.close(unit, row.id, post.RECALLED, at=now)
                wait = 0.0
            elif isinstance(params, dict):
                self.budget.spend(asked, since)
                self._spent.append((asked, since))
                chosen.append((row, together(row.letter, replace(call, params=params))))
        if not chosen and (due := await post.next_due(unit, now)):
            wait = min(wait, (due - now).total_seconds())
        return chosen, wait

    async def _send(self, row: Row, call: Call) -> None:
        outcome = Outcome(Result.UNKNOWN)
        try:
            outcome = await self.ports.transport(call)
        except Exception as error:
            _log.error("transport_failed", method=call.method, error=type(error).__name__)
        finally:
            self._outcomes.append((row, outcome))
            self._news.set()

    async def _leave(self) -> None:
        if self._fence is None:
            return
        try:
            async with self.store.unit() as unit:
                await leases.leave(unit, DUTY, self._fence, self.ports.clock())
        except AWAY:
            _log.warning("lease_not_returned")


class _LeaseLostError(Exception):
    """Another process sends now: nothing of this round is claimed."""


def _is_group(call: Call) -> bool:
    chat = call.params.get("chat_id")
    return isinstance(chat, int) and chat < 0

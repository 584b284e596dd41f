"""What the bot measures of itself, for Prometheus. Labels have few, fixed values: no ids and no words."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot import __version__
from bot.engine.ports import Call, Mind, Outcome, Ports, Result, Stage, Transport
from bot.situation.frame import Frame
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store.kinds import Kind
from bot.store.retention import Gone
from bot.store.waiting import Counted

from .probing import age
from .retaining import Round

MOST_MARKS: Final = 4096
"""Moments that are remembered: as many messages may be under way at once."""
SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
_DUTIES: Final = frozenset({"send", "receive"})
_MODEL_STATES: Final = ("ready", "loading", "away")
_PARTS: Final = tuple(stage for stage in Stage if stage is not Stage.ANSWERED)


@dataclass
class Metrics:
    """Every instrument, on a registry of its own. It is also the engine's `Meter`."""

    registry: CollectorRegistry = field(default_factory=lambda: CollectorRegistry(auto_describe=True))
    monotonic: Callable[[], float] = time.monotonic
    _marks: OrderedDict[datetime, float] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._make_counted()
        self._make_looked()

    def _make_counted(self) -> None:
        on: dict[str, Any] = {"registry": self.registry}
        self.answered = Histogram(
            "rangkul_answer_seconds",
            "From a message's reception to Telegram's yes to the first answer",
            buckets=SECONDS,
            **on,
        )
        stages = Histogram(
            "rangkul_stage_seconds", "The same, stage by stage", ["stage"], buckets=SECONDS, **on
        )
        self.stages = {stage: stages.labels(stage=stage.value) for stage in _PARTS}
        self.turns = Counter("rangkul_turns_total", "Messages of people that were decided on", **on)
        self.degraded = Counter("rangkul_degraded_turns_total", "Messages read by rules alone", **on)
        calls = Counter("rangkul_telegram_calls_total", "What became of calls to Telegram", ["result"], **on)
        self.calls = {result: calls.labels(result=result.value) for result in Result}
        self.too_many = Counter("rangkul_telegram_429_total", "Calls that Telegram told to wait", **on)
        rounds = Counter("rangkul_retention_runs_total", "Rounds of retention, by outcome", ["outcome"], **on)
        self.rounds = {outcome: rounds.labels(outcome=outcome.value) for outcome in Round}
        gone = Counter("rangkul_retention_rows_total", "What left after its time", ["kind"], **on)
        self.gone = {kind: gone.labels(kind=kind.value) for kind in Kind}

    def _make_looked(self) -> None:
        on: dict[str, Any] = {"registry": self.registry}
        self.database_up = Gauge("rangkul_database_up", "1 while mail can be accepted", **on)
        self.depth = Gauge("rangkul_queue_messages", "Updates or letters that wait", ["queue"], **on)
        self.oldest = Gauge("rangkul_queue_oldest_seconds", "Since when the oldest waits", ["queue"], **on)
        self.set_aside = Gauge("rangkul_set_aside_updates", "Updates that could not be handled", **on)
        self.unknown = Gauge("rangkul_unknown_letters", "Letters of unclear fate", **on)
        self.urgent = Gauge("rangkul_urgent_cases", "Open urgent cases", **on)
        self.urgent_oldest = Gauge(
            "rangkul_urgent_unclaimed_oldest_seconds", "Since when the oldest urgent case has no worker", **on
        )
        self.lease = Gauge("rangkul_lease_held", "1 while somebody has the duty", ["duty"], **on)
        self.model = Gauge("rangkul_model_state", "1 for the model server's state", ["state"], **on)
        built = Gauge("rangkul_build_info", "1, with the version", ["version"], **on)
        built.labels(version=__version__).set(1)

    def mark(self, at: datetime, /) -> None:
        self._marks[at] = self.monotonic()
        while len(self._marks) > MOST_MARKS:
            self._marks.popitem(last=False)

    def since(self, stage: Stage, at: datetime, now: datetime, /) -> None:
        """By the clock only where the stage began in another process."""
        began = self._marks.get(at)
        by_clock = max((now - at).total_seconds(), 0.0)
        self._observe(stage, by_clock if began is None else self.monotonic() - began)

    def during(self, stage: Stage, /) -> AbstractContextManager[None]:
        return self._during(stage)

    def retained(self, outcome: Round, gone: Sequence[Gone]) -> None:
        """A round of retention is over."""
        self.rounds[outcome].inc()
        for one in gone:
            self.gone[one.term.kind].inc(one.count)

    @contextmanager
    def _during(self, stage: Stage) -> Iterator[None]:
        began = self.monotonic()
        yield
        self._observe(stage, self.monotonic() - began)

    def _observe(self, stage: Stage, seconds: float) -> None:
        (self.answered if stage is Stage.ANSWERED else self.stages[stage]).observe(seconds)

    def show(self, seen: Counted | None, model: str, now: datetime) -> bytes:
        """The page. `seen` None: the database did not answer, and what it would say is not shown as zero."""
        self.database_up.set(seen is not None)
        for state in _MODEL_STATES:
            self.model.labels(state=state).set(state == model)
        nan = float("nan")
        queues = {"inbox": seen.waiting.updates, "outbox": seen.waiting.letters} if seen else {}
        for name in ("inbox", "outbox"):
            queue = queues.get(name)
            self.depth.labels(queue=name).set(queue.depth if queue else nan)
            self.oldest.labels(queue=name).set((age(queue.since, now) or 0.0) if queue else nan)
        self.set_aside.set(seen.set_aside if seen else nan)
        self.unknown.set(seen.unknown if seen else nan)
        self.urgent.set(seen.urgent if seen else nan)
        self.urgent_oldest.set((age(seen.urgent_unclaimed_since, now) or 0.0) if seen else nan)
        for duty, held in seen.leases if seen else ():
            if duty in _DUTIES:
                self.lease.labels(duty=duty).set(held)
        return generate_latest(self.registry)


@dataclass(frozen=True)
class MeteredMind:
    """A mind whose understanding and deciding are measured."""

    mind: Mind
    metrics: Metrics

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        with self.metrics.during(Stage.UNDERSTOOD):
            reading = await self.mind.hear(text, at, frame)
        if not reading.parsed:
            self.metrics.degraded.inc()
        return reading

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        with self.metrics.during(Stage.DECIDED):
            turn = self.mind.take_turn(frame, heard, around)
        self.metrics.turns.inc()
        return turn


@dataclass(frozen=True)
class MeteredTransport:
    """Counts what becomes of each call."""

    transport: Transport
    metrics: Metrics

    async def __call__(self, call: Call) -> Outcome:
        outcome = await self.transport(call)
        self.metrics.calls[outcome.result].inc()
        if outcome.result is Result.LATER:
            self.metrics.too_many.inc()
        return outcome


def metered(ports: Ports, metrics: Metrics) -> Ports:
    """The same ports, measured."""
    mind, transport = MeteredMind(ports.mind, metrics), MeteredTransport(ports.transport, metrics)
    return replace(ports, mind=mind, transport=transport, meter=metrics)


@dataclass(frozen=True)
class Page:
    """`/metrics` as it is when it is asked for."""

    metrics: Metrics
    counted: Callable[[], Awaitable[Counted | None]]
    model: Callable[[], Awaitable[str]]
    clock: Callable[[], datetime]

    async def __call__(self) -> bytes:
        return self.metrics.show(await self.counted(), await self.model(), self.clock())

"""`rangkul run`: people on Telegram are served until the process is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channel.client import Client, connected
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.engine.ports import Clock
from bot.publishing.agency_file import EXAMPLE_AGENCY
from bot.settings import Settings
from bot.store.kinds import terms
from bot.store.leases import holder_name
from bot.store.seal import Keys
from bot.store.unit import Store
from bot.understanding.nlu_process import NluState
from bot.web.serving import unwrapping

from .draining import drained
from .errors import StartError
from .heads import Heads, heads_file
from .listening import listening, open_port
from .metering import Metrics, Page, metered
from .mind import build_mind
from .model import LanguageModel, language_model
from .probing import LOCKED, DatabaseProbe, Probe, Seldom, counted_or_none
from .receiving import Receiving
from .retaining import FIRST, Retaining
from .showing import show
from .wiring import ledger_file, open_store, ports, who_am_i

_log = structlog.get_logger()
Ready = Callable[[str], None]


async def serve(
    settings: Settings,
    ready: Ready,
    stop: asyncio.Event,
    budget: Budget | None = None,
    retention_after: timedelta = FIRST,
) -> None:
    """Serve Telegram, by webhook or by long polling, until `stop` is set; what was accepted by then is kept.

    `budget`: how fast Telegram is written to; by default as fast as it allows. `retention_after`: its first round.

    Raises StartError, KeyFileError, SchemaError and AgencyFileError with one clear line each.
    """
    if settings.bot_token is None:
        raise StartError(
            "RANGKUL_BOT_TOKEN is not set: ask @BotFather for a token, or try `python3 -m bot demo`"
        )
    async with (
        connected(settings.bot_token.get_secret_value(), settings.bot_api_url) as telegram,
        open_store(settings) as (database, keys),
        language_model(settings.nlu_url, _tell_model) as model,
    ):
        made = _Serving(settings, telegram, database, keys, model, budget or Budget(), retention_after)
        await made.until(stop, ready)


@dataclass(frozen=True)
class _Serving:
    settings: Settings
    telegram: Client
    database: AsyncEngine
    keys: Keys
    model: LanguageModel
    budget: Budget
    retention_after: timedelta

    async def until(self, stop: asyncio.Event, ready: Ready) -> None:
        me = await who_am_i(self.telegram)
        mind = build_mind(self.model.client, self.settings.agency_file or EXAMPLE_AGENCY)
        metrics = Metrics()
        made = metered(ports(self.telegram, me, mind, self.keys, lambda: datetime.now(UTC)), metrics)
        engine = Engine(self.database, self.keys, made, self.budget, ledger=ledger_file(self.settings))
        settings = self.settings
        await engine.seed(
            admins=settings.admin_ids, workers=settings.worker_ids, group=settings.staff_group_id
        )
        receiving = Receiving.of(self.telegram, engine, settings)
        bound = open_port(settings)
        with closing(bound) if bound else nullcontext():
            async with drained() as drain, unwrapping(), asyncio.TaskGroup() as group:
                engine.start(group)
                group.create_task(self._retaining(engine, metrics).work(stop))
                group.create_task(Heads(engine.store, heads_file(settings)).work(stop))
                showing = group.create_task(show(self.telegram, mind.catalogue, engine.store, made.agency))
                site = receiving.site(*self._pages(engine.store, group, metrics, made.clock))
                async with listening(bound, site) as health:
                    line = f"ready: @{me.username} by {receiving.way}" + (
                        f"; health at {health}" if health else ""
                    )
                    intake = group.create_task(receiving.work(lambda: ready(line), stop))
                    await stop.wait()
                    intake.cancel()
                drain()
                showing.cancel()
                await engine.stop()
        if not intake.cancelled() and (why := intake.result()):
            raise StartError(why)

    def _retaining(self, engine: Engine, metrics: Metrics) -> Retaining:
        chosen, holder = terms(self.settings.keep_closed_days), holder_name(uuid4().hex)
        clock, after = engine.ports.clock, self.retention_after
        return Retaining(engine.store, chosen, clock, holder, first=after, tell=metrics.retained)

    def _pages(
        self, store: Store, group: asyncio.TaskGroup, metrics: Metrics, clock: Clock
    ) -> tuple[Probe, Page]:
        look = Seldom(DatabaseProbe(store, clock, self.settings.data_dir), group, LOCKED)
        count = Seldom(partial(counted_or_none, store, clock), group, None)
        health = Probe(self.settings, self.telegram.pulse, look, self.model, clock)
        return health, Page(metrics, count, self.model.state, clock)


def _tell_model(state: NluState, detail: str) -> None:
    _log.info("model", state=state.value, detail=detail)

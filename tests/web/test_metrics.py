"""`/metrics`: what it counts is what happened, and nothing of anybody stands in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.metering import MOST_MARKS, Metrics
from bot.demo.telegram.local import LocalTelegram
from bot.engine.ports import Result, Stage
from bot.settings import Settings
from bot.store.tables import chats, inbox

from .conftest import Site, serving

pytestmark = pytest.mark.promise("metrics")
README = Path(__file__).resolve().parents[2] / "README.md"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LABELS = {"stage", "queue", "result", "duty", "state", "version", "outcome", "kind", "le"}
Numbers = dict[tuple[str, str], float]


def numbers(page: str) -> Numbers:
    """Name and the labels' values -> number."""
    return {
        (one.name, ",".join(one.labels.values())): one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
    }


async def until(site: Site, wanted: Callable[[Numbers], bool]) -> Numbers:
    async with asyncio.timeout(30):
        while True:
            found = numbers((await site.http.get("/metrics")).text)
            if wanted(found):
                return found
            await asyncio.sleep(0.05)


async def test_that_a_conversation_is_measured_stage_by_stage(
    settings: Settings, telegram: LocalTelegram
) -> None:
    async with serving(settings) as site:
        nur = await telegram.person("Zebraungu", 7_700_000_777)
        await nur.start()
        await nur.sees("mesin (bot)")
        await nur.write("gajahbiru suami di phk, anak 2")
        await nur.sees("Yang saya tangkap")
        found = await until(site, lambda now: now[("rangkul_answer_seconds_count", "")] >= 2)
        page = (await site.http.get("/metrics")).text
    for stage in ("accepted", "waited", "decided", "committed", "sent"):
        assert found[("rangkul_stage_seconds_count", stage)] >= 2, stage
    assert found[("rangkul_stage_seconds_count", "understood")] >= 1
    assert 0 < found[("rangkul_answer_seconds_sum", "")] < 60
    assert found[("rangkul_degraded_turns_total", "")] >= 1
    assert found[("rangkul_model_state", "away")] == 1
    assert found[("rangkul_database_up", "")] == 1
    for secret in ("zebraungu", "gajahbiru", "7700000777", telegram.token):
        assert secret not in page.casefold()


async def test_that_what_waits_is_counted_with_its_age(settings: Settings, telegram: LocalTelegram) -> None:
    async with serving(settings) as site:
        nur = await telegram.person("Nur")
        telegram.faults.flood(1, "sendMessage", times=None)
        await nur.start()
        found = await until(site, lambda now: now[("rangkul_queue_oldest_seconds", "outbox")] > 0.5)
        assert found[("rangkul_queue_messages", "outbox")] >= 1
        assert found[("rangkul_telegram_429_total", "")] >= 1
        assert found[("rangkul_telegram_calls_total", "later")] >= 1
        telegram.faults.calm()
        await nur.sees("mesin (bot)")
        await until(site, lambda now: now[("rangkul_queue_messages", "outbox")] == 0)
        await until(site, lambda now: now.get(("rangkul_lease_held", "send")) == 1)


async def test_that_an_urgent_case_without_a_worker_is_shown_until_one_comes(
    settings: Settings, telegram: LocalTelegram
) -> None:
    ratna, dewi = [await telegram.person(name) for name in ("Ratna", "Dewi")]
    group = await telegram.forum(ratna, "Petugas", [dewi])
    more = {"worker_ids": (dewi.id,), "staff_group_id": group.id}
    async with serving(settings.model_copy(update=more)) as site:
        nur = await telegram.person("Nur")
        await nur.start()
        await nur.sees("mesin (bot)")
        await nur.write("cape bgt, pengen mati aja rasanya")
        found = await until(site, lambda now: now[("rangkul_urgent_cases", "")] == 1)
        await until(site, lambda now: now[("rangkul_urgent_unclaimed_oldest_seconds", "")] > 0)
        await dewi.start()
        topic = dewi.within(group, await group.topic_named("·"))
        await topic.sees("MENDESAK")
        await topic.press("Ambil")
        found = await until(site, lambda now: now[("rangkul_urgent_unclaimed_oldest_seconds", "")] == 0)
        assert found[("rangkul_urgent_cases", "")] == 1


async def test_that_updates_set_aside_are_counted(
    settings: Settings, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    async with serving(settings) as site:
        nur = await telegram.person("Nur")
        await nur.start()
        await nur.sees("mesin (bot)")
        async with database.execution_options(rangkul_writes=True).begin() as connection:
            await connection.execute(update(inbox).where(inbox.c.timer.is_(None)).values(state="poisoned"))
        await until(site, lambda now: now[("rangkul_set_aside_updates", "")] == 1)


async def test_that_rounds_of_retention_and_what_left_are_counted(
    settings: Settings, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    group = {"bot_id": int(telegram.token.split(":")[0]), "kind": "group", "chat": b"", "told_at": long_ago}
    async with database.execution_options(rangkul_writes=True).begin() as connection:
        await connection.execute(chats.insert(), [group | {"chat_key": key} for key in ("a", "b")])
    async with serving(settings, retention_after=timedelta(0)) as site:
        found = await until(site, lambda now: now[("rangkul_retention_runs_total", "done")] == 1)
    assert found[("rangkul_retention_rows_total", "foreign_groups")] == 2
    assert {found[("rangkul_retention_runs_total", one)] for one in ("elsewhere", "away", "failed")} == {0}
    assert found[("rangkul_retention_rows_total", "messages")] == 0


def test_that_an_absent_database_is_no_zero() -> None:
    found = numbers(Metrics().show(None, "away", NOW).decode())
    assert found[("rangkul_database_up", "")] == 0
    assert found[("rangkul_unknown_letters", "")] != 0
    assert str(found[("rangkul_unknown_letters", "")]) == "nan"


def test_that_labels_are_few_and_fixed() -> None:
    """However much happens, there are as many series as before."""
    metrics = Metrics()
    metrics.show(None, "away", NOW)
    before = numbers(metrics.show(None, "away", NOW).decode()).keys()
    for stage in Stage:
        metrics.since(stage, NOW, NOW + timedelta(seconds=3))
    for result in Result:
        metrics.calls[result].inc()
    after = numbers(metrics.show(None, "a state of its own", NOW).decode()).keys()
    assert after == before
    assert len(after) < 200
    page = metrics.show(None, "away", NOW).decode()
    assert {*re.findall(r'[{,](\w+)="', page)} <= LABELS


def test_that_time_is_measured_by_a_clock_that_never_jumps() -> None:
    ticks = iter([100.0, 100.5, 200.0])
    metrics = Metrics(CollectorRegistry(), lambda: next(ticks))
    metrics.mark(NOW)
    # The machine's clock was put forward by an hour meanwhile.
    metrics.since(Stage.ANSWERED, NOW, NOW + timedelta(hours=1))
    # Accepted by another process, and the clock put back since: never below nothing.
    metrics.since(Stage.SENT, NOW + timedelta(hours=2), NOW)
    found = numbers(metrics.show(None, "away", NOW).decode())
    assert found[("rangkul_answer_seconds_sum", "")] == pytest.approx(0.5)
    assert found[("rangkul_stage_seconds_sum", "sent")] == 0


def test_that_memory_of_moments_is_bounded() -> None:
    metrics = Metrics()
    for second in range(MOST_MARKS + 50):
        metrics.mark(NOW + timedelta(seconds=second))
    assert len(metrics._marks) == MOST_MARKS


def test_that_what_fails_does_not_count() -> None:
    metrics = Metrics()
    with pytest.raises(ZeroDivisionError), metrics.during(Stage.COMMITTED):
        raise ZeroDivisionError
    assert (
        numbers(metrics.show(None, "away", NOW).decode())[("rangkul_stage_seconds_count", "committed")] == 0
    )


def test_that_every_metric_stands_in_the_readme() -> None:
    families = Metrics().registry.collect()
    known = {
        (f"{one.name}_total" if one.type == "counter" else one.name): {*_labels(one.samples)} - {"le"}
        for one in families
    }
    rows = re.findall(r"^\| `(rangkul_\w+)` \|([^|]*)\|", README.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: {*re.findall(r"`(\w+)`", labels)} for name, labels in rows}
    assert told.keys() == known.keys()
    for name, labels in known.items():
        assert labels <= told[name], name


def _labels(samples: Sequence[object]) -> list[str]:
    return [label for one in samples for label in getattr(one, "labels", {})]

"""The list that a notification of a breach needs: complete, and without anything that was said."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.breaching import HEAD, list_affected, scope_of
from bot.app.errors import CommandError
from bot.settings import Settings
from bot.situation.case import CaseState, Role
from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Frame
from bot.store import messages, staff
from bot.store.audit import note_act
from bot.store.breach import Scope, affected
from bot.store.keyring import read_keys
from bot.store.seal import read_master_key
from bot.store.tables import audit, cases
from bot.store.unit import Store

from .people_at_rest import NOW, come, erase, said, with_case

pytestmark = pytest.mark.promise("breach-list")
HOUR = timedelta(hours=1)
CARD, MINE, SECRET, ALONE = 9101, 9102, 9103, 5301742999


def knows(*slots: Slot) -> Frame:
    fact = Fact(value="Kelincibiru", words="Kelincibiru", at=NOW, provenance=Provenance.SAID)
    return Frame(facts=dict.fromkeys(slots, fact))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
async def store(database: AsyncEngine, settings: Settings) -> Store:
    """Three with cases (one of them confidential, one carried by worker 1), one alone."""
    masters = read_master_key(settings.data_dir / "master.key")
    store = Store(database, await read_keys(database, masters), 7)
    async with store.unit() as unit:
        await staff.enrol(unit, 99, (Role.WORKER,), "default", NOW, "Dewi")
        for chat in (CARD, MINE, SECRET):
            await with_case(unit, chat, CaseState.WAITING, knows(Slot.MONEY, Slot.HEALTH_NEED, Slot.PROBLEM))
        alone = await come(unit, ALONE, NOW + 5 * HOUR, knows(Slot.PROBLEM))
        spoken = [(1, said(ALONE, "Kelincihijau"))]
        await messages.keep(unit, alone.engagement, alone.key, spoken, "applicant", None)
        keys = [unit.keys.find("code", f"KOD-{chat}") for chat in (MINE, SECRET)]
        claimed = {"staff_id": 1, "claimed_at": NOW}
        await unit.run(update(cases).where(cases.c.code_key == keys[0]).values(claimed))
        await unit.run(update(cases).where(cases.c.code_key == keys[1]).values(confidential=True))
    return store


async def listed(store: Store, scope: Scope) -> dict[str, str]:
    async with store.look() as unit:
        return {one.person: one.seen for one in (await affected(unit, scope)).people}


async def test_that_everybody_who_was_there_is_on_the_list(store: Store) -> None:
    day = Scope(NOW, NOW + 24 * HOUR)
    assert len(await listed(store, day)) == 4
    early = await listed(store, Scope(NOW, NOW + HOUR))
    assert early == dict.fromkeys((f"KOD-{chat}" for chat in (CARD, MINE, SECRET)), "stored")


async def test_that_one_of_the_staff_is_followed_to_what_they_could_see(store: Store) -> None:
    scope = Scope(NOW - HOUR, NOW + HOUR, staff=1)
    assert await listed(store, scope) == {f"KOD-{CARD}": "card", f"KOD-{MINE}": "case"}
    async with store.unit() as unit:
        await note_act(unit, NOW, "staff", "read_all", staff_id=1, case_id=3)
    assert (await listed(store, scope))[f"KOD-{SECRET}"] == "case"
    later = Scope(NOW + HOUR, NOW + 2 * HOUR, staff=1)
    assert f"KOD-{SECRET}" not in await listed(store, later)


async def test_that_one_case_is_one_person(store: Store) -> None:
    assert await listed(store, Scope(NOW, NOW + HOUR, case=f"KOD-{CARD}")) == {f"KOD-{CARD}": "stored"}


async def test_that_names_of_data_are_told_and_nothing_of_the_data(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    await erase(store, CARD, "HAPUS", NOW + HOUR)
    told: list[str] = []
    scope = scope_of("2026-11-02", "2026-11-03", staff=None, case=None, everybody=True)
    await list_affected(settings, scope, told.append, tmp_path / "list.csv")
    text = "\n".join(told)
    assert "3 people affected" in text
    assert "1 who were erased since" in text
    assert "specific: finance, health" in text
    assert "text (1), problem" in text
    rows = _read(tmp_path / "list.csv")
    assert tuple(rows[0]) == HEAD
    assert len(rows) == 4
    whole = text + str(rows)
    assert not any(word in whole for word in ("Kelinci", "Nur", str(ALONE)))
    async with store.look() as unit:
        acts = (await unit.run(select(audit.c.act).where(audit.c.actor == "operator"))).scalars().all()
    assert [*acts] == ["breach_list 3"]
    with pytest.raises(CommandError, match="name a new file"):
        await list_affected(settings, scope, told.append, tmp_path / "list.csv")


def _read(path: Path) -> list[list[str]]:
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="", encoding="utf-8") as file:
        return [*csv.reader(file)]


async def test_that_an_unknown_member_of_the_staff_is_an_error(store: Store, settings: Settings) -> None:
    assert store
    scope = scope_of("2026-11-02", "2026-11-03", staff=77, case=None, everybody=False)
    with pytest.raises(CommandError, match="no such member"):
        await list_affected(settings, scope, print)


@pytest.mark.parametrize(
    ("since", "until", "everybody", "why"),
    [
        ("yesterday", "2026-11-03", True, "is no time"),
        ("2026-11-03", "2026-11-02", True, "before"),
        ("2026-11-02", "2026-11-03", False, "whose data"),
    ],
)
def test_that_a_wrong_question_is_one_clear_line(since: str, until: str, everybody: bool, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        scope_of(since, until, staff=None, case=None, everybody=everybody)

"""What cannot be handled is set aside: the chat goes on, the person is told once, the operator sees it and decides."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.app import Mind
from bot.app.errors import CommandError
from bot.app.inbox import drop_inbox, list_inbox, retry_inbox
from bot.app.metering import Metrics
from bot.cli import cli
from bot.demo.telegram.local import LocalTelegram
from bot.engine.ports import Mind as TurnsMind
from bot.engine.ports import Ports
from bot.settings import Settings
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store import mail, set_aside
from bot.store.keyring import read_keys
from bot.store.seal import read_master_key
from bot.store.tables import inbox, messages
from bot.store.waiting import counted

from .living import HELP, HELP_SAYS, Living, all_done, living, met, texts_to

pytestmark = [pytest.mark.faults, pytest.mark.promise("poison-set-aside")]
SORRY = "ada yang macet"
POISON = "racun"
UNREADABLE = 77


@dataclass
class Sick:
    """Fails at every message with that word, until it is mended."""

    mind: TurnsMind
    mended: bool = False
    heard: list[str] = field(default_factory=list)

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        return await self.mind.hear(text, at, frame)

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        if POISON in heard.incoming.text and not self.mended:
            raise ValueError(heard.incoming.text)
        self.heard.append(heard.incoming.text)
        return self.mind.take_turn(frame, heard, around)


@dataclass
class Ill:
    living: Living
    sick: Sick
    settings: Settings
    told: list[str] = field(default_factory=list)

    async def listed(self) -> list[str]:
        lines: list[str] = []
        await list_inbox(self.settings, lines.append)
        return lines


@pytest.fixture
async def ill(
    telegram: LocalTelegram, database: AsyncEngine, database_url: str, mind: Mind, tmp_path: Path
) -> AsyncIterator[Ill]:
    async with falling_ill(telegram, database, database_url, mind, tmp_path) as found:
        yield found


@asynccontextmanager
async def falling_ill(
    telegram: LocalTelegram, database: AsyncEngine, url: str, mind: Mind, folder: Path
) -> AsyncIterator[Ill]:
    settings = Settings(data_dir=folder, database_url=url)
    keys = await read_keys(database, read_master_key(folder / "master.key"))
    sick: list[Sick] = []

    def changed(made: Ports) -> Ports:
        sick.append(Sick(made.mind))

        def read(raw: dict[str, Any]) -> Incoming | None:
            if raw["update_id"] == UNREADABLE:
                raise KeyError("date")
            return made.read(raw)

        return replace(made, mind=sick[0], read=read, retry_after_unavailable=0.02)

    async with living(telegram, database, mind, keys=keys, changed=changed) as found:
        yield Ill(found, sick[0], settings)


async def states(database: AsyncEngine) -> dict[str, int]:
    async with database.connect() as connection:
        rows = (await connection.execute(select(inbox.c.state).where(inbox.c.timer.is_(None)))).all()
    return {state: [row.state for row in rows].count(state) for state in {row.state for row in rows}}


async def test_that_a_poisonous_message_stands_aside_and_the_chat_goes_on(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur, asep = await met(telegram, "Nur"), await met(telegram, "Asep")
    await nur.write(f"ini {POISON} sekali")
    await asep.write(HELP)
    await asep.sees(HELP_SAYS)
    await nur.sees(SORRY)
    await nur.write(HELP)
    await nur.sees(HELP_SAYS)
    await nur.write(f"{POISON} lagi saja")
    await nur.write("/ringkasan")
    await nur.sees("Belum ada yang saya catat")
    await all_done(database)
    assert (await states(database))["poisoned"] == 2
    assert sum(SORRY in one for one in texts_to(telegram, nur)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_the_apology_is_a_way_to_a_person(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    ratna = await telegram.person("Ratna")
    group = await telegram.forum(ratna, "Petugas")
    await ill.living.engine.seed(admins=[ratna.id], group=group.id)
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} sekali")
    sorry = await nur.sees(SORRY)
    await nur.press(sorry.labels[0], sorry)
    await nur.sees("petugas")
    await all_done(database)
    assert ill.sick.heard


async def test_that_a_poison_in_a_burst_stands_aside_alone(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur = await met(telegram, "Nur")
    said = ("saya mau cerita", "suami di phk", f"ini {POISON} sekali", "anak dua orang", "yang kecil sakit")
    updates = []
    for words in said:
        await nur.write(words)
        updates.append(telegram.world.updates.history[-1].json())
    await ill.living.engine.accept_all(updates)
    await all_done(database)
    assert (await states(database))["poisoned"] == 1
    heard = "\n".join(ill.sick.heard)
    places = [heard.index(words) for words in said if POISON not in words]
    assert places == sorted(places)
    assert POISON not in heard


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_the_operator_sees_it_and_nobodys_words(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} sekali")
    await nur.sees(SORRY)
    (line,) = await ill.listed()
    assert re.fullmatch(r"\d+  [-\d]+ [:\d]+Z  set aside [-\d]+ [:\d]+Z  update  ValueError", line)
    async with ill.living.engine.store.look() as unit:
        now = ill.living.engine.ports.clock()
        page = Metrics().show(await counted(unit, now), "away", now)
    assert b"rangkul_set_aside_updates 1.0" in page
    for text in (line.encode(), page):
        assert POISON.encode() not in text
        assert str(nur.id).encode() not in text


async def test_that_a_retried_one_has_its_effect_in_the_present(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} pertama")
    await nur.sees(SORRY)
    await nur.write("saya mau cerita dulu ya")
    await all_done(database)
    ill.sick.mended = True
    number = int((await ill.listed())[0].split()[0])
    await retry_inbox(ill.settings, ill.told.append, number)
    await all_done(database)
    assert ill.sick.heard[-2:] == ["saya mau cerita dulu ya", f"ini {POISON} pertama"]
    assert await ill.listed() == ["nothing is set aside"]
    with pytest.raises(CommandError, match=f"nothing with number {number}"):
        await retry_inbox(ill.settings, ill.told.append, number)
    async with database.connect() as connection:
        kept = (await connection.execute(select(messages.c.id).where(messages.c.id == number))).all()
    assert len(kept) == 1


async def all_set_aside(database: AsyncEngine, count: int) -> None:
    async with asyncio.timeout(30):
        while (await states(database)).get("poisoned") != count:  # noqa: ASYNC110 (no event to wait for)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_all_are_retried_in_order_and_fail_again_where_nothing_was_mended(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur = await met(telegram, "Nur")
    for number in range(3):
        await nur.write(f"{POISON} nomor {number}")
    await all_set_aside(database, 3)
    await retry_inbox(ill.settings, ill.told.append, None)
    await all_set_aside(database, 3)
    ill.sick.mended = True
    await retry_inbox(ill.settings, ill.told.append, None)
    await all_done(database)
    assert "\n".join(ill.sick.heard[-3:]).endswith(
        "\n".join(f"{POISON} nomor {number}" for number in range(3))
    )
    assert ill.told == ["3 are tried again"] * 2
    assert sum(SORRY in one for one in texts_to(telegram, nur)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_what_is_dropped_is_gone(ill: Ill, telegram: LocalTelegram, database: AsyncEngine) -> None:
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} sekali")
    await nur.sees(SORRY)
    number = int((await ill.listed())[0].split()[0])
    await drop_inbox(ill.settings, ill.told.append, number)
    async with database.connect() as connection:
        row = (await connection.execute(select(inbox).where(inbox.c.id == number))).one()
    assert (row.state, row.payload) == ("cancelled", None)
    with pytest.raises(CommandError):
        await drop_inbox(ill.settings, ill.told.append, number)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_what_was_erased_cannot_be_retried(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine
) -> None:
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} sekali")
    await nur.sees(SORRY)
    async with ill.living.engine.store.unit() as unit:
        await mail.forget(unit, unit.keys.find("chat", nur.id))
    (line,) = await ill.listed()
    assert line.endswith("  erased")
    with pytest.raises(CommandError, match="was erased"):
        await retry_inbox(ill.settings, ill.told.append, int(line.split()[0]))
    await retry_inbox(ill.settings, ill.told.append, None)
    assert ill.told == ["0 are tried again, 1 cannot be: see `rangkul inbox list`"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_timer_gives_way_to_a_newer_one_of_its_name(ill: Ill) -> None:
    store, now = ill.living.engine.store, ill.living.engine.ports.clock()
    async with store.unit() as unit:
        await mail.wake(unit, "lane", "case:late", now, now)
        await unit.run(update(inbox).values(state="poisoned", done_at=now, failures=3, error="ValueError"))
        await mail.wake(unit, "lane", "case:late", now.replace(year=now.year + 1), now)
        (found,) = await set_aside.everything(unit)
        assert not await set_aside.take_up(unit, found, now)
    assert "timer case:late" in (await ill.listed())[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ["unreadable", "torn"])
async def test_that_what_cannot_be_read_is_set_aside_at_once_and_kept(
    ill: Ill, telegram: LocalTelegram, database: AsyncEngine, what: str
) -> None:
    nur = await met(telegram, "Nur")
    await nur.write("halo dari nur")
    await all_done(database)
    raw: dict[str, Any] = telegram.world.updates.history[-1].json()
    if what == "torn":
        async with ill.living.engine.store.unit() as unit:
            await mail.accept(unit, UNREADABLE, "lane", raw, ill.living.engine.ports.clock())
            await unit.run(update(inbox).where(inbox.c.update_id == UNREADABLE).values(payload=b"torn"))
    else:
        await ill.living.engine.accept({**raw, "update_id": UNREADABLE})
        await nur.sees(SORRY)
    await all_done(database)
    async with database.connect() as connection:
        row = (await connection.execute(select(inbox).where(inbox.c.update_id == UNREADABLE))).one()
    assert (row.state, row.error) == ("poisoned", "BrokenMailError" if what == "torn" else "KeyError")
    assert row.payload


def run(folder: Path, url: str, *words: str) -> tuple[int, str]:
    env = {"RANGKUL_DATA_DIR": str(folder), "RANGKUL_DATABASE_URL": url}
    found = CliRunner().invoke(cli, ["inbox", *words], env=env)
    return found.exit_code, found.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_the_commands_say_what_they_need(
    ill: Ill, telegram: LocalTelegram, database_url: str, tmp_path: Path
) -> None:
    nur = await met(telegram, "Nur")
    await nur.write(f"ini {POISON} sekali")
    await nur.sees(SORRY)

    async def ran(*words: str) -> tuple[int, str]:
        return await asyncio.to_thread(run, tmp_path, database_url, *words)

    code, listed = await ran("list")
    assert (code, "ValueError" in listed) == (0, True)
    number = listed.split()[0]
    assert "add --yes" in (await ran("drop", number))[1]
    assert "say which" in (await ran("retry"))[1]
    assert "say which" in (await ran("retry", number, "--all"))[1]
    assert await ran("retry", "99999") == (
        1, "error: nothing with number 99999 is set aside: see `rangkul inbox list`\n",
    )  # fmt: skip
    assert await ran("drop", number, "--yes") == (0, f"{number} is dropped\n")
    assert await ran("list") == (0, "nothing is set aside\n")

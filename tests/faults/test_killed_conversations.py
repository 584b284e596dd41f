"""kill -9 at moments by chance in people's conversations: they read on as if nothing had been."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.demo.person import Person
from bot.demo.seen import NotSeen, Seen
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import local_telegram
from bot.store.database import open_database, sqlite_url
from bot.store.tables import cases, inbox, messages, outbox
from tests.conversations.ever import transcript
from tests.conversations.play import Play, Unmet, cards_of
from tests.conversations.script import PEOPLE, Line, read_script
from tests.conversations.served import Clock, Wiring
from tests.conversations.stage import STAFF, Stage

from .mortal import MortalBot

pytestmark = [pytest.mark.faults, pytest.mark.rasa]
KILLS = 3
PATIENCE = 25.0
LONGEST = 120.0
"""Seconds for a whole conversation, its beginning and its end included: nothing here waits for ever."""
_CHANGING = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b|\d{1,2}[.:]\d{2}|\d+ (?:menit|minutes?)")
_SEND_AGAIN = "Kirim lagi"


@dataclass
class Chance:
    """Kills the bot at `KILLS` moments of the script, up to 0.2 s after somebody did something."""

    bot: MortalBot
    moments: dict[int, float]
    starting: asyncio.TaskGroup
    killed: int = 0
    alive: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def seeded(cls, seed: int, bot: MortalBot, lines: tuple[Line, ...], group: asyncio.TaskGroup) -> Chance:
        chance = Random(seed)
        answered = [line.number for line in lines if line.deed in ("is told", "reads", "says")]
        return cls(bot, {moment: chance.random() * 0.2 for moment in chance.sample(answered, KILLS)}, group)

    async def before(self, line: Line) -> None:
        if line.number not in self.moments:
            return
        await self.alive.wait()
        await asyncio.sleep(self.moments[line.number])
        await self.bot.kill()
        self.killed += 1
        self.alive.clear()
        self.starting.create_task(self.start())

    async def start(self) -> None:
        await self.bot.start()
        self.alive.set()


@asynccontextmanager
async def sending_again(stage: Stage) -> AsyncIterator[None]:
    """Whoever is asked whether to send words of unknown fate again says yes."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_say_yes(person)) for person in stage.people.values()]
        tasks.append(group.create_task(_say_yes(stage.people[STAFF[0]].within(stage.group))))
        yield
        for task in tasks:
            task.cancel()


def _asks_again(one: Seen) -> bool:
    """In private chats buttons have a number before their words."""
    return any(label.endswith(_SEND_AGAIN) for label in one.labels)


def _asked_again(one: Seen) -> bool:
    """Answered or not: the choice made stands under the question instead of its buttons."""
    return _asks_again(one) or one.text.endswith(f"→ {_SEND_AGAIN}")


async def _say_yes(person: Person) -> None:
    pressed: set[int] = set()

    def asked(one: Seen) -> bool:
        return one.id not in pressed and _asks_again(one)

    watching = Person(person.client, person.id, person.name, person.chat)
    while True:
        with suppress(NotSeen):
            found = await watching.sees(asked, 60, anywhere=True)
            pressed.add(found.id)
            await watching.press(_SEND_AGAIN, found)


async def said_to(stage: Stage) -> list[str]:
    """What the applicant's screen holds of others; codes and times left out."""
    screen = await stage.people[stage.script.name].screen()
    return [
        _CHANGING.sub("_", f"{one.kind} {one.text}")
        for one in screen.messages
        if not one.mine and not _asked_again(one)
    ]


async def played(page: Path, database_url: str, nlu_url: str, seed: int | None) -> list[str]:
    script, clock = read_script(page), Clock()
    async with local_telegram(limits=Limits.off()) as telegram:
        stage = await Stage.set_up(telegram, script)
        bot = MortalBot(Wiring.of(stage, clock), database_url, nlu_url)
        try:
            await _play(stage, bot, database_url, seed)
            await bot.stop()
            await one_card(stage)
            return await said_to(stage)
        finally:
            bot.bury()


async def _play(stage: Stage, bot: MortalBot, database_url: str, seed: int | None) -> None:
    script = stage.script
    try:
        async with asyncio.timeout(90), asyncio.TaskGroup() as group, sending_again(stage):
            chance = Chance.seeded(seed or 0, bot, script.lines, group)
            await chance.start()
            await Play(stage, PATIENCE, killed=seed is not None).perform(
                chance.before if seed is not None else None
            )
            await chance.alive.wait()
            await settled(database_url)
    except* Unmet as unmet:
        said = transcript(stage.telegram.world, script.title)
        pytest.fail(f"{script.name}: {unmet.exceptions[0]!r}\n\n{said}", pytrace=False)
    assert chance.killed == (KILLS if seed is not None else 0)


async def one_card(stage: Stage) -> None:
    """Of the case, over all topics; a topic made twice by a kill is closed again."""
    screen = await stage.people[STAFF[0]].within(stage.group).screen()
    assert len(cards_of(screen)) == 1
    assert len([topic for topic in screen.topics if "·" in topic["name"] and not topic["closed"]]) <= 1


async def settled(database_url: str) -> None:
    """Until nothing waits; then: every message is there once, every one of the bot's went out."""
    database = open_database(database_url)
    async with asyncio.timeout(PATIENCE), database.connect() as connection:
        while True:
            waits = select(inbox.c.id).where(inbox.c.done_at.is_(None), inbox.c.timer.is_(None))
            going = select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending")))
            if not [*await connection.execute(waits), *await connection.execute(going)]:
                break
            await connection.rollback()
            await asyncio.sleep(0.05)
        of = messages.c.author, messages.c.staff_id, messages.c.telegram_message
        written = [tuple(row) for row in await connection.execute(select(*of))]
        assert len(written) == len(set(written))
        assert len(list(await connection.execute(select(cases.c.id)))) == 1
    await database.dispose()


@pytest.mark.parametrize(("name", "seed"), [("nur", 1), ("asep", 2), ("ani", 3)])
async def test_that_a_killed_bot_goes_on_where_it_was(
    name: str, seed: int, database_url: str, nlu_url: str, tmp_path: Path
) -> None:
    page = PEOPLE / f"{name}.md"
    calm_folder = tmp_path / "calm"
    calm_folder.mkdir()
    async with asyncio.timeout(LONGEST):
        calm, shaken = await asyncio.gather(
            played(page, sqlite_url(calm_folder), nlu_url, None),
            played(page, database_url, nlu_url, seed),
        )
    once = [text for text, _ in groupby(shaken)]
    assert once == [text for text, _ in groupby(calm)]
    assert len(shaken) - len(once) <= KILLS

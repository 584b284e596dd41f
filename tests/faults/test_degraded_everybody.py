"""Everybody of the folder `people` without any model server: what they do, word for word as on their pages.

Pages are written for the bot with its model, so the bot may answer otherwise here. What must hold: whoever reaches a
worker with the model does so without it; nobody is met with silence or an error; nothing is shared on a yes that nobody
gave; danger gets its numbers; and what a page says shall never be told or read, is not.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import local_telegram
from bot.situation.frame import Frame
from bot.situation.speech import Text
from bot.store.tables import consents, inbox
from bot.texts.catalogue import Catalogue
from tests.conversations.acts import ACTS
from tests.conversations.ever import ever_in, transcript
from tests.conversations.meaning import says
from tests.conversations.script import PEOPLE, Line, read_script
from tests.conversations.served import Clock, Wiring, serving
from tests.conversations.stage import STAFF, Stage
from tests.conversations.test_people import OPENING

from .judge import waiting
from .test_degraded import NOBODY, model_at, rules_mind

__all__ = ["rules_mind"]
pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-model")]
PATIENCE = 25.0
ONWARD = ("Kirim", "Send", "Cukup", "Enough", "Panggil petugas", "Call a worker", "Bicara dengan petugas",
          "Talk to a worker", "Lewati", "Skip")  # fmt: skip
"""Buttons under the newest question that lead on: somebody who types one does what the bot offers."""
BY_OFFER = frozenset({"karto", "yuli"})
"""Whose own words, written for other questions, do not bring them to a worker. Each more is a step back."""
IN_DANGER = frozenset({"ani", "dinda", "siti"})
NUMBERS = ("112", "110", "119", "129")
CLAIMS = "takes the case"
ASKED = ("(consent-question)", "(human)", "(human-from-now)", "(danger-shared)")
"""Whoever gives consent was told to what before: asked, or that asking for a person is one."""
_SETTING = ("is called on Telegram", "has a phone in English")
_MOST_QUESTIONS = 8


@dataclass
class Lived:
    """One page, played on whatever the bot answers. `silent`: lines that nobody answered. `offers`: taken at the end."""

    stage: Stage
    database: AsyncEngine
    claimed: bool = False
    offers: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    async def through(self) -> None:
        lines = [
            one for one in self.stage.script.lines if one.deed not in _SETTING and "never" not in one.deed
        ]
        for place, line in enumerate(lines):
            silence = any(one.deed == "is told nothing" for one in lines[place + 1 : place + 2])
            await self._line(line, may_be_silent=silence)
        if not self.claimed and _meets_staff(lines):
            await self._reach()

    async def _line(self, line: Line, *, may_be_silent: bool) -> None:
        if line.deed == "gets no card":
            await self._quiet()
            assert not self.topics(), "there is a card"
        elif line.deed == CLAIMS:
            await self._reach()
            await (await self.stage.in_topic(line.who, PATIENCE)).press("Ambil")
            self.claimed = True
        elif line.who in STAFF:
            await self._of_staff(line)
        elif " " not in line.who and (line.deed in ACTS or line.deed.startswith("skips")):
            await self._of_applicant(line, may_be_silent or self.claimed)
        await self._quiet()

    async def _of_staff(self, line: Line) -> None:
        private = line.deed.endswith(" privately") or line.deed == "opens the bot"
        deed = ACTS.get(line.deed.removesuffix(" privately"))
        if deed and (private or self.claimed):
            person = self.stage.people[line.who] if private else await self.stage.in_topic(line.who, PATIENCE)
            await deed(person, line.words)

    async def _of_applicant(self, line: Line, may_be_silent: bool) -> None:
        person = self.stage.people[line.who]
        for _ in range(_MOST_QUESTIONS if line.deed.startswith("skips") else 1):
            before = await _shown(person)
            await self._act(person, line)
            await self._quiet()
            if await _shown(person) == before and not may_be_silent:
                self.silent.append(str(line))
            if any(says(text, "(review-head)") for text in (await person.screen()).texts[-2:]):
                return

    async def _act(self, person: Person, line: Line) -> None:
        """Whoever does not find a button types what they wanted."""
        deed = "writes" if line.deed.startswith("skips") else line.deed
        try:
            if deed == "presses":
                await person.press(line.words)
            else:
                await ACTS[deed](person, line.words)
        except NotSeen:
            await person.write(line.words)
        except (Refused, StopIteration):
            return

    async def _reach(self) -> None:
        """To a card in the staff group; where their own words did not lead there, by what the bot offers them now."""
        person = self.stage.people[self.stage.script.name]
        for _ in range(_MOST_QUESTIONS):
            if self.topics():
                return
            shown = [one for one in (await person.screen()).messages if not one.mine and one.labels]
            offer = next((one for one in ONWARD if any(one in label for label in shown[-1].labels)), None)
            assert offer, f"no card, and nothing is offered: {shown[-1].text}"
            self.offers.append(offer)
            await person.write(offer)
            await self._quiet()
        assert self.topics(), f"no card even after {self.offers}"

    def topics(self) -> list[str]:
        chats = self.stage.telegram.world.chats
        return [one.name for one in chats[self.stage.group.id].topics.values() if "·" in one.name]

    async def _quiet(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.stage.telegram.world.updates) or await waiting(self.database):  # noqa: ASYNC110
                await asyncio.sleep(0.03)

    def told(self, name: str) -> list[str]:
        return [*ever_in(self.stage.telegram.world, self.stage.people[name].id)]

    def against(self) -> list[str]:
        """What their page says shall never be, and was."""
        found = []
        for line in (one for one in self.stage.script.lines if "never" in one.deed):
            chat = self.stage.group.id if line.who == "The group" else self.stage.people[line.who].id
            found += [str(line) for one in ever_in(self.stage.telegram.world, chat) if says(one, line.words)]
        return found


def _meets_staff(lines: list[Line]) -> bool:
    return any(one.deed == CLAIMS or one.who == "The card" for one in lines)


async def _shown(person: Person) -> list[tuple[int, int]]:
    return [(one.id, one.version) for one in (await person.screen()).messages if not one.mine]


@pytest.mark.parametrize("label", ["button-human", "button-call-staff"])
@pytest.mark.parametrize("language", ["id", "en"])
async def test_that_the_bots_own_words_for_a_worker_are_understood(
    rules_mind: Mind, label: str, language: str
) -> None:
    """Whoever types a button's words later, when it is no longer under the newest bubble."""
    words = Catalogue.load().plain(Text(id=label), language)
    now = datetime.now(UTC)
    reading = await rules_mind.hear(words, now, Frame(language=language))
    assert reading.intent == "talk_to_human"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("page", sorted(PEOPLE.glob("*.md")), ids=lambda page: page.stem)
async def test_that_everybody_gets_there_by_rules_alone(
    page: Path, database: AsyncEngine, rules_mind: Mind
) -> None:
    script, clock = read_script(page), Clock.from_(OPENING)
    async with (
        local_telegram(clock=clock.seconds, limits=Limits.off()) as telegram,
        model_at({"model": NOBODY}) as model,
    ):
        mind = replace(rules_mind, understanding=replace(rules_mind.understanding, model=model))
        stage = await Stage.set_up(telegram, script)
        lived = Lived(stage, database)
        async with serving(Wiring.of(stage, clock), database, mind):
            try:
                await lived.through()
                await _judge(page.stem, lived)
            except AssertionError as error:
                pytest.fail(
                    f"{page.name}: {error}\n\n{transcript(telegram.world, script.title)}", pytrace=False
                )


async def _judge(name: str, lived: Lived) -> None:
    told = lived.told(lived.stage.script.name)
    assert lived.silent == [], "met with silence"
    assert lived.against() == []
    assert not [one for one in told if says(one, "(apology)")], "met with an error"
    assert bool(lived.offers) == (name in BY_OFFER), f"took what the bot offered: {lived.offers}"
    async with lived.database.connect() as connection:
        yes = select(consents).where(consents.c.purpose == "share", consents.c.given)
        given = list(await connection.execute(yes))
        broken = list(await connection.execute(select(inbox).where(inbox.c.error.is_not(None))))
    assert not given or any(says(one.replace("kamu", "Anda"), text) for one in told for text in ASKED), (
        "a yes that nobody gave"
    )
    assert len(broken) <= sum(one.deed == "sends a broken update" for one in lived.stage.script.lines)
    if name in IN_DANGER:
        assert any(number in one for one in told for number in NUMBERS), "danger without numbers"

"""Plays a script: every act over HTTP, every expectation against what the phones show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused, Screen, Seen

from .acts import ACTS
from .ever import ever_in
from .meaning import says
from .script import Line
from .stage import STAFF, Stage

_SETTING = ("is called on Telegram", "has a phone in English")
_PRIVATELY = " privately"
_CLAIM = "Ambil"
_MOST_QUESTIONS = 8


class Unmet(AssertionError):  # noqa: N818
    """A line of a script that did not come true."""


@dataclass
class Play:
    """`patience` is in seconds: how long an answer may take. `killed`: the bot may say a thing twice."""

    stage: Stage
    patience: float = 10.0
    killed: bool = False
    nevers: list[Line] = field(default_factory=list)
    watching: str = ""
    """Whose screen was looked at last: the message just read may be read further."""

    async def perform(self, before: Callable[[Line], Awaitable[None]] | None = None) -> None:
        """`before` is called before each line. Raises Unmet with the line."""
        for line in self.stage.script.lines:
            if before:
                await before(line)
            try:
                await self._line(line)
            except (NotSeen, Refused, AssertionError) as error:
                raise Unmet(f"line {line.number}: {line}\n{error}") from None
        for line in self.nevers:
            self._never(line)

    async def _line(self, line: Line) -> None:
        if line.deed in _SETTING:
            return
        if "never" in line.deed.split():
            self.nevers.append(line)
            return
        if line.who.startswith("The "):
            await self._about_the_card(line)
            return
        deed = line.deed.removesuffix(_PRIVATELY)
        person = await self._where(line)
        if deed in ACTS:
            await ACTS[deed](person, line.words)
            self.watching = ""
        else:
            await self._expect(line.who, person, deed, line.words)
            self.watching = line.who

    async def _where(self, line: Line) -> Person:
        """Staff look at the case's topic, unless it says privately; everybody else at their chat with the bot."""
        private = line.who not in STAFF or line.deed.endswith(_PRIVATELY) or line.deed == "opens the bot"
        return self.stage.people[line.who] if private else await self.stage.in_topic(line.who, self.patience)

    async def _expect(self, name: str, person: Person, deed: str, words: str) -> None:
        match deed:
            case "is told" | "reads":
                person.cursor -= self.watching == name
                await person.sees(lambda one: says(one.text, words), self.patience)
            case "gets an answer":
                await person.sees("", self.patience)
            case "skips the other questions":
                await self._skip(person, words)
            case "presses the button of another":
                await self._press_of_another(person, *words.split(", "))
            case "sends a broken update":
                self.stage.telegram.world.updates.add(
                    "message", person.id, {"chat": {"id": person.id}, "date": "now"}
                )
            case "is told nothing":
                if not self.killed:
                    await person.sees_nothing_new(0.3)
            case "no longer sees":
                await person.until(
                    lambda now: not any(says(text, words) for text in now.texts), self.patience
                )
            case "has the button":
                person.cursor -= self.watching == name
                await person.sees(lambda one: any(words in label for label in one.labels), self.patience)
            case "keeps only":
                await person.until(lambda now: _only(now, words), self.patience, f"only {words!r}")
            case "gets a file":
                await person.sees(lambda one: one.kind == "document", self.patience)
            case "gets a voice note":
                await person.sees(lambda one: one.kind == "voice", self.patience)
            case "takes the case":
                await ACTS["presses"](person, _CLAIM)
            case "sees their own":
                await person.until(
                    lambda now: any(words in one.text for one in now.messages if one.mine), self.patience
                )
            case _:
                raise AssertionError(f"nobody knows how to {deed!r}; see acts.py and play.py")

    async def _skip(self, person: Person, words: str) -> None:
        """One question after the other, until the summary is shown."""
        for _ in range(_MOST_QUESTIONS):
            seen = await person.sees(lambda one: bool(one.buttons), self.patience)
            if says(seen.text, "(review-head)"):
                return
            await person.write(words)
        raise AssertionError("there is no end of questions")

    async def _press_of_another(self, person: Person, other: str, label: str) -> None:
        """The data is genuine, but of another chat."""
        shown = (await self.stage.people[other].screen()).messages
        keys = [key for one in shown for row in one.buttons for key in row if label in key["text"]]
        bubble = next(one for one in (await person.screen()).messages if one.buttons)
        await person.press_forged(bubble, keys[-1]["callback_data"])

    async def _about_the_card(self, line: Line) -> None:
        if (line.who, line.deed) == ("The group", "gets no card"):
            assert not self.stage.telegram.accepted("createForumTopic"), "there is a topic"
            return
        topic = await self.stage.in_topic(STAFF[0], self.patience)
        match line.deed:
            case "says":
                await topic.until(lambda now: says(card_of(now), line.words), self.patience, str(line))
            case "does not say":
                screen = await topic.until(lambda now: bool(card_of(now)), self.patience, "a card")
                assert not says(card_of(screen), line.words), f"it says:\n{card_of(screen)}"
            case "stands there once":
                screen = await topic.until(lambda now: bool(card_of(now)), self.patience, "a card")
                assert len(cards_of(screen)) == 1, "there are several"
                made = len(self.stage.telegram.accepted("createForumTopic"))
                assert made == 1 or self.killed, "there are several topics"
            case _:
                raise AssertionError(f"nothing of the card is called {line.deed!r}")

    def _never(self, line: Line) -> None:
        chat = self.stage.group.id if line.who == "The group" else self.stage.people[line.who].id
        found = [text for text in ever_in(self.stage.telegram.world, chat) if says(text, line.words)]
        if found:
            raise Unmet(f"line {line.number}: {line}\nbut there was: {found[0]}")


def cards_of(screen: Screen) -> list[Seen]:
    """The bot's messages with the buttons of a case; its first is the card."""
    return [one for one in screen.messages if not one.mine and {"Lihat semua", "Buka lagi"} & {*one.labels}]


def card_of(screen: Screen) -> str:
    return next((one.text for one in screen.messages if one.kind == "text" and not one.mine), "")


def _only(screen: Screen, words: str) -> bool:
    left = [text for text in screen.texts if text]
    return len(left) == 1 and says(left[0], words)

"""The applicant, other people and the agency's staff with their phones, on one local Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram

from .script import Script

SUPERVISOR = "Ratna"
WORKERS = ("Dewi", "Budi")
STAFF = (SUPERVISOR, *WORKERS)
_ON_TELEGRAM = "is called on Telegram"
_PHONE = "has a phone in English"


@dataclass
class Stage:
    """Who is there; `group` is the staff's forum. `topic` is where a worker looks at the newest case."""

    telegram: LocalTelegram
    script: Script
    people: dict[str, Person]
    group: Group
    topics: dict[str, Person] = field(default_factory=dict)

    @classmethod
    async def set_up(cls, telegram: LocalTelegram, script: Script) -> Stage:
        names = {line.who for line in script.lines if " " not in line.who and line.who != "The"}
        people = {name: await _person(telegram, script, name) for name in sorted(names | {*STAFF})}
        group = await telegram.forum(people[SUPERVISOR], "Petugas", [people[name] for name in WORKERS])
        return cls(telegram, script, people, group)

    @property
    def admins(self) -> tuple[int, ...]:
        return (self.people[SUPERVISOR].id,)

    @property
    def workers(self) -> tuple[int, ...]:
        return tuple(self.people[name].id for name in WORKERS)

    async def in_topic(self, name: str, timeout: float) -> Person:  # noqa: ASYNC109
        """The worker, looking at the case's topic; stays at the same place of it."""
        if name not in self.topics:
            thread = await self.group.topic_named("·", timeout)
            self.topics[name] = self.people[name].within(self.group, thread)
        return self.topics[name]


async def _person(telegram: LocalTelegram, script: Script, name: str) -> Person:
    about = {line.deed: line.words for line in script.lines if line.who == name}
    language = "en" if _PHONE in about else "id"
    return await telegram.person(about.get(_ON_TELEGRAM, name), language=language)

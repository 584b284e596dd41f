"""Several people and a worker who talk all at once, by chance but always the same for a seed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused, Seen
from bot.demo.telegram.local import LocalTelegram
from tests.engine.staff import STORY

PATIENCE = 120.0
SEND_AGAIN = "Kirim lagi"
_CLAIM = "Ambil"
_PLAIN = (
    "saya mau cerita lagi ya",
    "kata tetangga bisa ke kantor desa",
    "anak saya masih sekolah",
    "makasih",
)
_COMMANDS = ("/petunjuk", "/ringkasan")
_CRISIS = "saya mau bunuh diri"
_NOT_PRESSED = ("Keluar", "Hapus", "Berhenti", "English", SEND_AGAIN)


@dataclass
class Talker:
    """Somebody's acts in one chat; `written` are the ids of their messages there, newest last."""

    person: Person
    chance: Random
    written: list[int] = field(default_factory=list)

    async def chatter(self, acts: int, ways: tuple[Act, ...]) -> None:
        for _ in range(acts):
            await asyncio.sleep(self.chance.random() * 0.25)
            with suppress(Refused):
                await self.chance.choice(ways)(self)

    async def write(self) -> None:
        words = f"{self.chance.choice(_PLAIN)} {self.person.name.lower()} {len(self.written)}"
        self.written.append(await self.person.write(words))

    async def command(self) -> None:
        await self.person.write(self.chance.choice(_COMMANDS))

    async def cry(self) -> None:
        """Seldom."""
        await self.person.write(_CRISIS if self.chance.random() < 0.2 else "iya")

    async def photo(self) -> None:
        self.written.append(await self.person.send_photo(f"foto {self.person.name.lower()}"))

    async def voice(self) -> None:
        await self.person.send_voice()

    async def edit(self) -> None:
        words = f"maksud saya begini {self.chance.random():.6f}"
        if self.written:
            await self.person.edit(self.chance.choice(self.written[-2:]), words)

    async def press(self) -> None:
        bubble = next((one for one in reversed((await self.person.screen()).messages) if one.buttons), None)
        every = bubble.labels if bubble else []
        labels = [label for label in every if not any(word in label for word in _NOT_PRESSED)]
        if labels:
            await self.person.press(self.chance.choice(labels), bubble)


Act = Callable[[Talker], Awaitable[None]]
_WITH_BOT = (Talker.write, Talker.command, Talker.press, Talker.photo, Talker.edit, Talker.cry)
_WITH_EACH_OTHER = (Talker.write, Talker.write, Talker.photo, Talker.edit, Talker.voice)


@dataclass(frozen=True)
class Crowd:
    """Nur's case is with Dewi; the others talk with the bot. `acts` are those of each of them."""

    telegram: LocalTelegram
    seed: int
    acts: int
    nur: Person
    others: tuple[Person, ...]
    ratna: Person
    dewi: Person
    group: Group

    @classmethod
    async def gathered(cls, telegram: LocalTelegram, seed: int, acts: int) -> Crowd:
        names = ("Nur", "Asep", "Ani", "Ratna", "Dewi")
        nur, asep, ani, ratna, dewi = [await telegram.person(name) for name in names]
        group = await telegram.forum(ratna, "Petugas", [dewi])
        await dewi.start()
        return cls(telegram, seed, acts, nur, (asep, ani), ratna, dewi, group)

    async def live(self) -> None:
        """Ends when everybody has done all they wanted to."""
        async with asyncio.TaskGroup() as group:
            for one in self.others:
                group.create_task(self._applicant(one))
            group.create_task(self._the_case())

    def _talker(self, person: Person) -> Talker:
        return Talker(person, Random(f"{self.seed}/{person.name}"))

    async def _applicant(self, person: Person) -> None:
        await person.start()
        await person.sees("mesin (bot)", PATIENCE)
        await self._talker(person).chatter(self.acts, _WITH_BOT)

    async def _the_case(self) -> None:
        await self.nur.start()
        await self.nur.sees("mesin (bot)", PATIENCE)
        await self.nur.write(STORY)
        await self.nur.sees("Yang saya tangkap", PATIENCE)
        await self.nur.write("mau bicara sama petugas")
        both = self.nur, await self._claimed()
        await asyncio.gather(*(self._talker(one).chatter(self.acts, _WITH_EACH_OTHER) for one in both))

    async def _claimed(self) -> Person:
        """Dewi in the topic of the case that she took."""
        looking = self.dewi.within(self.group)

        def hers(one: Seen) -> bool:
            return _CLAIM in one.labels and "phk" in one.text

        card = await looking.sees(hers, PATIENCE, anywhere=True)
        await looking.press(_CLAIM, card)
        await self.nur.sees("Dewi", PATIENCE)
        return self.dewi.within(self.group, card.thread)

    def eyes(self) -> tuple[Person, ...]:
        """Everybody who can be asked whether their words shall be sent again, each with eyes of their own."""
        mine = (self.nur, *self.others, self.dewi, self.dewi.within(self.group))
        return tuple(Person(one.client, one.id, one.name, one.chat) for one in mine)


async def always_send_again(person: Person) -> None:
    """Until it is cancelled."""
    pressed: set[int] = set()

    def asks(one: Seen) -> bool:
        return one.id not in pressed and any(label.endswith(SEND_AGAIN) for label in one.labels)

    while True:
        with suppress(NotSeen, Refused):
            found = await person.sees(asks, PATIENCE, anywhere=True)
            pressed.add(found.id)
            await person.press(SEND_AGAIN, found)

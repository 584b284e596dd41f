"""Conversations and cases in any order of acts, with what must hold after each of them.

Real bot without a language model, real database, local Telegram over HTTP. In CI a fixed set of short lives; more:
`python -m tests.engine.test_state_machine 200` (that many lives, long ones).
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Row, select

from bot.app import Mind, build_mind, ports, who_am_i
from bot.channel.client import connected
from bot.channel.receive import poll
from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.seen import NotSeen, Refused
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.seal import Keys
from bot.store.tables import applicants, cases, consents, engagements, outbox
from tests.conftest import new_postgresql
from tests.faults.judge import waiting
from tests.faults.watch import Confirmed, missing_in

from .conftest import MASTER

pytestmark = [
    pytest.mark.promise("one-speaker"),
    pytest.mark.promise("one-worker-per-case"),
    pytest.mark.promise("order-per-chat"),
    pytest.mark.promise("no-update-lost"),
]
PATIENCE = 60.0
SECRET = "rahasiaku"
"""In everything that applicants write: it may reach the staff group only where they agreed."""
_SAYS = (
    f"suami saya di phk {SECRET}",
    f"anak dua {SECRET}",
    f"saya {SECRET} dari desa Sukamaju",
    f"mau bicara sama petugas {SECRET}",
)
_STEERS = ("ya", "tidak", "batal", "/lewati", "/ringkasan", "/cabutizin", "/hapus", "x", "sudah")
_COMMANDS = (
    "/ambil",
    "/kembalikan",
    "/selesai",
    "/bukalagi",
    "/ambilalih",
    "/semua",
    "/catatan perlu ditelepon",
)
T = TypeVar("T")


@dataclass
class World:
    """Everything that lives in the loop's thread. `ahead`: how far time has jumped, in seconds."""

    loop: asyncio.AbstractEventLoop
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    again: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    ahead: float = 0.0
    telegram: LocalTelegram = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    group: Group = field(init=False)
    url: str = ""
    confirmed: Confirmed = field(default_factory=Confirmed)

    def seconds(self) -> float:
        return time.time() + self.ahead

    async def live(self) -> None:
        """Engines one after the other until it is over."""
        async with local_telegram(clock=self.seconds, limits=Limits.off()) as self.telegram:
            self.confirmed.watch(self.telegram.world, missing_in(self.url))
            for name in ("Nur", "Asep", "Ratna", "Dewi", "Budi"):
                self.people[name] = await self.telegram.person(name)
            staff = [self.people[name] for name in ("Dewi", "Budi")]
            self.group = await self.telegram.forum(self.people["Ratna"], "Petugas", staff)
            while not self.over:
                await self._one_engine()

    async def _one_engine(self) -> None:
        self.again.clear()
        database = open_database(self.url)
        await create_tables(database)
        async with connected(self.telegram.token, self.telegram.url) as client:
            made = ports(
                client,
                await who_am_i(client),
                _mind(),
                Keys.derive(MASTER),
                lambda: datetime.fromtimestamp(self.seconds(), UTC),
            )
            engine = Engine(database, Keys.derive(MASTER), made, Budget(rates=None))
            workers = [self.people[name].id for name in ("Dewi", "Budi")]
            await engine.seed(admins=[self.people["Ratna"].id], workers=workers, group=self.group.id)
            async with asyncio.TaskGroup() as group:
                engine.start(group)
                polling = group.create_task(poll(client, engine.accept_all))
                self.ready.set()
                await self.again.wait()
                polling.cancel()
                await engine.stop()
        await database.dispose()

    async def quiet(self) -> None:
        """Until nothing waits, in or out."""
        database = open_database(self.url)
        async with asyncio.timeout(PATIENCE):
            while len(self.telegram.world.updates) or await waiting(database):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await database.dispose()

    async def rows(self, table: Any) -> list[Row[Any]]:
        database = open_database(self.url)
        async with database.connect() as connection:
            found = list(await connection.execute(select(table)))
        await database.dispose()
        return found


@cache
def _mind() -> Mind:
    return build_mind(None)


class Lives(RuleBasedStateMachine):
    """`new_database` gives the address of an empty one, for a folder of this life's own."""

    def __init__(self, new_database: Callable[[Path], str] = sqlite_url) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever)
        self.thread.start()
        self.world = World(self.loop)
        self.world.url = new_database(Path(self.folder.name))
        self.living = asyncio.run_coroutine_threadsafe(self.world.live(), self.loop)
        self._do(asyncio.wait_for(self.world.ready.wait(), PATIENCE))
        self.last: dict[str, int] = {}

    def _do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE * 2)

    def _act(self, *acts: Coroutine[Any, Any, Any]) -> None:
        async def all_at_once() -> None:
            for result in await asyncio.gather(*acts, return_exceptions=True):
                if isinstance(result, Exception) and not isinstance(result, Refused | NotSeen):
                    raise result
            await self.world.quiet()

        self._do(all_at_once())

    def teardown(self) -> None:
        self.world.over = True
        self.loop.call_soon_threadsafe(self.world.again.set)
        try:
            self.living.result(PATIENCE)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()
            self.folder.cleanup()

    @initialize()
    def meet(self) -> None:
        self._act(*(one.start() for one in self.world.people.values()))

    @rule(name=st.sampled_from(("Nur", "Asep")), words=st.sampled_from(_SAYS))
    def tells(self, name: str, words: str) -> None:
        person, before = self.world.people[name], self._speaker(name)
        seen = self._bots_words(person)
        self.last[name] = self._do(_written(person, words)) or 0
        self._act()
        if before == self._speaker(name) == "worker":
            assert self._bots_words(person) == seen, "the bot talks over the worker"

    @rule(name=st.sampled_from(("Nur", "Asep")), words=st.sampled_from(_STEERS))
    def steers(self, name: str, words: str) -> None:
        self._act(self.world.people[name].write(words))

    @rule(name=st.sampled_from(("Nur", "Asep")))
    def asks_for_a_person(self, name: str) -> None:
        self._act(self.world.people[name].write("mau bicara sama petugas"))

    @rule(name=st.sampled_from(("Nur", "Asep")), place=st.integers(0, 3))
    def presses(self, name: str, place: int) -> None:
        self._act(_pressed(self.world.people[name], place))

    @rule(name=st.sampled_from(("Nur", "Asep")), back=st.booleans())
    def changes_the_last(self, name: str, back: bool) -> None:
        person, last = self.world.people[name], self.last.get(name)
        if last and back:
            self._act(person.reply(last, "/hapuspesan"))
        elif last:
            self._act(person.edit(last, f"maksud saya {SECRET} begini"))

    @rule(name=st.sampled_from(("Nur", "Asep")), back=st.booleans())
    def blocks(self, name: str, back: bool) -> None:
        person = self.world.people[name]
        self._act(person.unblock() if back else person.block())

    @precondition(lambda self: self._topics())
    @rule(name=st.sampled_from(("Dewi", "Budi", "Ratna")), words=st.sampled_from((*_COMMANDS, "halo bu")))
    def works(self, name: str, words: str) -> None:
        person = self.world.people[name].within(self.world.group, self._topics()[-1])
        self._act(person.write(words))

    @precondition(lambda self: self._topics())
    @rule()
    def two_claim_at_once(self) -> None:
        topic = self._topics()[-1]
        both = [self.world.people[name].within(self.world.group, topic) for name in ("Dewi", "Budi")]
        self._act(*(one.press("Ambil") for one in both))

    @rule(hours=st.sampled_from((1, 30)))
    def time_passes(self, hours: int) -> None:
        self.world.ahead += hours * 3600.0
        self._act(asyncio.sleep(1.2))

    @rule()
    def starts_again(self) -> None:
        async def again() -> None:
            self.world.ready.clear()
            self.world.again.set()
            await asyncio.wait_for(self.world.ready.wait(), PATIENCE)

        self._do(again())

    @invariant()
    def one_worker_and_one_speaker(self) -> None:
        every = self._do(self.world.rows(cases))
        opened = Counter(row.engagement_id for row in every if row.state in ("waiting", "claimed"))
        assert all(number == 1 for number in opened.values()), "two open cases of one conversation"
        assert all((row.staff_id is not None) for row in every if row.state == "claimed")
        talking = {row.engagement_id for row in every if row.state == "claimed"}
        for row in self._do(self.world.rows(engagements)):
            assert (row.speaker == "worker") == (row.id in talking), "who speaks is not who holds the case"

    @invariant()
    def order_per_chat(self) -> None:
        last: dict[str, int] = {}
        for row in self._do(self.world.rows(outbox)):
            if row.telegram_message and row.method in ("sendMessage", "copyMessage"):
                assert row.telegram_message > last.get(row.queue, 0), "a queue's order"
                last[row.queue] = row.telegram_message

    @invariant()
    def nothing_shared_without_consent(self) -> None:
        if any(row.purpose == "share" and row.given for row in self._do(self.world.rows(consents))):
            return
        if not hasattr(self.world, "group") or self._do(self.world.rows(applicants)) == []:
            return
        shown = self.world.telegram.world.chats[self.world.group.id].messages.values()
        assert not any(SECRET in str(one.content) for one in shown), "words in the group without consent"

    @invariant()
    def nothing_confirmed_before_it_is_kept(self) -> None:
        assert self.world.confirmed.too_early == []

    def _speaker(self, name: str) -> str:
        keyed = Keys.derive(MASTER).find("chat", self.world.people[name].id)
        ids = {row.id for row in self._do(self.world.rows(applicants)) if row.person_key == keyed}
        rows = self._do(self.world.rows(engagements))
        return next((str(row.speaker) for row in rows if row.applicant_id in ids), "nobody")

    def _bots_words(self, person: Person) -> list[int]:
        world = self.world.telegram.world
        return [one.id for one in world.chats[person.id].messages.values() if one.sender == world.bot.id]

    def _topics(self) -> list[int]:
        topics = self.world.telegram.world.chats[self.world.group.id].topics.values()
        return [one.id for one in topics if "·" in one.name]


async def _written(person: Person, words: str) -> int | None:
    with suppress(Refused):
        return await person.write(words)
    return None


async def _pressed(person: Person, place: int) -> None:
    bubble = next((one for one in reversed((await person.screen()).messages) if one.buttons), None)
    if bubble and bubble.labels:
        await person.press(place % len(bubble.labels), bubble)


def budget(lives: int, acts: int, *, derandomize: bool) -> settings:
    checks = list(HealthCheck)
    return settings(
        max_examples=lives,
        stateful_step_count=acts,
        derandomize=derandomize,
        deadline=None,
        database=None,
        suppress_health_check=checks,
    )


def test_that_it_holds_in_any_life() -> None:
    run_state_machine_as_test(Lives, settings=budget(5, 14, derandomize=True))


@pytest.mark.postgresql
def test_that_it_holds_on_postgresql(postgresql: str) -> None:
    names = count()
    lives = partial(Lives, lambda _: new_postgresql(postgresql, f"life{next(names)}"))
    run_state_machine_as_test(lives, settings=budget(2, 8, derandomize=True))  # type: ignore[arg-type]


if __name__ == "__main__":
    run_state_machine_as_test(Lives, settings=budget(int(sys.argv[1]), 40, derandomize=False))

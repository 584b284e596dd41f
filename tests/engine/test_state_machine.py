"""Conversations and cases in any order of acts, with what must hold after each of them.

Real bot without a language model, real database, local Telegram over HTTP. In CI a fixed set of lives; more:
`python -m tests.engine.test_state_machine 200` (that many lives, long ones).
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.demo.person import Person
from bot.situation.case import Role
from bot.store.database import sqlite_url
from tests.conftest import new_postgresql

from .life_seen import BEGINS, Seen, told, wrong
from .lives import APPLICANTS, STAFF, SUPERVISOR, WORKERS, Running

pytestmark = [
    pytest.mark.promise("one-speaker"),
    pytest.mark.promise("one-worker-per-case"),
    pytest.mark.promise("order-per-chat"),
    pytest.mark.promise("no-update-lost"),
]
SAYS = (
    "suami saya di phk {}",
    "anak dua, beras {} habis",
    "saya {} dari desa Sukamaju",
    "terima kasih {} ya",
)
STEERS = ("ya", "tidak", "sudah", "boleh", "nanti dulu", "batal", "x", "1", "/lewati", "/ringkasan", "/status",
          "/datasaya", "/izin", "/ulang", "/berhenti", "/ubah")  # fmt: skip
DANGER = (
    "saya mau bunuh diri {}",
    "suami {} memukul saya tadi malam",
    "anak saya {} tidak sadar, tidak bernapas",
)
ASKS = ("mau bicara sama petugas {}", "/petugas")
COMMANDS = ("/ambil", "/kembalikan", "/selesai", "/bukalagi", "/ambilalih", "/semua", "/mendesak", "/pembuka",
            "// perlu ditelepon", "/catatan sudah dicek", "/antrean", "halo bu")  # fmt: skip
EVERYTHING = frozenset({"claim", "hand_back", "take_over", "closed_as", "reopen", "talk", "note", "emergency",
                        "claimed", "closed", "withdrawn", "erased", "secret", "left staff",
                        "share True", "share False"})  # fmt: skip
BEFORE = 47 * 3600
"""Seconds for which a bot may delete a message."""
who = st.sampled_from(APPLICANTS)
place = st.integers(0, 3)


class Lives(RuleBasedStateMachine):
    """`new_database` gives the address of an empty one, for a folder of this life's own."""

    def __init__(
        self,
        new_database: Callable[[Path], str] = sqlite_url,
        reached: Counter[str] | None = None,
    ) -> None:
        super().__init__()
        self.running = Running(new_database)
        self.world = self.running.world
        self.reached = reached if reached is not None else Counter[str]()
        self.so_far: set[str] = set()
        self.seen = self._look()
        self.marks = count(1)
        self.written: dict[str, dict[int, list[str]]] = {name: {} for name in APPLICANTS}
        self.gone: set[str] = set()
        """Marks of what was erased or taken back: no staff may read them any more."""

    def _look(self) -> Seen:
        return self.running.do(Seen.of(self.world))

    def _mark(self, begins: str) -> str:
        return begins + "".join("abcdefghij"[int(digit)] for digit in str(next(self.marks))) + "z"

    def _says(self, name: str, words: str) -> Any:
        """To be awaited: writes words with a mark."""

        async def write() -> int:
            mark = self._mark(BEGINS[name])
            sent = await self.world.people[name].write(words.format(mark))
            self.written[name][sent] = [mark]
            return sent

        return write()

    def _told(self, name: str) -> set[tuple[int, int]]:
        return {(one.id, one.version) for one in told(self.world, name)}

    def teardown(self) -> None:
        for one in sorted(self.so_far):
            event(one)
        self.reached.update(self.so_far)
        self.running.end()

    # How a life begins

    @initialize(deep=st.sampled_from(("met", "waiting", "claimed", "closed", "secret")))
    def begin(self, deep: str) -> None:
        people = self.world.people
        invited = {"Budi": Role.WORKER, SUPERVISOR: Role.SUPERVISOR}
        self.running.act(*(self.world.invite(name, role) for name, role in invited.items()))
        self.running.act(*(one.start() for one in people.values()))
        if deep == "met":
            return
        self.running.act(self._says("Nur", DANGER[0] if deep == "secret" else SAYS[0]))
        self.running.act(self._says("Nur", ASKS[0]))
        if deep in ("claimed", "closed", "secret"):
            self._staff("Dewi", 0, "/ambil")
        if deep == "closed":
            self._staff("Dewi", 0, "/selesai")
            self.running.act(self._in("Dewi", 0).press("Terbantu"))

    def _in(self, name: str, case: int) -> Person:
        """Somebody of the staff, looking at a case's topic."""
        every = self._look().rows["case_cards"]
        topic = every[case % len(every)].topic if every else None
        return self.world.people[name].within(self.world.group, topic)

    def _staff(self, name: str, case: int, words: str) -> None:
        self.running.act(self._in(name, case).write(words))

    # What applicants do

    @rule(name=who, words=st.sampled_from(SAYS))
    def tells(self, name: str, words: str) -> None:
        before, spoke = self._told(name), self.seen.speaker(name)
        (sent,) = self.running.act(self._says(name, words))
        now = self._look()
        if sent is None or spoke != now.speaker(name):
            return
        if spoke == "worker":
            assert not [one for one in self._told(name) - before if self._is_bots(name, one[0])], (
                "the bot talks over"
            )
            assert self.written[name][sent][0] in now.shown, "the worker does not read it"
        else:
            assert self._told(name) - before, "nobody answers"

    def _is_bots(self, name: str, message: int) -> bool:
        """The bot's own words, and no copy of a worker's."""
        chat = self.world.people[name].id
        return not any(
            call.method.lower() == "copymessage"
            and call.chat_id == chat
            and call.result["message_id"] == message
            for call in self.world.telegram.accepted()
        )

    @rule(name=who, words=st.sampled_from(STEERS))
    def steers(self, name: str, words: str) -> None:
        self.running.act(self.world.people[name].write(words))

    @rule(name=who, words=st.sampled_from(DANGER))
    def is_in_danger(self, name: str, words: str) -> None:
        """Numbers to call, whoever speaks and whatever was asked."""
        before = self._told(name)
        (sent,) = self.running.act(self._says(name, words))
        new = [one for one in told(self.world, name) if (one.id, one.version) in self._told(name) - before]
        if sent is not None:
            assert any("11" in str(one.content.get("text")) for one in new), "no numbers in danger"

    @rule(name=who, words=st.sampled_from(ASKS))
    def asks_for_a_person(self, name: str, words: str) -> None:
        self.running.act(self._says(name, words) if "{" in words else self.world.people[name].write(words))

    @rule(name=who, answer=st.sampled_from(("boleh", "tidak")))
    def answers_the_question_of_consent(self, name: str, answer: str) -> None:
        for words in ("sudah", answer):
            self.running.act(self.world.people[name].write(words))

    @rule(name=who)
    def withdraws(self, name: str) -> None:
        given = self.seen.shares(name)
        (sent,) = self.running.act(self.world.people[name].write("/cabutizin"))
        if sent is not None:
            stands = [row for row in self._look().rows["consents"] if row.purpose == "share" and row.stands]
            found = self._look().engagement(name)
            assert not [row for row in stands if found and row.engagement_id == found.id and row.given]
            self.so_far |= {"withdrawn"} if given else set()

    @rule(name=who)
    def erases_everything(self, name: str) -> None:
        many = len(self.seen.rows["erasures"])
        self.running.act(self.world.people[name].write("/hapus"))
        self.running.act(self.world.people[name].press("Ya, hapus semua"))
        now = self._look()
        if len(now.rows["erasures"]) > many:
            self._forget(now, [mark for marks in self.written[name].values() for mark in marks])
            self.written[name].clear()

    def _forget(self, now: Seen, marks: list[str]) -> None:
        """Telegram lets nobody delete what is older: staff are told of that."""
        young = self.world.clock().timestamp() - BEFORE
        self.gone |= {mark for mark in marks if now.shown.get(mark, young) >= young}

    @rule(name=who, back=place)
    def takes_back(self, name: str, back: int) -> None:
        if self.written[name]:
            message = [*self.written[name]][-1 - back % len(self.written[name])]
            (sent,) = self.running.act(self.world.people[name].reply(message, "/hapuspesan"))
            if sent is not None:
                self._forget(self._look(), self.written[name].pop(message))

    @rule(name=who, back=place)
    def edits(self, name: str, back: int) -> None:
        if not self.written[name]:
            return
        message = [*self.written[name]][-1 - back % len(self.written[name])]
        mark = self._mark(BEGINS[name])
        self.written[name][message].append(mark)
        self.running.act(self.world.people[name].edit(message, f"maksud saya {mark} begini"))

    @rule(name=who, place=place)
    def presses(self, name: str, place: int) -> None:
        self.running.act(_pressed(self.world.people[name], place))

    @rule(name=who)
    def sends_a_photo(self, name: str) -> None:
        async def send() -> None:
            mark = self._mark(BEGINS[name])
            self.written[name][await self.world.people[name].send_photo(f"foto {mark}")] = [mark]

        self.running.act(send())

    @rule(name=who, back=st.booleans())
    def blocks(self, name: str, back: bool) -> None:
        person = self.world.people[name]
        self.running.act(person.unblock() if back else person.block())

    @rule(words=st.sampled_from(SAYS))
    def all_write_at_once(self, words: str) -> None:
        self.running.act(*(self._says(name, words) for name in APPLICANTS))

    # What staff do

    @precondition(lambda self: self.seen.rows["case_cards"])
    @rule(name=st.sampled_from(STAFF), case=place, words=st.sampled_from(COMMANDS))
    def works(self, name: str, case: int, words: str) -> None:
        self._staff(name, case, words)

    @precondition(lambda self: self.seen.cases_in("waiting"))
    @rule(case=place)
    def two_claim_at_once(self, case: int) -> None:
        waits = self.seen.cases_in("waiting")
        topic = self.seen.topic(waits[case % len(waits)].id)
        both = [self.world.people[name].within(self.world.group, topic) for name in WORKERS]
        self.running.act(*(one.write("/ambil") for one in both))

    @precondition(lambda self: self.seen.cases_in("claimed"))
    @rule(case=place, private=st.booleans())
    def all_staff_talk(self, case: int, private: bool) -> None:
        """Whoever does not hold the case reaches nobody."""
        held = self.seen.cases_in("claimed")[case % len(self.seen.cases_in("claimed"))]
        topic = None if private else self.seen.topic(held.id)
        marks = {name: self._mark("gajahq") for name in STAFF}
        people = {name: self.world.people[name] for name in STAFF}
        rooms = [one if private else one.within(self.world.group, topic) for one in people.values()]
        self.running.act(
            *(one.write(f"Halo, {mark}") for one, mark in zip(rooms, marks.values(), strict=True))
        )
        screens = [str(one.content) for name in APPLICANTS for one in told(self.world, name)]
        reached = [name for name, mark in marks.items() if any(mark in words for words in screens)]
        assert len(reached) <= max(1, len(self.seen.cases_in("claimed")) if private else 1)

    @precondition(lambda self: self.seen.cases_in("claimed"))
    @rule(case=place, how=st.sampled_from(("/kembalikan", "/selesai", "/ambilalih")))
    def ends_or_passes_on(self, case: int, how: str) -> None:
        held = self.seen.cases_in("claimed")[case % len(self.seen.cases_in("claimed"))]
        room = self.world.people[SUPERVISOR].within(self.world.group, self.seen.topic(held.id))
        self.running.act(room.write(how))
        if how == "/selesai":
            self.running.act(room.press("Terbantu"))

    @precondition(lambda self: self.seen.cases_in("closed"))
    @rule(case=place)
    def reopens(self, case: int) -> None:
        over = self.seen.cases_in("closed")[case % len(self.seen.cases_in("closed"))]
        room = self.world.people["Budi"].within(self.world.group, self.seen.topic(over.id))
        # Nobody but an admin can write in a topic that is closed.
        self.running.act(room.press("Buka lagi"))

    @rule(name=st.sampled_from(WORKERS))
    def leaves_and_comes_back(self, name: str) -> None:
        person = self.world.people[name]
        self.running.act(person.write("/keluar_petugas"))
        self.running.act(person.press("Ya, berhenti"))
        assert name != "Budi" or not self._holds(name), "a case stays with somebody who left"
        self.running.act(self.world.invite(name, Role.WORKER))

    def _holds(self, name: str) -> list[int]:
        now, keyed = self._look(), self.world.engine.keys.find("chat", self.world.people[name].id)
        mine = {row.id for row in now.rows["staff"] if row.person_key == keyed}
        return [row.id for row in now.cases_in("claimed") if row.staff_id in mine]

    # What befalls everybody

    @rule(many=st.integers(1, 4))
    def telegram_repeats_itself(self, many: int) -> None:
        before = [self._told(name) for name in APPLICANTS]
        self.world.telegram.redeliver(many)
        self.running.act()
        assert [self._told(name) for name in APPLICANTS] == before, "an update had its effect twice"

    @rule(hours=st.sampled_from((1, 30)))
    def time_passes(self, hours: int) -> None:
        self.world.clock.ahead += timedelta(hours=hours)
        self.running.act(asyncio.sleep(1.2))

    @rule(name=who, words=st.sampled_from(SAYS))
    def starts_again_in_the_middle(self, name: str, words: str) -> None:
        self.running.act(self._says(name, words), self.world.begin_again())

    @invariant()
    def everything_holds(self) -> None:
        before, self.seen = self.seen, self._look()
        self.so_far |= self.seen.reached()
        found = [*wrong(before, self.seen, self.world)]
        assert not found, found
        assert self.gone & self.seen.shown.keys() == set(), "staff still read what was erased or taken back"


async def _pressed(person: Person, place: int) -> None:
    bubble = next((one for one in reversed((await person.screen()).messages) if one.buttons), None)
    if bubble and bubble.labels:
        await person.press(place % len(bubble.labels), bubble)


def budget(lives: int, acts: int, *, derandomize: bool) -> settings:
    return settings(
        max_examples=lives,
        stateful_step_count=acts,
        derandomize=derandomize,
        deadline=None,
        database=None,
        # Lives are long: a smaller one that fails as well would be sought for many minutes.
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def test_that_it_holds_in_any_life() -> None:
    reached = Counter[str]()
    lives = partial(Lives, reached=reached)
    wanted = {"claimed", "closed", "share True"}
    # What a life reaches hangs on how quick the machine is: more lives where the first ones were slow.
    for most in (5, 10, 20):
        run_state_machine_as_test(lives, settings=budget(most, 12, derandomize=True))  # type: ignore[arg-type]
        if wanted <= reached.keys():
            break
    assert wanted <= reached.keys(), reached


def test_that_one_life_goes_everywhere() -> None:
    """The same acts in an order that is known: each part of a life is there to be reached, and holds."""
    life, reached = Lives(), Counter[str]()

    def does(act: Callable[..., None], *how: Any) -> None:
        act(*how)
        life.everything_holds()

    try:
        does(life.begin, "claimed")
        does(life.tells, "Nur", SAYS[3])
        does(life.all_staff_talk, 0, False)
        does(life.works, "Dewi", 0, "// perlu ditelepon")
        does(life.works, "Dewi", 0, "/mendesak")
        does(life.works, "Dewi", 0, "/kembalikan")
        does(life.two_claim_at_once, 0)
        does(life.starts_again_in_the_middle, "Nur", SAYS[0])
        does(life.ends_or_passes_on, 0, "/ambilalih")
        does(life.edits, "Nur", 0)
        does(life.ends_or_passes_on, 0, "/selesai")
        does(life.reopens, 0)
        does(life.telegram_repeats_itself, 4)
        does(life.withdraws, "Nur")
        does(life.is_in_danger, "Asep", DANGER[0])
        does(life.works, "Budi", 1, "/ambil")
        does(life.tells, "Asep", SAYS[1])
        does(life.leaves_and_comes_back, "Budi")
        does(life.takes_back, "Asep", 0)
        does(life.answers_the_question_of_consent, "Lina", "tidak")
        does(life.erases_everything, "Asep")
        does(life.tells, "Asep", SAYS[0])
        reached.update(life.so_far)
    finally:
        life.running.end()
    assert EVERYTHING - reached.keys() == set(), sorted(reached)


@pytest.mark.postgresql
def test_that_it_holds_on_postgresql(postgresql: str) -> None:
    names = count()
    lives = partial(Lives, lambda _: new_postgresql(postgresql, f"life{next(names)}"))
    run_state_machine_as_test(lives, settings=budget(2, 8, derandomize=True))  # type: ignore[arg-type]


if __name__ == "__main__":
    everywhere = Counter[str]()
    try:
        many = budget(int(sys.argv[1]), 40, derandomize=False)
        run_state_machine_as_test(partial(Lives, reached=everywhere), settings=many)  # type: ignore[arg-type]
    finally:
        sys.stdout.write(f"{everywhere}\n")

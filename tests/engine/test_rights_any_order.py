"""Whatever a person does, in whatever order: their words wait for staff only while something allows it."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import Mind, build_mind
from bot.app.mind import Casework
from bot.channel.callback import Callbacks
from bot.channel.read import ReadUpdate
from bot.channel.render import TelegramRender
from bot.channel.staff_render import TelegramStaffRender
from bot.engine.aim import NEVER, NOT_YET, aim
from bot.engine.lanes import lane_of, read_safely
from bot.engine.ports import Call, Outcome, Ports, Result
from bot.engine.settle import Settled, settle
from bot.engine.turn import Turns
from bot.situation.case import Role
from bot.store import cards, chats, mail, people, post, staff
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.seal import Keys
from bot.store.tables import audit, case_cards, consents, inbox, outbox, shares
from bot.store.unit import Store

NUR, GROUP, BOT = 900, -1_002_000_000_001, 7
TOKEN = re.compile(r"kelinci[a-z]+")
SAYINGS = (
    "suami saya {} di phk, anak 2, di cibinong",
    "beras {} abis dari kemarin",
    "saya mau bunuh diri {} malam ini",
    "saya dipukul {} suami",
    "sudah", "boleh", "tidak", "nanti dulu", "1", "2", "batal", "halo",
    "mau bicara sama petugas",
    "/petugas", "/cabutizin", "/berhenti", "/datasaya", "/ulang", "/ubah", "/izin",
)  # fmt: skip
STEPS = st.sampled_from(
    [*SAYINGS, *SAYINGS[:4], "mau bicara sama petugas", "EDIT", "TAKE BACK", "CLAIM", "ALL", "SEND", "SEND"]
)


async def _unreachable(call: Call) -> Outcome:
    raise AssertionError(call.method)


@dataclass
class Scene:
    """One applicant, one staff group with topics, no network: what waits is delivered when the test says so."""

    turns: Turns
    store: Store
    ids: Any = field(default_factory=lambda: count(100))
    words: Any = field(default_factory=lambda: count(1))
    written: list[tuple[int, str]] = field(default_factory=list)
    asked_at: int = 0

    async def say(self, text: str, **more: Any) -> None:
        number = next(self.ids)
        chat = {"id": NUR, "type": "private", "first_name": "Nur"}
        await self._accept("message", number, chat, NUR, text, more)
        self.written.append((number, text))

    async def staff(self, text: str) -> None:
        async with self.store.look() as unit:
            topics = (await unit.run(select(case_cards.c.topic))).scalars().all()
        for topic in topics[-1:]:
            chat = {"id": GROUP, "type": "supergroup", "title": "Petugas", "is_forum": True}
            more = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
            await self._accept("message", next(self.ids), chat, 800, text, more)

    async def edit(self) -> None:
        if self.written:
            number, _ = self.written[-1]
            text = f"suami saya {self.token()} di phk"
            await self._accept(
                "edited_message", number, {"id": NUR, "type": "private"}, NUR, text, {"edit_date": 1}
            )
            self.written.append((number, text))

    async def take_back(self) -> None:
        if self.written:
            reply = {"message_id": self.written[-1][0], "date": 0, "chat": {"id": NUR, "type": "private"}}
            await self.say("/hapuspesan", reply_to_message=reply)

    def token(self) -> str:
        return "kelinci" + "".join(chr(ord("a") + int(digit)) for digit in str(next(self.words)))

    async def _accept(self, kind: str, number: int, chat: Any, sender: int, text: str, more: Any) -> None:
        command = re.match(r"/\w+", text)
        marks = [{"type": "bot_command", "offset": 0, "length": command.end()}] if command else []
        person = {"id": sender, "is_bot": False, "first_name": "N", "language_code": "id"}
        date = int(datetime.now(UTC).timestamp())
        said = {
            "message_id": number,
            "date": date,
            "chat": chat,
            "from": person,
            "text": text,
            "entities": marks,
        }
        raw = {"update_id": next(self.ids), kind: {**said, **more}}
        async with self.store.unit() as unit:
            lane = await lane_of(unit, read_safely(self.turns.ports.read, raw))
            await mail.accept(unit, raw["update_id"], lane, raw, self.turns.ports.clock())
        while await self.turns.take_next(lane):
            pass
        async with self.store.look() as unit:
            assert (await unit.run(select(inbox.c.error).where(inbox.c.error.is_not(None)))).all() == []

    async def deliver(self) -> None:
        """Everything that waits arrives."""
        now = self.turns.ports.clock() + timedelta(minutes=1)
        for _ in range(100):
            async with self.store.unit() as unit:
                rows = await post.heads(unit, now, (), 64)
                known = await cards.cards(unit, [row.letter.case for row in rows if row.letter.case])
                groups = {
                    row.letter.chat_key: await cards.group_in(unit, row.letter.chat_key) for row in rows
                }
                moved = False
                for row in rows:
                    there = {key: group for key, group in groups.items() if group}
                    params = await aim(unit, row, known, there)
                    if params == NOT_YET:
                        continue
                    moved = True
                    if params == NEVER:
                        await post.close(unit, row.id, post.RECALLED, at=now)
                        continue
                    topic = next(self.ids) if row.letter.method == "createForumTopic" else None
                    made = Outcome(Result.SENT, next(self.ids), topic=topic)
                    await settle(Settled(unit, self.turns.ports, row, made, now))
            if not moved:
                return

    async def check(self) -> None:
        """What waits for staff with words in it rests on something, and holds only words that may be read."""
        async with self.store.look() as unit:
            own = unit.keys.find("chat", NUR)
            person = await people.find(unit, own)
            rows = (
                await unit.run(select(outbox).where(outbox.c.chat_key != own, outbox.c.payload.is_not(None)))
            ).all()
            standing = (
                await unit.run(
                    select(shares.c.id, shares.c.basis, consents.c.stands, consents.c.given, audit.c.act)
                    .outerjoin(consents, consents.c.id == shares.c.consent_id)
                    .outerjoin(audit, audit.c.id == shares.c.audit_id)
                )
            ).all()
        for row in rows:
            told = self._tokens(unit, row)
            if not told:
                continue
            assert not row.wordless
            [share] = standing
            assert row.share_id == share.id
            consent = share.basis == "consent" and share.stands and share.given
            assert consent or (share.act or "").startswith("vital_danger ")
            assert person
            if person.frame.shared_from_now or share.basis == "vital_danger":
                assert told <= self._since()

    def _since(self) -> set[str]:
        """Of words written before a person was asked for, or before the danger, none."""
        return {
            one for number, text in self.written if number >= self.asked_at for one in TOKEN.findall(text)
        }

    def _tokens(self, unit: Any, row: Any) -> set[str]:
        if row.method == "copyMessage":
            return {
                one
                for number, text in self.written
                if number == row.source_message
                for one in TOKEN.findall(text)
            }
        return set(TOKEN.findall(unit.keys.installation.open(row.payload, "outbox.payload").decode()))


@cache
def _mind() -> Mind:
    """No fixture: Hypothesis would print all of it."""
    return build_mind(None)


async def _play(mind: Mind, steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(sqlite_url(Path(folder)))
        await create_tables(database)
        keys = Keys.derive(b"m" * 32)
        callbacks = Callbacks(keys.buttons, BOT)

        def clock() -> datetime:
            return datetime.now(UTC)

        codes = count(100)
        ports = Ports(
            read=ReadUpdate("rangkul_bot", callbacks, clock),
            mind=mind,
            render=TelegramRender(mind.catalogue, callbacks),
            transport=_unreachable,
            clock=clock,
            new_code=lambda: f"K{next(codes)}",
            bot_id=BOT,
            casework=Casework(mind.agency),
            staff_render=TelegramStaffRender(mind.catalogue, callbacks),
        )
        store = Store(database, keys, BOT)
        try:
            await _all_steps(Scene(Turns(store, ports), store), steps)
        finally:
            await database.dispose()


async def _all_steps(scene: Scene, steps: list[str]) -> None:
    agency, now = scene.turns.ports.agency, scene.turns.ports.clock()
    async with scene.store.unit() as unit:
        await staff.enrol(unit, 800, [Role.WORKER], agency, now, "Dewi")
        await cards.bind(unit, agency, GROUP, True, now)
        await chats.meet(unit, 800, "private")
    for step in steps:
        before = await _basis(scene)
        newest = scene.written[-1][0] if scene.written else 0
        await _step(scene, step)
        if await _basis(scene) != before:
            scene.asked_at = newest + 1
        await scene.check()


async def _basis(scene: Scene) -> object:
    """Which share there is, and on what: another one begins to count anew."""
    async with scene.store.look() as unit:
        return [
            tuple(row) for row in await unit.run(select(shares.c.id, shares.c.consent_id, shares.c.audit_id))
        ]


async def _step(scene: Scene, step: str) -> None:
    acts: dict[str, Callable[[], Awaitable[None]]] = {
        "EDIT": scene.edit,
        "TAKE BACK": scene.take_back,
        "SEND": scene.deliver,
        "CLAIM": lambda: scene.staff("/ambil"),
        "ALL": lambda: scene.staff("/semua"),
    }
    if step in acts:
        await acts[step]()
    else:
        await scene.say(step.format(scene.token()) if "{}" in step else step)


@pytest.mark.promise("no-share-without-consent")
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_that_no_order_of_turns_shows_words_that_nobody_allowed(steps: list[str]) -> None:
    asyncio.run(_play(_mind(), ["/start", *steps]))


@pytest.mark.promise("withdraw-stops-sharing")
@pytest.mark.parametrize("last", ["/cabutizin", "/berhenti"])
def test_that_words_which_wait_are_gone_when_consent_is(mind: Mind, last: str) -> None:
    steps = ["/start", SAYINGS[0], "mau bicara sama petugas", "SEND", "CLAIM", SAYINGS[1], "ALL", last]
    asyncio.run(_play(mind, [*steps, "1", SAYINGS[1], "SEND", SAYINGS[0]]))


@pytest.mark.promise("danger-exception-audited")
def test_that_danger_shows_none_of_the_story_before_it(mind: Mind) -> None:
    steps = ["/start", SAYINGS[0], SAYINGS[1], SAYINGS[2], "SEND", "CLAIM", "ALL", "SEND"]
    asyncio.run(_play(mind, [*steps, "mau bicara sama petugas", "ALL", "/cabutizin", "SEND"]))


@pytest.mark.promise("withdraw-stops-sharing")
def test_that_words_of_a_withdrawn_consent_do_not_come_with_the_next(mind: Mind) -> None:
    asked = "mau bicara sama petugas"
    steps = ["/start", "/petugas", "/cabutizin", SAYINGS[0], asked, SAYINGS[0], "batal", asked, "SEND"]
    asyncio.run(_play(mind, steps))

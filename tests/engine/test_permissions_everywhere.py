"""Every action of staff by every role in every relation to a case, over HTTP: done, or refused and nothing changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.casework.actions import BUTTONS, COMMANDS, GENERAL, Action
from bot.casework.permissions import Relation, parties, permitted
from bot.channel.callback import Callbacks, Meaning
from bot.demo.person import Person
from bot.demo.seen import Seen
from bot.situation.case import CaseState, Role, Staff
from bot.store import staff
from bot.store.seal import Keys
from bot.store.tables import audit, cases, engagements, shares
from bot.store.tables import staff as staff_table

from .conftest import MASTER, Running
from .staff import Office, hand_off, in_topic, open_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_CASES = sorted(BUTTONS - GENERAL)
ROLES: tuple[frozenset[Role], ...] = (
    *(frozenset({role}) for role in Role if role not in (Role.APPLICANT, Role.PARTICIPANT)),
    frozenset(),
)
STATES = {
    Relation.WAITING: CaseState.WAITING,
    Relation.MINE: CaseState.CLAIMED,
    Relation.OTHERS: CaseState.CLAIMED,
    Relation.CLOSED: CaseState.CLOSED,
    Relation.WITHDRAWN: CaseState.WITHDRAWN,
    Relation.OWN: CaseState.WAITING,
}
ALARMS = 7
"""Whoever marks a case urgent begins its alarms anew. (Its urgency itself may rise with any turn of the person.)"""


@dataclass
class Room:
    """One case, its card, and two people who get whatever roles are asked for: Budi, and Nur, whose case it is."""

    running: Running
    database: AsyncEngine
    callbacks: Callbacks
    people: dict[bool, Person]
    """By whether the case is their own."""
    numbers: dict[bool, int]
    other: int
    case: int
    card: Seen

    async def set(self, roles: frozenset[Role], stands: Relation) -> None:
        own = stands is Relation.OWN
        worker = {Relation.MINE: self.numbers[False], Relation.OTHERS: self.other}.get(stands)
        share = None if stands is Relation.WITHDRAWN else select(shares.c.id).scalar_subquery()
        state = {"state": STATES[stands].value, "staff_id": worker, "told_others": False, "share_id": share}
        written = ",".join(sorted(roles))
        async with self.running.engine.store.unit() as unit:
            await unit.run(update(cases).values(alarms=ALARMS, **state))
            await unit.run(update(engagements).values(speaker="worker" if worker else "bot"))
            mine = staff_table.c.id == self.numbers[own]
            await unit.run(update(staff_table).where(mine).values(roles=written, invited=written))

    async def press(self, who: Person, actions: Iterable[Action]) -> list[str]:
        """What a forger would send: signed as if the card carried it. Gives what the audit log calls it."""
        before, wanted = await self.last_line(), tuple(actions)
        await asyncio.gather(*(self._press(who, action) for action in wanted))
        return await self.waits_for(before, len(wanted))

    async def _press(self, who: Person, action: Action) -> None:
        choice = ":helped" if action is Action.CLOSE_AS else ""
        assert who.chat
        data = self.callbacks.write(who.chat, Meaning(action.value, f"{self.case}{choice}"))
        await who.press_forged(self.card, data)

    async def last_line(self) -> int:
        async with self.database.connect() as connection:
            return int((await connection.execute(select(func.max(audit.c.id)))).scalar_one() or 0)

    async def acts(self, after: int) -> list[str]:
        newer = select(audit.c.act).where(audit.c.id > after).order_by(audit.c.id)
        async with self.database.connect() as connection:
            return list((await connection.execute(newer)).scalars())

    async def waits_for(self, after: int, most: int = 1) -> list[str]:
        async with asyncio.timeout(20):
            while len(found := await self.acts(after)) < most:  # noqa: ASYNC110 (the database has no event)
                await asyncio.sleep(0.01)
        return found

    async def state(self) -> tuple[object, ...]:
        shown = select(
            cases.c.state, cases.c.staff_id, cases.c.alarms, cases.c.read_by_worker, cases.c.outcome
        )
        async with self.database.connect() as connection:
            return tuple((await connection.execute(shown)).one())


async def _room(running: Running, database: AsyncEngine) -> Room:
    office: Office = await open_office(running)
    await hand_off(office)
    budi = await running.telegram.person("Budi")
    for one in (budi, office.nur):
        await office.group.add(one)
    numbers = []
    async with running.engine.store.unit() as unit:
        for one in (budi, office.nur, office.dewi):
            await staff.enrol(unit, one.id, (Role.WORKER,), "default", datetime.now(UTC), one.name)
            found = await staff.find(unit, one.id, "default")
            assert found
            numbers.append(found.staff.id)
        case = (await unit.run(select(cases.c.id))).scalar_one()
    topic = await in_topic(office, budi)
    return Room(
        running,
        database,
        Callbacks(Keys.derive(MASTER).buttons, running.engine.ports.bot_id),
        {False: topic, True: office.nur.within(office.group, topic.thread)},
        {False: numbers[0], True: numbers[1]},
        numbers[2],
        case,
        await topic.sees("phk"),
    )


def _may(action: Action, roles: frozenset[Role], stands: Relation) -> bool:
    return permitted(action, parties(Staff(id=1, name="", roles=roles)), stands)


@pytest.mark.promise("one-permission-table")
async def test_that_every_button_of_a_case_asks_for_every_role_and_relation(
    running: Running, database: AsyncEngine
) -> None:
    room = await _room(running, database)
    wrong: list[tuple[object, ...]] = []
    for roles in ROLES:
        for stands in STATES:
            who = room.people[stands is Relation.OWN]
            await room.set(roles, stands)
            refused = [action for action in ON_CASES if not _may(action, roles, stands)]
            before = await room.state()
            told = await room.press(who, refused)
            after = await room.state()
            if sorted(told) != sorted(f"refused {action}" for action in refused) or before != after:
                wrong.append((sorted(roles), stands, told, before, after))
            for action in (one for one in ON_CASES if one not in refused):
                await room.set(roles, stands)
                told = await room.press(who, [action])
                if told[:1] != [action.value]:
                    wrong.append((sorted(roles), stands, told, action, None))
    assert wrong == []


@pytest.mark.promise("one-permission-table")
async def test_that_words_in_the_topic_ask_for_every_role_and_relation(
    running: Running, database: AsyncEngine
) -> None:
    room = await _room(running, database)
    wrong = []
    for number, (roles, stands) in enumerate((roles, stands) for roles in ROLES for stands in STATES):
        await room.set(roles, stands)
        before = await room.last_line()
        await room.people[stands is Relation.OWN].write(f"kata {number}")
        told = (await room.waits_for(before))[0]
        if told != ("talk" if _may(Action.TALK, roles, stands) else "refused talk"):
            wrong.append((sorted(roles), stands, told))
    assert wrong == []
    held = {
        number for number, one in enumerate((r, s) for r in ROLES for s in STATES) if _may(Action.TALK, *one)
    }
    private = Person(room.people[True].client, room.people[True].id, "Nur")
    await private.sees(f"kata {max(held)}", 20)
    heard = {text for text in (await private.screen()).texts if text.startswith("kata ")}
    assert heard == {f"kata {number}" for number in held}


@pytest.mark.promise("one-permission-table")
async def test_that_every_general_command_asks_for_every_role(
    running: Running, database: AsyncEngine
) -> None:
    room = await _room(running, database)
    general = {name: action for name, action in COMMANDS.items() if action in GENERAL}
    wrong = []
    for roles in ROLES:
        for name, action in general.items():
            await room.set(roles, Relation.OTHERS)
            before = await room.last_line()
            await room.people[False].write(f"/{name}")
            told = (await room.waits_for(before))[0]
            if told != (action.value if _may(action, roles, Relation.OTHERS) else f"refused {action}"):
                wrong.append((sorted(roles), name, told))
    assert wrong == []

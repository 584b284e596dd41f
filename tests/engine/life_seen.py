"""What can be seen of a life at one moment, and what must hold from one moment to the next."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.demo.telegram.world import Call, Message
from bot.store.seal import Keys
from bot.store.tables import (
    applicants,
    audit,
    case_cards,
    cases,
    consents,
    engagements,
    erasures,
    inbox,
    outbox,
    shares,
    staff,
)
from tests.faults.living import MASTER

from .lives import APPLICANTS, STAFF, World

TABLES = (applicants, audit, case_cards, cases, consents, engagements, erasures, inbox, outbox, shares, staff)
BEGINS = {"Nur": "kelinciq", "Asep": "kancilq", "Lina": "merakq"}
"""Each thing that an applicant writes holds a mark: a word of its own that begins like this and ends with `z`."""
MARK = re.compile(r"(?:kelinci|kancil|merak)q[a-j]+z")
WORKERS_MARK = re.compile(r"gajahq[a-j]+z")
KEYS = Keys.derive(MASTER)
_FREES = frozenset({"hand_back", "case:left", "closed_as", "reopen"})


@dataclass(frozen=True)
class Seen:
    """`shown`: marks that staff can read now, with Telegram's time. `ids`: of applicants, by name."""

    rows: Mapping[str, list[Row[Any]]]
    shown: Mapping[str, int]
    ids: Mapping[str, int]

    @classmethod
    async def of(cls, world: World) -> Seen:
        async with world.database.connect() as connection:
            rows = {table.name: await _all(connection, table) for table in TABLES}
        return cls(rows, shown_to_staff(world), {name: world.people[name].id for name in APPLICANTS})

    def engagement(self, name: str) -> Row[Any] | None:
        keyed = KEYS.find("chat", self.ids[name])
        theirs = {row.id for row in self.rows["applicants"] if row.person_key == keyed}
        return next((row for row in self.rows["engagements"] if row.applicant_id in theirs), None)

    def speaker(self, name: str) -> str:
        found = self.engagement(name)
        return str(found.speaker) if found else "nobody"

    def cases_in(self, state: str) -> list[Row[Any]]:
        return [row for row in self.rows["cases"] if row.state == state]

    def topic(self, case: int) -> int | None:
        return next((row.topic for row in self.rows["case_cards"] if row.case_id == case), None)

    def shares(self, name: str) -> bool:
        """Something on record allows staff to read words of this person: a standing yes, or an audited danger."""
        found = self.engagement(name)
        if found is None:
            return False
        answers = [row for row in self.rows["consents"] if row.engagement_id == found.id]
        said_yes = any(row.purpose == "share" and row.given and row.stands for row in answers)
        noted = {row.id for row in self.rows["audit"]}
        danger = [
            row for row in self.rows["shares"] if row.engagement_id == found.id and row.audit_id in noted
        ]
        return said_yes or bool(danger)

    def reached(self) -> set[str]:
        """Which parts of a life have been there so far."""
        acts = {row.act for row in self.rows["audit"]}
        found = {name for name in ("claim", "hand_back", "take_over", "closed_as", "reopen", "note", "talk",
                                   "emergency", "left staff") if name in acts}  # fmt: skip
        found |= {str(row.state) for row in self.rows["cases"]}
        found |= {"erased"} if self.rows["erasures"] else set()
        found |= {"secret"} if any(row.confidential for row in self.rows["cases"]) else set()
        return found | {f"share {row.given}" for row in self.rows["consents"] if row.purpose == "share"}


async def _all(connection: AsyncConnection, table: Table) -> list[Row[Any]]:
    return list(await connection.execute(select(table).order_by(*table.primary_key.columns)))


def shown_to_staff(world: World) -> dict[str, int]:
    """What is on their screens now: in the group and in their own chats. With the newest time of each mark."""
    chats = [world.group.id, *(world.people[name].id for name in STAFF)]
    there = [world.telegram.world.chats[chat] for chat in chats if chat in world.telegram.world.chats]
    found: dict[str, int] = {}
    for message in (one for chat in there for one in chat.messages.values() if not one.deleted):
        for mark in MARK.findall(f"{message.content} {message.markup}"):
            found[mark] = max(message.date, found.get(mark, 0))
    for topic in (one for chat in there for one in chat.topics.values()):
        found |= dict.fromkeys(MARK.findall(topic.name), 0)
    return found


def told(world: World, name: str) -> list[Message]:
    """What is on an applicant's screen that they did not write, edited or not."""
    chat = world.people[name].id
    every = world.telegram.world.chats[chat].messages.values() if chat in world.telegram.world.chats else ()
    return [one for one in every if one.sender != chat and not one.deleted]


def wrong(before: Seen, now: Seen, world: World) -> Iterator[str]:
    yield from _one_worker_and_one_speaker(now)
    yield from _claims_take_turns(now)
    yield from _letters_in_order(now)
    yield from _screens_in_order(world)
    yield from _shared_on_nothing(before, now)
    yield from _not_handled(now)
    if world.confirmed.too_early:
        yield f"updates {world.confirmed.too_early} were confirmed before they were kept"


def _one_worker_and_one_speaker(now: Seen) -> Iterator[str]:
    opened = Counter(row.engagement_id for row in (*now.cases_in("waiting"), *now.cases_in("claimed")))
    yield from (f"{many} open cases of one conversation" for many in opened.values() if many != 1)
    held = {row.engagement_id for row in now.cases_in("claimed") if row.staff_id}
    if len(held) != len(now.cases_in("claimed")):
        yield "a case is claimed by nobody"
    for row in now.rows["engagements"]:
        if (row.speaker == "worker") != (row.id in held):
            yield f"{row.speaker} speaks where the case is {'held' if row.id in held else 'not held'}"


def _claims_take_turns(now: Seen) -> Iterator[str]:
    """A case that has a worker is claimed by nobody else."""
    holder: dict[int, int | None] = {}
    for row in (one for one in now.rows["audit"] if one.case_id):
        if row.act == "claim" and holder.get(row.case_id) is not None:
            yield f"case {row.case_id} was claimed twice"
        if row.act in ("claim", "take_over"):
            holder[row.case_id] = row.staff_id
        elif row.act in _FREES:
            holder[row.case_id] = None


def _letters_in_order(now: Seen) -> Iterator[str]:
    last: dict[str, int] = {}
    for row in now.rows["outbox"]:
        if row.telegram_message and row.method in ("sendMessage", "copyMessage"):
            if row.telegram_message < last.get(row.queue, 0):
                yield f"letter {row.id} ({row.fate}) overtook another of its queue"
            last[row.queue] = row.telegram_message


def _screens_in_order(world: World) -> Iterator[str]:
    """What one writes stands on the other's screen once, and in the order in which it was written."""
    copies: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for call in world.telegram.world.calls:
        if call.method.lower() == "copymessage" and not call.refused:
            place = call.chat_id, call.params.get("message_thread_id"), call.params["from_chat_id"]
            copies[place].append(int(call.params["message_id"]))
    for place, sources in copies.items():
        if sources != sorted(set(sources)):
            yield f"copies in {place} are of {sources}"


def _shared_on_nothing(before: Seen, now: Seen) -> Iterator[str]:
    for mark in now.shown.keys() - before.shown.keys():
        name = next(name for name, begins in BEGINS.items() if mark.startswith(begins))
        if not before.shares(name) and not now.shares(name):
            yield f"staff read {mark}, and nothing allows it"


def _not_handled(now: Seen) -> Iterator[str]:
    for row in now.rows["inbox"]:
        if row.error or row.failures:
            yield f"mail {row.id} ({row.timer or 'update'}) met {row.error}"


def call_of(world: World, message: int, chat: int) -> Call | None:
    """The call that copied a message somewhere."""
    for call in world.telegram.world.calls:
        copied = call.method.lower() == "copymessage" and not call.refused
        if copied and (int(call.params["message_id"]), int(call.params["from_chat_id"])) == (message, chat):
            return call
    return None

"""An independent judge: what the local Telegram saw, against what the database holds. Knows nothing of the engine.

How often each kind of letter may arrive is the table "what to do when a send's fate is unclear" of the design.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channel.callback import Callbacks
from bot.demo.telegram.post import is_service
from bot.demo.telegram.world import Call, Message, World
from bot.store.database import open_database
from bot.store.seal import Keys
from bot.store.tables import audit, case_cards, cases, inbox, messages, outbox, relays
from tests.conversations.served import MASTER

from .crowd import SEND_AGAIN, Crowd

_WRITES = ("sendmessage", "copymessage", "sendphoto", "senddocument", "sendlocation", "sendmediagroup")
_MAY_BE_UNKNOWN = frozenset({"words", "ordinary", "harmless"})
_TAKEN_BACK = frozenset({"recalled"})


@dataclass
class Judged:
    """`counts`: how much was looked at; a judge who looks at nothing finds nothing."""

    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


async def waiting(database: AsyncEngine) -> list[str]:
    """What is still to be done: mail that is no timer, and letters."""
    mail = and_(inbox.c.done_at.is_(None), or_(inbox.c.timer.is_(None), inbox.c.timer.like("engine:%")))
    async with database.connect() as connection:
        left = [f"mail {row.id} ({row.state})" for row in await connection.execute(select(inbox).where(mail))]
        post = select(outbox).where(outbox.c.state.in_(("queued", "sending")))
        return left + [f"{row.fate} {row.method} {row.state}" for row in await connection.execute(post)]


@dataclass(frozen=True)
class Kept:
    """Rows of the database, as they are at the end."""

    inbox: list[Row[Any]]
    messages: list[Row[Any]]
    outbox: list[Row[Any]]
    relays: list[Row[Any]]
    cases: list[Row[Any]]
    cards: list[Row[Any]]
    audit: list[Row[Any]]

    @property
    def claims(self) -> int:
        return sum(row.act == "claim" for row in self.audit)

    @classmethod
    async def of(cls, url: str) -> Kept:
        database = open_database(url)
        tables = inbox, messages, outbox, relays, cases, case_cards, audit
        async with database.connect() as connection:
            rows = [list(await connection.execute(select(one))) for one in tables]
        await database.dispose()
        return cls(*rows)


async def judge(crowd: Crowd, database_url: str, deaths: int) -> Judged:
    """Every violation in one line."""
    case = _Case(crowd, await Kept.of(database_url), deaths)
    judged = Judged()
    for look in _LOOKS:
        judged.wrong += [f"{look.__name__.strip('_')}: {one}" for one in look(case)]
    judged.counts.update(
        updates=len(case.kept.inbox),
        letters=len(case.kept.outbox),
        copies=len(case.copied),
        repeated=sum(len(found) for found in case.orphans.values()),
        unknown=sum(row.state == "unknown" for row in case.kept.outbox),
    )
    return judged


@dataclass(frozen=True)
class _Case:
    """What the looks look at."""

    crowd: Crowd
    kept: Kept
    deaths: int

    @cached_property
    def world(self) -> World:
        return self.crowd.telegram.world

    @cached_property
    def keys(self) -> Keys:
        return Keys.derive(MASTER)

    @property
    def claimed(self) -> int:
        return next((one.id for one in self.kept.cases if one.state == "claimed"), 0)

    @cached_property
    def chats(self) -> dict[str, int]:
        """Look-up value to chat."""
        return {self.keys.find("chat", one): one for one in self.world.chats}

    def written(self, chat: int, sender: int) -> list[Message]:
        """Somebody's messages that still stand."""
        every = self.world.chats[chat].messages.values()
        return [one for one in every if one.sender == sender and not one.deleted and not is_service(one)]

    @cached_property
    def calls(self) -> list[Call]:
        """Accepted ones that put a message somewhere, in Telegram's order."""
        return [one for one in self.world.calls if not one.refused and one.method.lower() in _WRITES]

    @cached_property
    def copied(self) -> dict[tuple[int, int], list[Call]]:
        """Source to its copies, in order."""
        found: dict[tuple[int, int], list[Call]] = defaultdict(list)
        for call in self.calls:
            if call.method.lower() == "copymessage":
                source = int(call.params["from_chat_id"]), int(call.params["message_id"])
                found[source].append(call)
        return found

    @cached_property
    def recorded(self) -> set[tuple[int, int]]:
        """Messages that the database knows to have been sent."""
        sent = {(row.chat_key, row.telegram_message) for row in self.kept.outbox if row.telegram_message}
        mirrored = {(row.chat_key, row.message) for row in self.kept.relays}
        return {(self.chats[key], message) for key, message in sent | mirrored if key in self.chats}

    @cached_property
    def orphans(self) -> dict[int, list[Call]]:
        """Per chat: Telegram's yes was lost."""
        found: dict[int, list[Call]] = defaultdict(list)
        for call in self.calls:
            if call.chat_id and not all((call.chat_id, one) in self.recorded for one in _ids(call)):
                found[call.chat_id].append(call)
        return found

    @cached_property
    def asked(self) -> set[int]:
        """Letters of which somebody was asked whether they shall go out again."""
        callbacks = Callbacks(self.keys.buttons, self.world.bot.id)
        found = set()
        for call in self.calls:
            for button in _buttons(call):
                if button["text"].endswith(SEND_AGAIN):
                    found.add(int(callbacks.read(call.chat_id or 0, button["callback_data"]).argument))
        return found


def _ids(call: Call) -> list[int]:
    result = call.result if isinstance(call.result, list) else [call.result]
    return [one["message_id"] for one in result]


def _buttons(call: Call) -> Iterator[dict[str, Any]]:
    markup = call.params.get("reply_markup")
    markup = json.loads(markup) if isinstance(markup, str) else markup
    for row in (markup or {}).get("inline_keyboard", []):
        yield from row


def _no_update_is_lost(case: _Case) -> Iterator[str]:
    """Each is there once and done."""
    kept = Counter(row.update_id for row in case.kept.inbox if row.update_id is not None)
    done = {row.update_id for row in case.kept.inbox if row.state == "done"}
    for update in case.world.updates.history:
        if kept.pop(update.id, 0) != 1 or update.id not in done:
            yield f"{update.kind} {update.id} is not there once and done"
    yield from (f"{one} was never sent by Telegram" for one in kept)


def _no_effect_twice(case: _Case) -> Iterator[str]:
    """Each message belongs to the conversation once, each edit made one version, one case was claimed once."""
    edits = Counter(
        (one.body["chat"]["id"], one.body["message_id"])
        for one in case.world.updates.history
        if one.kind == "edited_message"
    )
    theirs = [row for row in case.kept.messages if row.author == "applicant"]
    kept = Counter(row.telegram_message for row in theirs)
    versions = {row.telegram_message: row.versions for row in theirs}
    for person in (case.crowd.nur, *case.crowd.others):
        for one in case.written(person.id, person.id):
            if kept[one.id] != 1:
                yield f"{person.name}'s {sorted(one.content)} {one.id} is kept {kept[one.id]} times"
            elif versions[one.id] != 1 + edits[(person.id, one.id)]:
                yield f"{person.name}'s {one.id}: {versions[one.id]} versions, {edits[(person.id, one.id)]} edits"
    opened = Counter(row.engagement_id for row in case.kept.cases)
    if set(opened.values()) != {1} or case.kept.claims != 1:
        yield f"{len(case.kept.cases)} cases, claimed {case.kept.claims} times"


def _nothing_waits(case: _Case) -> Iterator[str]:
    for row in case.kept.outbox:
        if row.state in ("queued", "sending", "refused", "blocked"):
            yield f"{row.fate} {row.method} is {row.state}"
        if row.state == "unknown" and row.fate not in _MAY_BE_UNKNOWN:
            yield f"{row.fate} {row.method} may not be left unknown"


def _order_per_queue(case: _Case) -> Iterator[str]:
    """Telegram's numbers grow as the letters do, but for words that somebody sent again."""
    last: dict[str, int] = {}
    for row in sorted(case.kept.outbox, key=lambda row: row.id):
        if not row.telegram_message or row.method.lower() not in _WRITES or row.id in case.asked:
            continue
        if row.telegram_message < last.get(row.queue, 0):
            yield f"{row.fate} letter {row.id} came before an older one of its queue"
        last[row.queue] = row.telegram_message


def _what_was_sent_is_there(case: _Case) -> Iterator[str]:
    for chat, message in case.recorded:
        if message not in case.world.chats[chat].messages:
            yield f"message {message} was never sent to {chat}"


def _words_of_people_at_most_once(case: _Case) -> Iterator[str]:
    """A second copy only where somebody wanted it; each one's words are there or were asked about."""
    again = Counter(
        row.source_message for row in case.kept.outbox if row.fate == "words" and row.id in case.asked
    )
    for (chat, message), copies in case.copied.items():
        if len(copies) > 1 + again[message]:
            yield f"{len(copies)} copies of {message} in {chat}, asked about {again[message]} times"
    for row in case.kept.outbox:
        if row.fate == "words" and row.state == "unknown" and row.id not in case.asked:
            yield f"nobody was asked about letter {row.id}"


def _everybodys_words_arrive(case: _Case) -> Iterator[str]:
    """Whatever is written between Nur and Dewi after the claim is copied to the other side, in order."""
    topic = next((one.topic for one in case.kept.cards if one.case_id == case.claimed), None)
    unsure = {
        row.source_message for row in case.kept.outbox if row.id in case.asked or row.state == "unknown"
    }
    group, nur, dewi = case.crowd.group.id, case.crowd.nur.id, case.crowd.dewi.id
    claimed = _claimed_at(case)
    ways = (
        (nur, nur, group, [one for one in case.written(nur, nur) if one.id > claimed]),
        (group, dewi, nur, [one for one in case.written(group, dewi) if one.thread == topic]),
    )
    for source, _, target, said in ways:
        order = []
        for one in said:
            copies = [call for call in case.copied.get((source, one.id), ()) if call.chat_id == target]
            if not copies and one.id not in unsure:
                yield f"{one.id} of {source} never reached the other side"
            if copies and one.id not in unsure:
                order.append(copies[0].result["message_id"])
        if order != sorted(order):
            yield f"copies of {source} are out of order"


def _claimed_at(case: _Case) -> int:
    """The id, in Nur's chat, of what told her that Dewi is there now."""
    for one in sorted(case.world.chats[case.crowd.nur.id].messages.values(), key=lambda one: one.id):
        if one.sender == case.world.bot.id and "Dewi" in str(one.content.get("text", "")):
            return one.id
    return 0


def _copies_say_what_was_meant(case: _Case) -> Iterator[str]:
    """An edit reaches the copy that the database knows."""
    for row in case.kept.relays:
        source, place = case.chats.get(row.source_key or ""), case.chats[row.chat_key]
        if source is None or row.source_message not in case.world.chats[source].messages:
            continue
        original = case.world.chats[source].messages[row.source_message]
        copy = case.world.chats[place].messages[row.message]
        if not copy.deleted and _said(original) != _said(copy):
            yield f"copy {row.message} of {row.source_message} says something else"


def _said(one: Message) -> str:
    return str(one.content.get("text") or one.content.get("caption") or "")


def _repeats_are_few(case: _Case) -> Iterator[str]:
    """A lost yes: at most one per queue and death. Its letter came again, is known to be unclear, or gave way to news."""
    unclear = Counter(row.chat_key for row in case.kept.outbox if row.state == "unknown")
    numbers = {row.id for row in case.kept.outbox}
    gave_way = max(numbers, default=0) - len(numbers)
    queues = defaultdict(set)
    for row in case.kept.outbox:
        queues[row.chat_key].add(row.queue)
    for chat, orphans in case.orphans.items():
        key = case.keys.find("chat", chat)
        if len(orphans) > case.deaths * max(len(queues[key]), 1):
            yield f"{len(orphans)} messages in {chat} that the database does not know"
        alone = [one for one in orphans if not _comes_again(case, one)]
        if len(alone) > unclear[key] + gave_way:
            yield f"{len(alone)} lost messages in {chat}, only {unclear[key]} are known to be unclear"


def _comes_again(case: _Case, lost: Call) -> bool:
    def same(one: Call) -> bool:
        return all(
            one.params.get(name) == lost.params.get(name) for name in ("text", "message_id", "caption")
        )

    later = case.calls[case.calls.index(lost) + 1 :]
    return any(one.chat_id == lost.chat_id and one.method == lost.method and same(one) for one in later)


def _one_card(case: _Case) -> Iterator[str]:
    """Each case has one open topic, and a card in it."""
    group = case.world.chats[case.crowd.group.id]
    opened = sorted(one.id for one in group.topics.values() if "·" in one.name and not one.closed)
    if opened != sorted(card.topic for card in case.kept.cards):
        yield f"open topics are {opened}, of cards {sorted(card.topic for card in case.kept.cards)}"
    for card in case.kept.cards:
        posted = group.messages.get(card.message or 0)
        if posted is None or posted.deleted or posted.thread != card.topic:
            yield "the card is not in its topic"


def _buttons_are_answered(case: _Case) -> Iterator[str]:
    late = {one.params.get("callback_query_id") for one in case.world.calls if one.refused}
    for query in case.world.queries.values():
        if query.answer is None and query.id not in late:
            yield f"button {query.id} was never answered"


_LOOKS = (
    _no_update_is_lost,
    _no_effect_twice,
    _nothing_waits,
    _order_per_queue,
    _what_was_sent_is_there,
    _words_of_people_at_most_once,
    _everybodys_words_arrive,
    _copies_say_what_was_meant,
    _repeats_are_few,
    _one_card,
    _buttons_are_answered,
)

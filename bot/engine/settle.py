"""What became of a row, and what follows from it: the table "what to do when a send's fate is unclear"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from math import inf

import structlog

from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import To
from bot.store import cards, chats, mail, messages, people, post, recall
from bot.store.letter import Letter, Row
from bot.store.messages import Place
from bot.store.unit import Unit

from . import notices, regroup, spare
from .albums import one_by_one
from .clearing import instead
from .desk import Desk
from .ports import Call, Fate, Outcome, Ports, Result

_log = structlog.get_logger()
MOST_ORDINARY = 2
MOST_HARMLESS = 5
LONGEST_PAUSE = 60.0
GROUP_SOON, GROUP_AGAIN = timedelta(seconds=2), timedelta(minutes=5)
"""When cards are tried again in a group that did not take them: soon for a young case, later and later for an old one."""
_MOVED_TOPIC = "moved"
"""Anchor of a row that was resent once because its topic was gone."""


@dataclass(frozen=True)
class Settled:
    """One row and its outcome, to be written down."""

    unit: Unit
    ports: Ports
    row: Row
    outcome: Outcome
    now: datetime

    @property
    def pause(self) -> datetime:
        """Longer with each try, until a minute."""
        seconds = self.ports.retry_after_unavailable * 2 ** min(self.row.attempts, 6)
        return self.now + timedelta(seconds=min(seconds, LONGEST_PAUSE))


async def settle(one: Settled) -> None:
    await _BY_RESULT[one.outcome.result](one)


async def _sent(one: Settled) -> None:
    row, letter, outcome = one.row, one.row.letter, one.outcome
    if not await post.close(one.unit, row.id, post.SENT, message=outcome.message, at=one.now):
        # What it rested on was taken back while it was on its way.
        await post.add(one.unit, _gone(one), one.now)
        return
    if letter.fate == Fate.TOPIC and letter.case and outcome.topic:
        await post.add(one.unit, await spare.topic_is(one.unit, letter.case, outcome.topic, letter), one.now)
    if letter.fate == Fate.CARD and letter.case and outcome.message:
        await cards.know(one.unit, letter.case, message=outcome.message)
    new = not letter.method.startswith("edit")
    if new and letter.engagement and (letter.case or letter.source or not letter.wordless):
        await _mirrored(one, letter.engagement)


async def _mirrored(one: Settled, engagement: int) -> None:
    """A message of ours about a case: replies to it and buttons under it belong to the case.

    It was on its way while the person was erased: it goes too.
    """
    letter, made = one.row.letter, _made(one.outcome)
    if not await people.exists(one.unit, engagement):
        await post.add(one.unit, _gone(one), one.now)
        return
    for message, source in zip_longest(made, letter.sources[: len(made)]):
        place, bare = Place(letter.chat_key, message), letter.wordless
        await messages.mirror(one.unit, engagement, place, source, one.now, wordless=bare)


def _made(outcome: Outcome) -> tuple[int, ...]:
    return outcome.messages or ((outcome.message,) if outcome.message else ())


def _gone(one: Settled) -> tuple[Letter, ...]:
    letter, chat = one.row.letter, one.row.letter.params["chat_id"]
    if letter.method == "editMessageText" and letter.replaces:
        # A case's card stays: the edit that takes its words away waits behind this one.
        return ()
    calls = one.ports.render.delete(chat, made) if (made := _made(one.outcome)) else ()
    if one.outcome.topic:
        topic = {"chat_id": chat, "message_thread_id": one.outcome.topic}
        calls = (Call("deleteForumTopic", topic, Fate.HARMLESS),)
    return tuple(
        Letter(call.method, call.params, call.fate.value, letter.queue, letter.chat_key) for call in calls
    )


async def _done(one: Settled) -> None:
    await post.close(one.unit, one.row.id, post.SENT, at=one.now)


async def _later(one: Settled) -> None:
    """429: surely not sent, and this chat waits as long as Telegram says."""
    until = one.now + timedelta(seconds=one.outcome.seconds)
    await recall.pause_chat(one.unit, one.row.letter.chat_key, until)
    await post.postpone(one.unit, one.row, until, counts=False)


async def _unavailable(one: Settled) -> None:
    """Surely not sent: this try does not count against the message."""
    await post.postpone(one.unit, one.row, one.pause, counts=False)


async def _unclear(one: Settled) -> None:
    fate, tries = one.row.letter.fate, one.row.attempts + 1
    if fate == Fate.WORDS:
        if await post.close(one.unit, one.row.id, post.UNKNOWN, at=one.now, keep=True):
            await _ask_sender(one)
    elif fate == Fate.TOPIC and await _has_topic(one):
        await _done(one)
    elif tries >= _most(one):
        await post.close(one.unit, one.row.id, post.UNKNOWN, at=one.now, keep=fate == Fate.GONE)
    else:
        await post.postpone(one.unit, one.row, one.pause, counts=True)


def _most(one: Settled) -> float:
    """How often it is tried. A welcome that comes twice does less harm than none."""
    died = one.outcome.result is Result.INTERRUPTED
    if one.row.letter.fate == Fate.ORDINARY:
        return MOST_HARMLESS if died else MOST_ORDINARY
    return MOST_HARMLESS if one.row.letter.fate in (Fate.HARMLESS, Fate.GONE) else inf


async def _has_topic(one: Settled) -> bool:
    case = one.row.letter.case
    known = (await cards.cards(one.unit, (case,))).get(case) if case else None
    return known is not None and known.topic is not None


async def _ask_sender(one: Settled) -> None:
    desk = await _desk(one)
    if desk is None or desk.person is None or one.row.letter.source is None:
        return
    await notices.ask_again(desk, one.row.id, _writer(desk, one.row.letter.source))
    await post.add(one.unit, desk.letters, one.now)


async def _tell_writer(one: Settled) -> None:
    """Words that will never arrive."""
    desk, source = await _desk(one), one.row.letter.source
    if desk and source:
        await notices.tell_refused(desk, _writer(desk, source))
        await post.add(one.unit, desk.letters, one.now)


def _writer(desk: Desk, source: Place) -> To:
    if desk.person and source.key == desk.person.lane:
        return To.APPLICANT
    return To.WORKER if desk.is_secret else To.CASE


async def _blocked(one: Settled) -> None:
    """Nothing goes to this chat any more; an applicant's worker learns of it."""
    key = one.row.letter.chat_key
    await post.close(one.unit, one.row.id, post.BLOCKED, at=one.now)
    await recall.stop_chat(one.unit, key, post.BLOCKED)
    news = await chats.set_blocked(one.unit, key, one.now)
    desk = await _desk(one)
    if desk and desk.person and desk.person.lane == key:
        if news:
            await notices.tell_blocked(desk)
            await post.add(one.unit, desk.letters, one.now)
    elif await cards.group_in(one.unit, key):
        _log.error(
            "staff_group_unreachable", mend="let the bot into the staff group again, then send /hubungkan"
        )
        await regroup.regroup(one.unit, one.ports, one.now, _again(one, desk))


def _again(one: Settled, desk: Desk | None) -> datetime:
    """After as long again as the case has been open: the group may have let the bot in while this was under way."""
    age = one.now - desk.case.opened_at if desk and desk.case else GROUP_AGAIN
    return one.now + min(max(age, GROUP_SOON), GROUP_AGAIN)


async def _refused(one: Settled) -> None:
    """Telegram will never take it. A group that is no forum gets its card as a plain message."""
    letter = one.row.letter
    if letter.fate == Fate.GONE:
        others = instead(one.row)
        await post.add(one.unit, others, one.now)
        state = post.RECALLED if others else post.REFUSED
        await post.close(one.unit, one.row.id, state, at=one.now, keep=not others)
        return
    if len(letter.sources) > 1 and one.outcome.result is Result.REFUSED:
        # One part that Telegram does not take must not keep the others away.
        await post.close(one.unit, one.row.id, post.REFUSED, at=one.now)
        await post.add(one.unit, one_by_one(letter), one.now)
        return
    if letter.fate == Fate.TOPIC:
        _log.error(
            "topic_refused",
            mend="let the bot manage topics in the staff group; its cards are plain until then",
        )
        await cards.set_forum(one.unit, letter.chat_key, is_forum=False)
    if letter.fate == Fate.WORDS:
        await _tell_writer(one)
    await post.close(one.unit, one.row.id, post.REFUSED, at=one.now)
    if letter.fate == Fate.CARD:
        _log.error("card_refused", mend="give the bot the rights of an admin in the staff group")
        await regroup.regroup(one.unit, one.ports, one.now, _again(one, await _desk(one)))


async def _moved(one: Settled) -> None:
    """The group has a new id: everything that names it does so from now on, and the row goes there."""
    if one.outcome.moved_to:
        old_key = one.row.letter.chat_key
        await regroup.moved(one.unit, one.ports, old_key, one.outcome.moved_to, one.now)
        await post.postpone(one.unit, one.row, one.now, counts=False)


async def _topic_gone(one: Settled) -> None:
    """The topic is made again with its card, and the row is sent once more."""
    letter = one.row.letter
    desk = await _desk(one) if letter.case else None
    if letter.case is None or desk is None or desk.person is None or letter.anchor == _MOVED_TOPIC:
        await _refused(one)
        return
    known = (await cards.cards(one.unit, (letter.case,))).get(letter.case)
    if known and known.topic is not None and letter.params.get("message_thread_id") in (None, known.topic):
        await cards.begin(one.unit, letter.case, letter.chat_key)
        await mail.wake(one.unit, desk.person.lane, regroup.CARD, one.now, one.now)
    await post.reanchor(one.unit, one.row.id, _MOVED_TOPIC)
    await post.postpone(one.unit, one.row, one.now + timedelta(seconds=1), counts=False)


async def _desk(one: Settled) -> Desk | None:
    """For notices about a row: whom it is about."""
    engagement = one.row.letter.engagement
    person = await people.by_engagement(one.unit, engagement) if engagement else None
    if person is None:
        person = await people.find(one.unit, one.row.letter.chat_key)
    if person is None:
        return None
    timer = Incoming(kind=Kind.TIMER, chat=person.chat, at=one.now)
    return Desk(one.unit, one.ports, one.now, timer, person=person)


_BY_RESULT = {
    Result.SENT: _sent,
    Result.DONE: _done,
    Result.LATER: _later,
    Result.UNAVAILABLE: _unavailable,
    Result.UNKNOWN: _unclear,
    Result.INTERRUPTED: _unclear,
    Result.BLOCKED: _blocked,
    Result.REFUSED: _refused,
    Result.MOVED: _moved,
    Result.TOPIC_GONE: _topic_gone,
}


def interrupted(row: Row) -> Row:
    """A row that a crash left in the sender's hands: its last try was counted already."""
    return replace(row, attempts=max(row.attempts - 1, 0))

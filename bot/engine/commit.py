"""The transaction of a turn: guarded against duplicates and against whoever was quicker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.situation.case import Speaker
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming
from bot.store import mail, people, post
from bot.store.letter import Letter
from bot.store.mail import Mail
from bot.store.people import Person
from bot.store.staff import Member
from bot.store.unit import Store

from .burst import Heap
from .desk import Desk
from .ports import Ports, Stage

_SILENT = frozenset({"answerCallbackQuery", "sendChatAction"})


class ChangedMeanwhileError(Exception):
    """Somebody else took this mail or changed this conversation first: nothing of this turn happened."""


@asynccontextmanager
async def writing(
    store: Store,
    ports: Ports,
    heap: Heap,
    incoming: Incoming,
    now: datetime,
    *,
    person: Person | None = None,
    member: Member | None = None,
) -> AsyncIterator[Desk]:
    """A desk whose letters are queued at the end. Raises ChangedMeanwhileError when the mail was done before."""
    ports.meter.mark(now)
    with ports.meter.during(Stage.COMMITTED):
        async with store.unit() as unit:
            if not await mail.finish(unit, [one.id for one in heap.mails], now):
                raise ChangedMeanwhileError
            before = person.speaker if person else Speaker.BOT
            desk = Desk(unit, ports, now, incoming, heap.said, person, before, member)
            yield desk
            await post.add(unit, _answering(desk.letters, heap.mails[0]), now)
    if desk.erased:
        await store.scrub()


def _answering(letters: Sequence[Letter], mail: Mail) -> tuple[Letter, ...]:
    """The first that somebody reads is the answer to what came."""
    first = next((one for one in letters if one.method not in _SILENT), None)
    if mail.timer or first is None:
        return tuple(letters)
    return tuple(replace(one, answers_at=mail.received_at) if one is first else one for one in letters)


async def save(desk: Desk, frame: Frame, speaker: Speaker) -> None:
    """The frame and who speaks from now on. Raises ChangedMeanwhileError."""
    assert desk.person
    saved = await people.save(desk.unit, desk.person, frame, speaker, desk.ports.agency, desk.now)
    if saved is None:
        raise ChangedMeanwhileError
    desk.person = saved

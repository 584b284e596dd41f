"""Mail that nobody needs an answer to, and mail that makes the turn fail."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.situation.speech import Button, Say, Text
from bot.store import mail, post, set_aside
from bot.store.letter import Letter
from bot.store.mail import Mail
from bot.store.unit import Store, Unit

from .burst import Heap
from .lanes import private_chat, read_safely
from .ports import Call, Ports

_log = structlog.get_logger()
SORRY_AGAIN = timedelta(minutes=15)
"""Whoever was told that something is stuck need not be told at every message."""
_NOTHING_SAID = frozenset({Kind.SERVICE, Kind.REACTION, Kind.BLOCKED, Kind.UNBLOCKED, Kind.JOINED, Kind.LEFT})


class BrokenMailError(Exception):
    """Sealed with another key, or torn: it cannot be opened."""


async def drop(store: Store, heap: Heap, now: datetime) -> None:
    async with store.unit() as unit:
        await mail.finish(unit, [one.id for one in heap.mails], now)


async def strike(
    store: Store, ports: Ports, one: Mail, error: Exception, now: datetime, *, hopeless: bool = False
) -> None:
    """Tried again after a growing pause. After the third strike it is set aside: an apology, and a way to a person.

    Nobody is told anew when an operator has it tried again. Only the class of the error is kept: its words may be a
    person's.
    """
    name = type(error).__name__
    again = now + timedelta(seconds=ports.retry_after_unavailable * 4**one.failures)
    chat, sorry = (0, ()) if one.retried else _apology(ports, one, now)
    async with store.unit() as unit:
        last = await mail.strike(unit, one, name, now, again, hopeless=hopeless)
        _log.error("turn_failed", mail=one.id, error=name, at=_place(error), set_aside=last)
        if last and sorry and not await set_aside.any_lately(unit, one.lane, now - SORRY_AGAIN, one.id):
            await post.add(unit, _letters(unit, chat, sorry), now)


def _place(error: Exception) -> str:
    """File and line where it was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""


def _apology(ports: Ports, one: Mail, now: datetime) -> tuple[int, tuple[Call, ...]]:
    """The chat, and what to say there: nothing where nobody wrote, or where not even this can be said."""
    incoming = _whose(ports, one, now)
    if incoming is None or incoming.chat_kind is not ChatKind.PRIVATE or incoming.kind in _NOTHING_SAID:
        return 0, ()
    button = Button(label=Text(id="button-human"), action="human")
    said = Say(parts=(Text(id="apology"),), buttons=(button,), despite_worker=True)
    language = "en" if incoming.language_code.startswith("en") else "id"
    try:
        return incoming.chat, ports.render.say(said, incoming.chat, language, 0, incoming)
    except Exception as error:
        # It must not keep the mail from being set aside.
        _log.error("turn_failed", mail=one.id, error=type(error).__name__, at=_place(error), set_aside=False)
        return 0, ()


def _whose(ports: Ports, one: Mail, now: datetime) -> Incoming | None:
    if one.timer:
        return None
    chat = private_chat(one.payload)
    unread = Incoming(kind=Kind.UNKNOWN, chat=chat, at=now) if chat else None
    return read_safely(ports.read, one.payload) or unread


def _letters(unit: Unit, chat: int, calls: tuple[Call, ...]) -> tuple[Letter, ...]:
    key = unit.keys.find("chat", chat)
    return tuple(Letter(call.method, call.params, call.fate.value, key, key) for call in calls)

"""Mail that nobody needs an answer to, and mail that makes the turn fail."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.situation.speech import Button, Say, Text
from bot.store import mail, post
from bot.store.letter import Letter
from bot.store.mail import Mail
from bot.store.unit import Store, Unit

from .burst import Heap
from .lanes import read_safely
from .ports import Ports

_log = structlog.get_logger()


async def drop(store: Store, heap: Heap, now: datetime) -> None:
    async with store.unit() as unit:
        await mail.finish(unit, [one.id for one in heap.mails], now)


async def strike(store: Store, ports: Ports, one: Mail, error: Exception, now: datetime) -> None:
    """Tried again after a growing pause. After the third strike it is set aside: an apology, and a way to a person.

    Only the class of the error is kept: its words may be a person's.
    """
    async with store.unit() as unit:
        pause = ports.retry_after_unavailable * 4**one.failures
        again = now + timedelta(seconds=pause)
        last = await mail.strike(unit, one, type(error).__name__, now, again)
        _log.error("turn_failed", mail=one.id, error=type(error).__name__, at=_place(error), set_aside=last)
        incoming = read_safely(ports.read, one.payload) if last else None
        if incoming and incoming.chat_kind is ChatKind.PRIVATE and incoming.kind is not Kind.SERVICE:
            await post.add(unit, _apology(unit, ports, incoming), now)


def _place(error: Exception) -> str:
    """File and line where it was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""


def _apology(unit: Unit, ports: Ports, incoming: Incoming) -> tuple[Letter, ...]:
    button = Button(label=Text(id="button-human"), action="human")
    said = Say(parts=(Text(id="apology"),), buttons=(button,), despite_worker=True)
    language = "en" if incoming.language_code.startswith("en") else "id"
    key = unit.keys.find("chat", incoming.chat)
    return tuple(
        Letter(call.method, call.params, call.fate.value, key, key)
        for call in ports.render.say(said, incoming.chat, language, 0, incoming)
    )

"""A reaction shows on the message that mirrors the one it was given to. It is no message: nobody hears of one that fails."""

from __future__ import annotations

from bot.store import messages
from bot.store.messages import Place

from .apply_case import OVER
from .apply_changes import COPY, copied_to, still_read
from .desk import Desk, Destination, place


async def follow(desk: Desk) -> None:
    """To where the open case is read today, and to nobody who does not want to be written to now."""
    here, person = place(desk, desk.incoming), desk.person
    if here is None or person is None or desk.case is None or desk.case.state in OVER:
        return
    source = await messages.source_of(desk.unit, here)
    if source and await messages.is_of(desk.unit, person.engagement, here):
        await _show(desk, source.key, source.message, here)
    elif source is None:
        for key in await copied_to(desk, here):
            await _show(desk, key, None, here)


async def _show(desk: Desk, key: str, message: int | None, here: Place) -> None:
    """A message that is on its way has no id yet: it is looked up when its reaction is sent."""
    to, render = await still_read(desk, key), desk.ports.staff_render
    if to is None or render is None or not _may_show(desk, to):
        return
    emoji = desk.incoming.media.emoji if desk.incoming.media else ""
    calls = render.react(to.chat, message or here.message, emoji)
    anchor, source = ("", None) if message else (COPY, here)
    newest = f"reaction:{here.key[:16]}:{here.message}:{key[:16]}"
    desk.post(calls, to, anchor=anchor, source=source, replaces=newest)


def _may_show(desk: Desk, to: Destination) -> bool:
    return desk.may_reach or desk.person is None or to.chat != desk.person.chat

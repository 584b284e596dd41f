"""People's words to one another: copies, their edits, their deletion. Never forwards: no names of accounts travel."""

from __future__ import annotations

from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Relay, To
from bot.store import messages, post
from bot.store.messages import Place

from .desk import Desk, Destination, destination, place, sender

COPY = "copy"
"""Anchor of an edit: the copy's message id is looked up when it is sent."""
_NOT_COPIED = frozenset({Kind.BUTTON, Kind.TIMER, Kind.REACTION, Kind.EDITED})


async def relay(desk: Desk, effect: Relay) -> None:
    """Copy what this turn handles to the other side, replies to what they reply to."""
    to = await destination(desk, effect.to)
    render = desk.ports.staff_render
    if to is None or render is None:
        return
    anchor = "topic" if effect.to is To.CASE and to.case else ""
    for _, incoming in desk.said:
        source = place(desk, incoming)
        if source is None or incoming.kind in _NOT_COPIED:
            continue
        reply = await _mapped(desk, incoming, to.key)
        calls = render.copy(to.chat, incoming.chat, source.message, reply)
        desk.post(calls, to, anchor=anchor, source=source)


async def _mapped(desk: Desk, incoming: Incoming, key: str) -> int | None:
    """The message in the other chat that mirrors what is replied to, or is mirrored by it."""
    if incoming.reply_to is None:
        return None
    replied = Place(desk.key(incoming.chat), incoming.reply_to)
    source = await messages.source_of(desk.unit, replied)
    places = (source,) if source else await messages.copies_of(desk.unit, replied)
    return next((one.message for one in places if one.key == key), None)


async def rewrite_copies(desk: Desk) -> None:
    """An edited message's copies get its new words, also a copy that is still on its way."""
    render = desk.ports.staff_render
    source = place(desk, desk.incoming)
    if source is None or render is None:
        return
    sent = {copy.key for copy in await messages.copies_of(desk.unit, source)}
    for key in sent | await post.copies_under_way(desk.unit, source):
        if to := await _chat_of(desk, key):
            caption = desk.incoming.media is not None
            calls = render.rewrite(to.chat, source.message, desk.incoming.text, caption=caption)
            desk.post(calls, to, anchor=COPY, source=source)


async def _chat_of(desk: Desk, key: str) -> Destination | None:
    """The chat of a copy, where it still is one of this case's: the applicant's or the staff group."""
    for to in (To.APPLICANT, To.CASE):
        found = await destination(desk, to)
        if found and found.key == key:
            return found
    return None


async def take_back(desk: Desk, author: str) -> None:
    """`/hapuspesan` as a reply: the message, its copies and the command itself go."""
    assert desk.incoming.reply_to
    replied = Place(desk.key(desk.incoming.chat), desk.incoming.reply_to)
    copies = await messages.copies_of(desk.unit, replied)
    for copy in copies:
        if to := await _chat_of(desk, copy.key):
            desk.post(desk.ports.render.delete(to.chat, (copy.message,)), to)
    own = sender(desk)
    if own and (copies or author == "applicant"):
        here = tuple(one for one in (replied.message, desk.incoming.message) if one)
        desk.post(desk.ports.render.delete(own.chat, here), own)
    if desk.person and desk.person.engagement:
        await messages.forget(desk.unit, desk.person.engagement, author, replied.message)

"""What becomes of copies when their original is edited or taken back."""

from __future__ import annotations

from bot.situation.speech import To
from bot.store import chats, consents, copies, messages
from bot.store.messages import Place

from .apply_relay import case_side, tell_unreached
from .desk import Desk, Destination, applicant, destination, place, sender
from .ports import Call, Fate

TAKE_BACK = "hapuspesan"
COPY = "copy"
"""Anchor of a change to a copy: the copy's message id is looked up when it is sent."""


async def rewrite_copies(desk: Desk) -> None:
    """An edited message's copies get its new words, also a copy that is still on its way."""
    render = desk.ports.staff_render
    source = place(desk, desk.incoming)
    if source is None or render is None:
        return
    caption = desk.incoming.media is not None
    for key in await copied_to(desk, source):
        to = await still_read(desk, key)
        if to and desk.person and to.chat == desk.person.chat and not desk.may_reach:
            await tell_unreached(desk)
        elif to and await _may_read(desk, to):
            calls = render.rewrite(to.chat, source.message, desk.incoming.text, caption=caption)
            desk.post(calls, to, anchor=COPY, source=source)


async def _may_read(desk: Desk, to: Destination) -> bool:
    """Staff get no new words of somebody who has taken their consent back."""
    engagement = desk.person.engagement if desk.person else None
    return to.case is None or (
        engagement is not None and await consents.share_of(desk.unit, engagement) is not None
    )


async def copied_to(desk: Desk, source: Place) -> frozenset[str]:
    sent = {copy.key for copy in await messages.copies_of(desk.unit, source)}
    return frozenset(sent) | await copies.copies_under_way(desk.unit, source)


async def still_read(desk: Desk, key: str) -> Destination | None:
    """The chat of a copy, where its readers are this case's today: the applicant's, or where its worker reads."""
    for found in (applicant(desk), await case_side(desk)):
        if found and found.key == key:
            return found
    return None


async def anywhere(desk: Desk, key: str) -> Destination | None:
    """Any chat of which a message shall be deleted, also a former worker's."""
    for found in (applicant(desk), await destination(desk, To.CASE)):
        if found and found.key == key:
            return found
    chat = await chats.where(desk.unit, key)
    return Destination(chat, key, key, desk.ports.staff_language) if chat else None


async def take_back(desk: Desk, author: str) -> None:
    """`/hapuspesan` as a reply: the message, its copies and the command itself go."""
    assert desk.incoming.reply_to
    replied = Place(desk.key(desk.incoming.chat), desk.incoming.reply_to)
    copied = await _delete_copies(desk, replied)
    own = sender(desk)
    if own and (copied or author == "applicant"):
        here = tuple(one for one in (replied.message, desk.incoming.message) if one)
        desk.post(desk.ports.render.delete(own.chat, here), own)
    if desk.person and desk.person.engagement:
        await messages.forget(desk.unit, desk.person.engagement, author, replied.message)


async def _delete_copies(desk: Desk, source: Place) -> bool:
    """Those that are there, and one that the sender has in its hands: it is looked up when it has arrived."""
    waiting = await copies.copies_under_way(desk.unit, source)
    await copies.recall_copies(desk.unit, source)
    for key in await copies.copies_under_way(desk.unit, source):
        if to := await anywhere(desk, key):
            later = Call("deleteMessage", {"chat_id": to.chat}, Fate.HARMLESS)
            desk.post((later,), to, anchor=COPY, source=source)
    there = await messages.copies_of(desk.unit, source)
    for copy in there:
        if to := await anywhere(desk, copy.key):
            desk.post(desk.ports.render.delete(to.chat, (copy.message,)), to)
    return bool(waiting or there)

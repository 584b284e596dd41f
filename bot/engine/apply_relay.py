"""People's words to one another, as copies. Never forwards: no names of accounts travel."""

from __future__ import annotations

from collections.abc import Iterable

from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Relay, Say, Text, To, Urgent
from bot.store import copies, messages
from bot.store.messages import Place

from .albums import album_of, joined, waiting
from .apply_speech import say
from .desk import Desk, Destination, applicant, destination, place

_NOT_COPIED = frozenset({Kind.BUTTON, Kind.TIMER, Kind.REACTION, Kind.EDITED})


async def relay(desk: Desk, effect: Relay) -> None:
    """Copy what this turn handles to the other side, replies to what they reply to."""
    said = [incoming for _, incoming in desk.said]
    if effect.to is not To.APPLICANT:
        if desk.person:
            await messages.mark_for_case(desk.unit, desk.person.engagement, (mail for mail, _ in desk.said))
        await _copy(desk, await case_side(desk), said)
    elif desk.may_reach:
        await _copy(desk, applicant(desk), said)
    else:
        await tell_unreached(desk)


async def tell_unreached(desk: Desk) -> None:
    """Whoever wrote to somebody who does not want to be written to now learns at once that it was not delivered."""
    await say(desk, Say(to=To.SENDER, parts=(Text(id="applicant-not-reached"),), urgent=Urgent.SILENT))


async def case_side(desk: Desk) -> Destination | None:
    """Where the worker of the case reads: a confidential one only in private, and nowhere before it is claimed."""
    return await destination(desk, To.WORKER if desk.is_secret else To.CASE)


async def deliver(desk: Desk) -> None:
    """What is meant for the worker and could not reach them before: in order, each message once."""
    to = await case_side(desk) if desk.person and desk.case else None
    if to is None or desk.person is None:
        return
    engagement, lane = desk.person.engagement, desk.person.lane
    there = await copies.delivered(desk.unit, engagement, lane, to.key, anywhere=not desk.is_secret)
    meant = await messages.for_case(desk.unit, engagement, desk.person.key)
    await _copy(desk, to, [one for one in meant if one.message not in there])


async def _copy(desk: Desk, to: Destination | None, said: Iterable[Incoming]) -> None:
    render = desk.ports.staff_render
    if to is None or render is None:
        return
    group = await desk.group()
    anchor = "topic" if group and to.key == group.key else ""
    for incoming in said:
        source = place(desk, incoming)
        if source is None or incoming.kind in _NOT_COPIED or _goes_already(desk, to, source):
            continue
        album = album_of(incoming, render.album_part(incoming))
        if album and await joined(desk, to, source, album):
            continue
        if incoming.forwarded:
            _mark_passed_on(desk, to, anchor)
        reply = await _mapped(desk, incoming, to.key)
        calls = render.copy(to.chat, incoming.chat, source.message, reply, incoming.quote)
        waits = waiting(album, desk.now)
        desk.post(calls, to, anchor=anchor, source=source, album=album, not_before=waits)


def _goes_already(desk: Desk, to: Destination, source: Place) -> bool:
    """In this very turn: a handoff brought it along with what had waited."""
    return any(
        letter.method == copies.COPY and letter.chat_key == to.key and source in letter.sources
        for letter in desk.letters
    )


def _mark_passed_on(desk: Desk, to: Destination, anchor: str) -> None:
    """A copy shows no sender: without this line the words would be those of whoever passed them on."""
    note = Say(to=To.SENDER, parts=(Text(id="relayed-passed-on"),), urgent=Urgent.SILENT)
    desk.post(desk.ports.render.say(note, to.chat, to.language, to.turn, desk.incoming), to, anchor=anchor)


async def _mapped(desk: Desk, incoming: Incoming, key: str) -> int | None:
    """The message in the other chat that mirrors what is replied to, or is mirrored by it."""
    if incoming.reply_to is None:
        return None
    replied = Place(desk.key(incoming.chat), incoming.reply_to)
    source = await messages.source_of(desk.unit, replied)
    places = (source,) if source else await messages.copies_of(desk.unit, replied)
    return next((one.message for one in places if one.key == key), None)

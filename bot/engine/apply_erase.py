"""Somebody is forgotten: key, rows, and every word about them that staff have on their screens."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.situation.speech import EditCard, Erase
from bot.store import cards, chats, mail, messages, people, recall
from bot.store.cards import Card
from bot.store.messages import WINDOW, Place

from .aim import in_case
from .apply_case import audit, edit_card
from .apply_changes import anywhere
from .desk import Desk
from .ports import Call, Fate

_GONE = "…"


async def erase(desk: Desk, effect: Erase) -> None:
    """Only the ledger knows afterwards that somebody was here."""
    assert desk.person
    person = desk.person
    shown = (await cards.cards(desk.unit, (desk.case.id,))).get(desk.case.id) if desk.case else None
    await _empty_card(desk)
    await _delete_elsewhere(desk, Place(shown.key, shown.message) if shown and shown.message else None)
    await audit(desk, "erase")
    await _cut_loose(desk, shown)
    await recall.forget(desk.unit, person.engagement)
    await people.erase(desk.unit, person)
    await mail.forget(desk.unit, person.lane)
    await chats.forget(desk.unit, person.lane)
    await people.record_erasure(desk.unit, person.lane, effect.receipt, desk.now)
    desk.erased = True


async def _empty_card(desk: Desk) -> None:
    """Whatever became of the case: its card says nothing any more. Leaving an open case has done it already."""
    casework, case = desk.ports.casework, desk.case
    if casework is None or case is None or desk.person is None:
        return
    if any(letter.replaces == f"editMessageText:{case.id}" for letter in desk.letters):
        return
    for effect in casework.withdraw_case(desk.person.frame, case, desk.now).effects:
        if isinstance(effect, EditCard):
            await edit_card(desk, effect)


async def _delete_elsewhere(desk: Desk, card: Place | None) -> None:
    """Copies, cards and full views, in the group and in private chats; what is too old to be deleted is overwritten."""
    assert desk.person
    mirrored = await messages.mirrored_outside(desk.unit, desk.person.engagement, desk.person.lane)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, since in mirrored:
        if place == card:
            continue
        found[place.key].append(place.message)
        if since < desk.now - WINDOW and (to := await anywhere(desk, place.key)):
            params = {"chat_id": to.chat, "message_id": place.message, "text": _GONE}
            desk.post((Call("editMessageText", params, Fate.HARMLESS),), to)
    for key, ids in found.items():
        if to := await anywhere(desk, key):
            desk.post(desk.ports.render.delete(to.chat, tuple(ids)), to)


async def _cut_loose(desk: Desk, card: Card | None) -> None:
    """Letters of this turn outlive the rows that they were to be completed from."""
    group = await desk.group()
    forum = group is not None and group.is_forum
    loose = []
    for letter in desk.letters:
        if letter.case and letter.anchor and card:
            params = in_case(letter.anchor, letter.params, card, forum=forum)
            if isinstance(params, dict):
                letter = replace(letter, params=params, anchor="")
        loose.append(replace(letter, engagement=None, source=None))
    desk.letters[:] = loose

"""Somebody is forgotten: key, rows, and every word about them that staff have on their screens."""

from __future__ import annotations

from dataclasses import replace

from bot.situation.speech import EditCard, Erase
from bot.situation.turn import Erased
from bot.store import cards, chats, clearings, mail, people, recall
from bot.store.cards import Card
from bot.store.seal import Keys
from bot.store.unit import Unit

from .aim import in_case
from .apply_case import audit, edit_card
from .clearing import LEFTOVER, clear_own, clear_staff
from .desk import Desk


def erasure(keys: Keys, receipt: str) -> str:
    """The job of an erasure: whoever has the receipt finds its deletions, nobody else can tell whose they are."""
    return f"erase:{keys.find('receipt', receipt)[:32]}"


async def found(unit: Unit, receipt: str) -> Erased | None:
    """What became of the erasure with this receipt. It says a day and nothing of anybody: whoever has it may ask."""
    known = receipt.strip().upper()
    at = await people.erased_at(unit, known)
    if at is None:
        return None
    job = erasure(unit.keys, known)
    going_on = await clearings.is_under_way(unit, job)
    return Erased(at=at, under_way=going_on, left=await clearings.count_left(unit, job))


async def erase(desk: Desk, effect: Erase) -> None:
    """Only the ledger knows afterwards that somebody was here."""
    assert desk.person
    person = desk.person
    shown = (await cards.cards(desk.unit, (desk.case.id,))).get(desk.case.id) if desk.case else None
    await _empty_card(desk)
    job = erasure(desk.unit.keys, effect.receipt)
    await clear_staff(desk, job)
    await clear_own(desk, job)
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


async def _cut_loose(desk: Desk, card: Card | None) -> None:
    """Letters of this turn outlive the rows that they were to be completed from."""
    group = await desk.group()
    forum = group is not None and group.is_forum
    loose = []
    for letter in desk.letters:
        if letter.case and letter.anchor and letter.anchor != LEFTOVER and card:
            params = in_case(letter.anchor, letter.params, card, forum=forum)
            if isinstance(params, dict):
                letter = replace(letter, params=params, anchor="")
        loose.append(replace(letter, engagement=None, source=None))
    desk.letters[:] = loose

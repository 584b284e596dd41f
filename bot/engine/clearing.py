"""Words leave the screens they are on: deleted, else overwritten; what Telegram refuses staff are asked to delete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.casework.actions import Action, case_button
from bot.situation.case import Case
from bot.situation.speech import Say, Text, To, Urgent
from bot.store import cards, clearings
from bot.store.clearings import Shown
from bot.store.letter import Letter, Row
from bot.store.messages import WINDOW
from bot.store.unit import Unit

from .apply_changes import anywhere
from .apply_speech import say
from .desk import Desk, Destination
from .ports import Call, Fate

LEFTOVER = "leftover"
"""Anchor of the message that tells what is left: the list is filled in when all else of its job is done."""
_GONE = "…"
_MOST_LINKS = 50
_SUPERGROUP = "-100"


async def clear_staff(
    desk: Desk, job: str, *, only_words: bool = False, since: datetime | None = None, copies: bool = True
) -> bool:
    """In the staff group and in private chats; the card stays, it is rewritten. Whether there was anything.

    `only_words`: notices without any stay. `since`: what was sent earlier stays. `copies`: also copies of messages.
    """
    assert desk.person
    card = (await cards.cards(desk.unit, (desk.case.id,))).get(desk.case.id) if desk.case else None
    kept = {(card.key, card.message)} if card else set()
    found = [
        one
        for one in await clearings.shown(desk.unit, desk.person.engagement)
        if one.place.key != desk.person.lane
        and (one.place.key, one.place.message) not in kept
        and not (only_words and one.wordless)
        and (since is None or one.at >= since)
        and (copies or not one.copy)
    ]
    for key, there in _by_chat(found).items():
        if to := await anywhere(desk, key):
            _clear(desk, to, there, job)
            _tell_what_is_left(desk, to, job, card.topic if card and card.key == key else None)
    return bool(found)


async def clear_own(desk: Desk, job: str, since: datetime | None = None) -> None:
    """The bot's bubbles in the person's own chat in which their words come back."""
    assert desk.person
    to = await anywhere(desk, desk.person.lane)
    shown = await clearings.shown(desk.unit, desk.person.engagement)
    mine = [
        one
        for one in shown
        if one.place.key == desk.person.lane
        and not one.wordless
        and not one.copy
        and (since is None or one.at >= since)
    ]
    if to:
        _clear(desk, to, mine, job)


async def clear_views(desk: Desk, job: str, since: datetime) -> None:
    """Bubbles that may hold words just taken back, sent since these were written: the bot's own here, and full views
    and private cards that staff have opened. A worker who had one open is told, and may open it again."""
    assert desk.person
    await clearings.drop_views(desk.unit, desk.person.engagement)
    await clear_own(desk, job, since)
    if await clear_staff(desk, job, only_words=True, since=since, copies=False) and desk.case:
        await say(desk, _outdated(desk.case, secret=desk.is_secret))


def _outdated(case: Case, *, secret: bool) -> Say:
    seen = Text(id="staff-view-outdated", arguments={"code": case.code})
    open_again = case_button(Action.ALL, case)
    return Say(
        to=To.WORKER if secret else To.CASE, parts=(seen,), buttons=(open_again,), urgent=Urgent.SILENT
    )


def _by_chat(found: Iterable[Shown]) -> dict[str, list[Shown]]:
    chats: defaultdict[str, list[Shown]] = defaultdict(list)
    for one in found:
        chats[one.place.key].append(one)
    return chats


def _clear(desk: Desk, to: Destination, shown: Iterable[Shown], job: str) -> None:
    """Young ones together; each old one alone, since it may be refused."""
    young = tuple(one.place.message for one in shown if one.at > desk.now - WINDOW)
    calls = [replace(call, fate=Fate.GONE) for call in desk.ports.render.delete(to.chat, young)]
    old = (one.place.message for one in shown if one.at <= desk.now - WINDOW)
    calls += [_delete(to.chat, message) for message in old]
    desk.post(tuple(calls), to, job=job)


def _delete(chat: int, message: int) -> Call:
    return Call("deleteMessage", {"chat_id": chat, "message_id": message}, Fate.GONE)


def _tell_what_is_left(desk: Desk, to: Destination, job: str, topic: int | None) -> None:
    """In a queue of its own: it waits for the others of its job."""
    code = desk.case.code if desk.case else ""
    said = Say(
        to=To.CASE, parts=(Text(id="staff-delete-by-hand", arguments={"code": code}),), urgent=Urgent.SILENT
    )
    calls = desk.ports.render.say(said, to.chat, to.language, 0, desk.incoming)
    in_topic = {"message_thread_id": topic} if topic else {}
    placed = tuple(replace(call, params={**call.params, **in_topic}) for call in calls)
    desk.post(placed, to, job=job, anchor=LEFTOVER, queue=f"{job}:{to.key[:16]}", wordless=True)


def instead(row: Row) -> tuple[Letter, ...]:
    """What is tried where a deletion was refused: one by one, then other words in place of these; then nothing."""
    letter = row.letter
    params, chat = letter.params, letter.params["chat_id"]
    if letter.method == "deleteMessages" and len(params["message_ids"]) >= 1:
        calls = [_delete(chat, message) for message in params["message_ids"]]
    elif letter.method == "deleteMessage":
        overwritten = {"chat_id": chat, "message_id": params["message_id"], "text": _GONE}
        calls = [Call("editMessageText", overwritten, Fate.GONE)]
    else:
        calls = []
    return tuple(replace(letter, method=call.method, params=call.params) for call in calls)


async def with_what_is_left(unit: Unit, letter: Letter) -> dict[str, Any] | None:
    """The parameters of the message that tells it, with links where Telegram has some; None where nothing is left."""
    left = await clearings.left(unit, letter.job, letter.chat_key)
    if not left:
        return None
    chat = str(letter.params["chat_id"])
    if chat.startswith(_SUPERGROUP):
        links = (f"https://t.me/c/{chat.removeprefix(_SUPERGROUP)}/{one}" for one in left[:_MOST_LINKS])
        return {**letter.params, "text": "\n".join((letter.params["text"], *links))}
    reply = {"message_id": left[0], "allow_sending_without_reply": True}
    text = f"{letter.params['text']}\n({len(left)})"
    return {**letter.params, "text": text, "reply_parameters": reply}

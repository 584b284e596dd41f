"""Rows get the ids that were not known when they were written: topic and card of a case, messages sent meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.store import clearings, messages, post
from bot.store.cards import Card, Group, may_come
from bot.store.letter import Row
from bot.store.unit import Unit

from .apply_changes import COPY
from .clearing import LEFTOVER, with_what_is_left
from .ports import Fate

NOT_YET = "not yet"
NEVER = "never"
_AFTER = "after:"


async def aim(
    unit: Unit, row: Row, cards: Mapping[int, Card], groups: Mapping[str, Group]
) -> dict[str, Any] | str:
    """The parameters to send with, or NOT_YET (the topic is still to be made), or NEVER (nothing to do)."""
    letter = row.letter
    if letter.fate == Fate.TOPIC and (known := cards.get(letter.case or 0)) and known.topic is not None:
        # Its answer was lost, but Telegram told of the topic that it made.
        return NEVER
    if letter.anchor.startswith(_AFTER):
        newer = await post.sent_after(unit, letter.chat_key, int(letter.anchor.removeprefix(_AFTER)))
        return {**letter.params, "message_ids": sorted(newer)} if newer else NEVER
    if letter.anchor == COPY and letter.source:
        copies = await messages.copies_of(unit, letter.source)
        found = next((copy.message for copy in copies if copy.key == letter.chat_key), None)
        return {**letter.params, "message_id": found} if found else NEVER
    if letter.anchor == LEFTOVER:
        if await clearings.is_under_way(unit, letter.job, letter.chat_key):
            return NOT_YET
        return await with_what_is_left(unit, letter) or NEVER
    if not letter.anchor:
        return letter.params
    card = cards.get(letter.case or 0)
    if card is None:
        return NEVER
    group = groups.get(letter.chat_key)
    if card.key != letter.chat_key:
        # The group is another one since it was written: the case's new card in it is on its way.
        return NOT_YET if group else NEVER
    forum = group is not None and group.is_forum
    params = in_case(letter.anchor, letter.params, card, forum=forum)
    if params == NOT_YET and not await may_come(unit, card.case, letter.chat_key):
        # The case was ended before its card was sent: nothing follows it.
        return NEVER
    return params


def in_case(anchor: str, params: dict[str, Any], card: Card, *, forum: bool) -> dict[str, Any] | str:
    """The parameters with what is known of the case's card."""
    if anchor == "card":
        return {**params, "message_id": card.message} if card.message else NOT_YET
    if anchor == "thread":
        return {**params, "message_thread_id": card.topic} if card.topic else NEVER
    if forum and card.topic:
        return {**params, "message_thread_id": card.topic}
    if forum and card.message is None:
        return NOT_YET
    # No topics, or none for this case because the bot may not make any: what belongs to it replies to its card.
    if anchor == "topic_only" or "reply_parameters" in params or "reply_to_message_id" in params:
        return params
    if card.message is None:
        return NOT_YET
    return {**params, "reply_parameters": {"message_id": card.message, "allow_sending_without_reply": True}}

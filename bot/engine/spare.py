"""A topic that was made twice because Telegram's answer was lost: the case keeps one, the spare one is closed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store import cards
from bot.store.letter import Letter
from bot.store.unit import Unit

from .desk import Desk, Destination
from .ports import Call, Fate


async def heard_of(desk: Desk, topic: int, title: str) -> None:
    """Telegram tells that the bot made a topic; its title begins with the code of its case."""
    key = desk.key(desk.incoming.chat)
    card = await cards.of_code(desk.unit, key, title.partition(" ")[0])
    if card is None or card.topic == topic:
        return
    if card.topic is None:
        await cards.know(desk.unit, card.case, topic=topic)
        return
    to = Destination(desk.incoming.chat, key, f"card:{card.case}", desk.ports.staff_language, case=card.case)
    desk.post((_close(desk.incoming.chat, topic),), to)


async def topic_is(unit: Unit, case: int, topic: int, made_by: Letter) -> Sequence[Letter]:
    """Telegram's answer to `made_by`; what closes this topic where the case has another one meanwhile."""
    known = (await cards.cards(unit, (case,))).get(case)
    if known is None or known.topic in (None, topic):
        await cards.know(unit, case, topic=topic)
        return ()
    call = _close(made_by.params["chat_id"], topic)
    return (Letter(call.method, call.params, call.fate.value, made_by.queue, made_by.chat_key, case=case),)


def _close(chat: int, topic: int) -> Call:
    return Call("closeForumTopic", {"chat_id": chat, "message_thread_id": topic}, Fate.HARMLESS)

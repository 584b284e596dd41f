"""Letters that wait and are not wanted as they are: taken back, held up, or led to another chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from .letter import OPEN, QUEUED, RECALLED, SENDING, row_of, sealed
from .tables import outbox
from .unit import Unit


async def stop_chat(unit: Unit, chat_key: str, state: str) -> None:
    """Nothing that waits for this chat is sent any more; what is in the sender's hands is not repeated."""
    mine = (outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == chat_key)
    await unit.run(update(outbox).where(*mine, outbox.c.state == QUEUED).values(state=state, payload=None))
    await unit.run(update(outbox).where(*mine, outbox.c.state == SENDING).values(payload=None))


async def take_back(unit: Unit, chat_key: str) -> None:
    """Like `stop_chat`: the chat is open, but what was meant for it is not wanted any more."""
    await stop_chat(unit, chat_key, RECALLED)


async def forget(unit: Unit, engagement: int) -> None:
    """Of somebody who is erased: what waits is dropped, what was sent loses its reference."""
    mine = outbox.c.engagement_id == engagement
    await unit.run(delete(outbox).where(mine, outbox.c.state == QUEUED))
    blank = {"payload": None, "engagement_id": None, "source_key": None, "source_message": None}
    await unit.run(update(outbox).where(mine, outbox.c.state != SENDING).values(blank))


async def move(unit: Unit, old_key: str, new_chat: int) -> None:
    """A group has a new id: what waits for it goes there; what belongs to a case comes again with its new card."""
    mine = (outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == old_key, outbox.c.payload.is_not(None))
    of_case = (*mine, outbox.c.case_id.is_not(None))
    await unit.run(
        update(outbox).where(*of_case, outbox.c.state == QUEUED).values(state=RECALLED, payload=None)
    )
    await unit.run(update(outbox).where(*of_case, outbox.c.state == SENDING).values(payload=None))
    new_key = unit.keys.find("chat", new_chat)
    for found in await unit.run(select(outbox).where(*mine, outbox.c.state.in_(OPEN))):
        letter = row_of(unit, found).letter
        there = replace(letter, params={**letter.params, "chat_id": new_chat})
        values = {"chat_key": new_key, "payload": sealed(unit, there)}
        await unit.run(update(outbox).where(outbox.c.id == found.id).values(values))


async def pause_chat(unit: Unit, chat_key: str, until: datetime) -> None:
    """What waits for this chat waits until then."""
    waiting = (outbox.c.bot_id == unit.bot_id, outbox.c.chat_key == chat_key, outbox.c.state == QUEUED)
    await unit.run(update(outbox).where(*waiting, outbox.c.not_before < until).values(not_before=until))

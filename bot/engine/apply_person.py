"""What an applicant's turn does by itself: reminders to come back to it, and leaving quickly."""

from __future__ import annotations

from bot.situation.speech import CancelWake, QuickExit, Wake
from bot.store import mail, messages, post, recall
from bot.store.messages import WINDOW

from .desk import Desk, applicant
from .ports import Call, Fate


async def wake(desk: Desk, effect: Wake) -> None:
    if desk.person:
        lane, argument = desk.person.lane, effect.argument
        await mail.wake(desk.unit, lane, effect.name, effect.at, desk.now, argument)


async def cancel_wake(desk: Desk, effect: CancelWake) -> None:
    """Without a name: all of the conversation's, or in a turn of the staff's side all of the case's."""
    if desk.person is None:
        return
    if effect.name:
        await mail.cancel(desk.unit, desk.person.lane, effect.name, desk.now)
    elif desk.incoming.chat == desk.person.chat:
        await mail.cancel_plain(desk.unit, desk.person.lane, desk.now)
    else:
        await mail.cancel_like(desk.unit, desk.person.lane, "case:", desk.now)


async def quick_exit(desk: Desk, _: QuickExit) -> None:
    """Both sides' messages of the last 48 hours go, and nothing that waits for this chat is sent any more."""
    to = applicant(desk)
    assert to
    assert desk.person
    since = desk.now - WINDOW
    await recall.take_back(desk.unit, to.key)
    ours = await post.sent_to(desk.unit, to.key, since)
    theirs = await messages.written_in(desk.unit, desk.person.engagement, "applicant", since)
    typed = {incoming.message for _, incoming in desk.said if incoming.message}
    desk.post(desk.ports.render.delete(to.chat, tuple(sorted({*ours, *theirs, *typed}))), to)
    # What is in the sender's hands at this moment has no id yet: it is looked up when this row is sent.
    later = Call("deleteMessages", {"chat_id": to.chat, "message_ids": []}, Fate.HARMLESS)
    desk.post((later,), to, anchor=f"after:{max(ours, default=0)}")

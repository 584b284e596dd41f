"""What an applicant may do with their own: agree, see, leave quickly, be forgotten."""

from __future__ import annotations

import base64
import json

from bot.situation.speech import CancelWake, QuickExit, RecordConsent, SendFile, Wake
from bot.store import mail, messages, post, recall
from bot.store.messages import WINDOW

from .desk import Desk, applicant, destination
from .ports import Call, Fate

FILE_NAME = "data-saya.json"


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


async def record_consent(desk: Desk, effect: RecordConsent) -> None:
    assert desk.person
    await messages.consent(desk.unit, desk.person.engagement, desk.person.key, effect, desk.now)


async def send_file(desk: Desk, effect: SendFile) -> None:
    """Everything that is kept of this person, as JSON."""
    to = await destination(desk, effect.to)
    if to is None or desk.person is None:
        return
    engagement, key = desk.person.engagement, desk.person.key
    kept = {
        "name": desk.person.name,
        "facts": {slot.value: fact.model_dump(mode="json") for slot, fact in desk.person.frame.facts.items()},
        "quotes": [quote.model_dump(mode="json") for quote in desk.person.frame.quotes],
        "messages": await messages.everything(desk.unit, engagement, key),
        "consents": await messages.consented(desk.unit, engagement, key),
    }
    content = json.dumps(kept, ensure_ascii=False, indent=1).encode()
    document = {"filename": FILE_NAME, "base64": base64.b64encode(content).decode()}
    desk.post((Call("sendDocument", {"chat_id": to.chat, "document": document}),), to)


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

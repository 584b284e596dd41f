"""A person's own data, in two files: one to be read, one for programs."""

from __future__ import annotations

import base64

from sqlalchemy import select

from bot.engagement import own_copy
from bot.situation.own_data import Kept, OwnData, to_json
from bot.situation.speech import SendFile, Text
from bot.store import own_data
from bot.store.own_data import Reading
from bot.store.tables import applicants

from .desk import Desk, destination
from .ports import Call

TO_READ, FOR_PROGRAMS = "data-saya.txt", "data-saya.json"


async def send_file(desk: Desk, effect: SendFile) -> None:
    to = await destination(desk, effect.to)
    if to is None or desk.person is None or not desk.person.id:
        return
    data = await gather(desk, to.language)
    told = desk.ports.render.plain(own_copy.readable(data, desk.ports.zone), to.language)
    for name, content in ((TO_READ, told), (FOR_PROGRAMS, to_json(data))):
        document = {"filename": name, "base64": base64.b64encode(content.encode()).decode()}
        desk.post((Call("sendDocument", {"chat_id": to.chat, "document": document}),), to)


async def gather(desk: Desk, language: str) -> OwnData:
    """As it is kept at this moment of the turn."""
    person = desk.person
    assert person
    reading = await Reading.begin(desk.unit, person)
    since = select(applicants.c.created_at).where(applicants.c.id == person.id)

    def plain(text: Text) -> str:
        return desk.ports.render.plain((text,), language)

    return OwnData(
        made_at=desk.now,
        agency=desk.ports.agency,
        ref=f"applicants/{person.id}",
        name=person.name,
        telegram_chat=person.chat,
        known_since=(await desk.unit.run(since)).scalar_one(),
        chat=await own_data.chat(reading),
        conversations=await own_data.conversations(reading),
        arrived=await own_data.arrived(reading),
        erasures=await own_data.past_erasures(reading),
        places=tuple(map(plain, own_copy.places())),
        retention=tuple(Kept(what=plain(what), how_long=plain(long)) for what, long in own_copy.retention()),
    )

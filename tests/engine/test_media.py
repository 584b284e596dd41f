"""Every kind of message between applicant and worker: what arrives on the other phone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.demo.person import Person
from bot.demo.seen import Seen

from .conftest import Running
from .staff import claimed, hand_off, open_office

PLACE = {"latitude": -6.48, "longitude": 106.85}
VENUE = {"location": PLACE, "title": "Posyandu Melati", "address": "Cibinong"}
POLL = {
    "id": "1",
    "question": "Hari apa?",
    "options": [{"text": "Senin", "voter_count": 0}],
    "type": "regular",
}


@dataclass(frozen=True)
class Sent:
    """One kind: how it is sent, and the kind and words that show on the other side."""

    send: Callable[[Person], Awaitable[Any]]
    kind: str
    text: str = ""


KINDS = {
    "text": Sent(lambda who: who.write("halo <b>&</b> /apa"), "text", "halo <b>&</b> /apa"),
    "forwarded": Sent(
        lambda who: who.forward("dari tetangga saya", "Tetangga"), "text", "dari tetangga saya"
    ),
    "voice": Sent(lambda who: who.send_voice(12), "voice"),
    "photo": Sent(lambda who: who.send_photo(), "photo"),
    "captioned photo": Sent(lambda who: who.send_photo("ini suratnya"), "photo", "ini suratnya"),
    "video": Sent(lambda who: who.send("video", b"v", duration=3), "video"),
    "video note": Sent(lambda who: who.send("video_note", b"v", duration=3, length=240), "video_note"),
    "audio": Sent(lambda who: who.send("audio", b"a", duration=3), "audio"),
    "animation": Sent(lambda who: who.send("animation", b"a"), "animation"),
    "document": Sent(lambda who: who.send_document("surat.pdf", caption="dari RT"), "document", "dari RT"),
    "sticker": Sent(lambda who: who.send_sticker("😢"), "sticker"),
    "location": Sent(lambda who: who.send_location(**PLACE), "location"),
    "venue": Sent(lambda who: who.send_other(location=PLACE, venue=VENUE), "venue"),
    "contact": Sent(lambda who: who.send_contact("+628123456789", "Bu RT"), "contact"),
    "poll": Sent(lambda who: who.send_other(poll=POLL), "other"),
    "dice": Sent(lambda who: who.send_other(dice={"emoji": "🎲", "value": 3}), "other"),
}
UNCOPIED: dict[str, dict[str, Any]] = {
    "quiz": {"poll": POLL | {"type": "quiz"}},
    "giveaway": {"giveaway": {"winner_count": 1}},
}


async def _arrives(sent: Sent, writer: Person, reader: Person) -> None:
    before = {one.id for one in (await reader.screen()).messages}
    await sent.send(writer)

    def is_it(seen: Seen) -> bool:
        return seen.id not in before and seen.kind == sent.kind and seen.text == sent.text

    screen = await reader.until(lambda now: any(map(is_it, now.messages)), 5, f"{sent.kind} {sent.text!r}")
    copies = [one for one in screen.messages if is_it(one)]
    assert len(copies) == 1
    assert copies[0].who == "Rangkul"
    assert copies[0].raw["forwarded"] is None


async def test_that_every_kind_arrives_on_the_other_phone(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    for sent in KINDS.values():
        await _arrives(sent, office.nur, topic)
        await _arrives(sent, topic, office.nur)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", UNCOPIED)
async def test_that_the_writer_learns_what_telegram_does_not_copy(running: Running, kind: str) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    for writer in (office.nur, topic):
        await writer.send_other(**UNCOPIED[kind])
        await writer.sees("Telegram menolaknya")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_reply_keeps_the_words_it_quotes(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.write("Datang besok jam 9. Bawa KTP kalau ada.")
    told = await office.nur.sees("Bawa KTP")
    await office.nur.quote(told, "Bawa KTP", "hilang bu")
    asked = await topic.sees("hilang bu")
    assert asked.raw["reply"]["text"] == "Bawa KTP"
    await topic.quote(asked, "hilang", "Tidak apa-apa")
    assert (await office.nur.sees("Tidak apa-apa")).raw["reply"]["text"] == "hilang"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_a_quote_of_words_edited_meanwhile_is_still_a_reply(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await topic.write("Datang besok jam 9")
    told = await office.nur.sees("jam 9")
    running.telegram.faults.answer(400, "editMessageText", office.nur.id)
    await topic.edit(sent, "Datang lusa")
    await office.nur.quote(told, "jam 9", "baik bu")
    answer = await topic.sees("baik bu")
    assert answer.reply_to == sent
    assert answer.raw["reply"]["text"] == "Datang lusa"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_an_edited_caption_follows(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await office.nur.send_photo("surat ini")
    await topic.sees("surat ini")
    await office.nur.edit(sent, "surat dari RT")
    assert (await topic.sees("surat dari RT")).kind == "photo"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_an_applicant_who_is_gone_is_told_of_once(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.block()
    await topic.sees("menutup chat")
    for words in ("halo?", "masih di sana?"):
        await topic.write(words)
    await topic.sees_nothing_new(1)
    assert sum("menutup chat" in text for text in (await topic.screen()).texts) == 1

"""Over HTTP: what was passed on is marked where it is read, commands in it are words, and nobody is spoken for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from .conftest import Running
from .staff import claimed, hand_off, in_topic, open_office

pytestmark = [
    pytest.mark.promise("forged-input-does-nothing"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
MARK = "Terusan, bukan tulisan pengirimnya"


async def test_that_both_sides_see_that_words_were_passed_on(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.forward("kata tetangga Kelincibiru", "Tetangga")
    await topic.sees("Kelincibiru")
    texts = (await topic.screen()).texts
    at = next(number for number, text in enumerate(texts) if "Kelincibiru" in text)
    assert MARK in texts[at - 1]
    await topic.forward("kata kepala Kelincihijau", "Kepala")
    await office.nur.sees("Kelincihijau")
    texts = (await office.nur.screen()).texts
    at = next(number for number, text in enumerate(texts) if "Kelincihijau" in text)
    assert MARK in texts[at - 1]
    await office.nur.write("kata saya sendiri Kelinciputih")
    await topic.sees("Kelinciputih")
    texts = (await topic.screen()).texts
    at = next(number for number, text in enumerate(texts) if "Kelinciputih" in text)
    assert MARK not in texts[at - 1]


async def test_that_the_card_marks_them(running: Running) -> None:
    office = await open_office(running)
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    await office.nur.forward("bu Kelincibiru di rt 4 butuh beras, anaknya lima", "Bu RT")
    await office.nur.sees("tulisan orang lain")
    await office.nur.write("mau bicara sama petugas")
    await office.nur.sees("sudah sampai ke petugas")
    card = await (await in_topic(office, office.dewi)).sees("Kelincibiru")
    assert "terusan, bukan tulisannya sendiri: “bu Kelincibiru" in card.text


async def test_that_commands_in_passed_on_messages_are_words(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    for command in ("/ambil", "/selesai", "/mendesak"):
        await topic.forward(command, "Kepala")
    await office.nur.forward("/hapus", "Tetangga")
    await office.nur.sees("Sudah saya teruskan ke petugas")
    assert not [
        text for text in (await office.nur.screen()).texts if "Dewi" in text or "tidak bisa kembali" in text
    ]


async def test_that_an_edit_presses_takes_and_closes_nothing(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    for command in ("/ambil", "/selesai"):
        await topic.edit(await topic.write("sebentar"), command)
    mine = await office.nur.write("terima kasih ya")
    await office.nur.edit(mine, "/hapus")
    await office.nur.edit(mine, "batal")
    await office.nur.write("/status")
    await office.nur.sees("menunggu", anywhere=True)
    texts = (await office.nur.screen()).texts
    assert not [text for text in texts if "Dewi" in text or "tidak bisa kembali" in text]


def group_message(update: int, group: int, topic: int, sender: dict[str, Any], **more: Any) -> dict[str, Any]:
    chat = {"id": group, "type": "supergroup", "title": "Petugas", "is_forum": True}
    message = {
        "message_id": 90_000 + update,
        "date": 1_790_000_000,
        "chat": chat,
        "from": sender,
        "text": "/ambil",
    }
    return {
        "update_id": update,
        "message": {**message, "message_thread_id": topic, "is_topic_message": True, **more},
    }


ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL = {"id": -100_555, "type": "channel", "title": "Kabar"}


async def test_that_nobody_is_taken_for_staff_who_cannot_be_told(running: Running) -> None:
    """Anonymous admins, posts of a linked channel, somebody in a channel's name, and words that a bot made."""
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    dewi = {"id": office.dewi.id, "is_bot": False, "first_name": "Dewi"}
    place = (office.group.id, topic.thread or 0)
    lies = [
        group_message(700_001, *place, ANONYMOUS, sender_chat={"id": office.group.id, "type": "supergroup"}),
        group_message(700_002, *place, dewi, sender_chat=CHANNEL),
        group_message(700_003, *place, {"id": 777_000, "is_bot": False, "first_name": "Telegram"}, sender_chat=CHANNEL,
                      is_automatic_forward=True, forward_origin={"type": "channel", "chat": CHANNEL}),
        group_message(700_004, *place, dewi, via_bot=ANONYMOUS),
        group_message(700_005, *place, dewi, forward_origin={"type": "user", "sender_user": dewi}),
    ]  # fmt: skip
    for update in lies:
        await running.engine.accept(update)
    await office.nur.write("/status")
    await office.nur.sees("menunggu", anywhere=True)
    await asyncio.sleep(0)
    assert not [text for text in (await office.nur.screen()).texts if "Dewi" in text]
    # The same words, in her own name, take it.
    await running.engine.accept(group_message(700_009, *place, dewi))
    await office.nur.sees("Dewi")

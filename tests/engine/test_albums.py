"""Albums between applicant and worker: several photos are one album on the other phone too."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.demo.seen import Screen, Seen

from .conftest import Running
from .staff import Office, claimed, hand_off, open_office, settled

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _albums(screen: Screen, captions: tuple[str, ...]) -> list[list[str]]:
    """The bot's messages with these captions, as the albums that they are in."""
    found: dict[str, list[str]] = {}
    for one in screen.messages:
        if one.who == "Rangkul" and one.text in captions:
            found.setdefault(one.raw["album"] or f"alone {one.id}", []).append(one.text)
    return list(found.values())


async def _sees(who: Person, *albums: tuple[str, ...]) -> list[Seen]:
    """Waits for just these albums in this order; their messages."""
    captions = tuple(one for album in albums for one in album)
    wanted = [list(album) for album in albums]
    screen = await who.until(lambda now: _albums(now, captions) == wanted, 8, f"{wanted}")
    return [one for one in screen.messages if one.who == "Rangkul" and one.text in captions]


async def _in_touch(office: Office, *, forum: bool = True) -> Person:
    """Where Dewi reads and writes about the case that she has taken."""
    await hand_off(office)
    if forum:
        return await claimed(office)
    worker = office.dewi.within(office.group)
    await worker.press("Ambil", await worker.sees("phk"))
    await office.nur.sees("Dewi")
    return worker


@pytest.mark.parametrize("forum", [True, False], ids=["forum", "plain"])
async def test_that_an_album_is_one_on_the_other_phone(
    running: Running, database: AsyncEngine, forum: bool
) -> None:
    office = await open_office(running, forum=forum, supergroup=forum)
    worker = await _in_touch(office, forum=forum)
    captions = tuple(f"surat {number}" for number in range(10))
    await office.nur.send_album(captions)
    shown = await _sees(worker, captions)
    await settled(database)
    await worker.send_album(("formulir", "contoh"), "document", reply_to=shown[2].id)
    sent = await _sees(office.nur, ("formulir", "contoh"))
    assert [one.raw["reply"]["text"] for one in sent] == ["surat 2", "surat 2"]
    await settled(database)
    mixed = [{"kind": "video", "caption": "v"}, {"kind": "photo", "caption": "f"}]
    await office.nur.act("album", parts=mixed, reply_to=sent[1].id)
    answered = await _sees(worker, ("v", "f"))
    assert {one.raw["reply"]["text"] for one in answered} == {"contoh"}


async def test_that_each_photo_of_an_album_can_be_answered_edited_and_taken_back(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    topic = await _in_touch(office)
    first, second, third = await office.nur.send_album(("a1", "a2", "a3"))
    shown = await _sees(topic, ("a1", "a2", "a3"))
    await settled(database)
    await topic.reply(shown[1], "yang ini buram")
    assert (await office.nur.sees("buram")).reply_to == second
    await office.nur.edit(third, "a3 baru")
    assert (await topic.sees("a3 baru")).id == shown[2].id
    await office.nur.reply(first, "/hapuspesan")
    screen = await topic.until(lambda now: "a1" not in now.texts, 5, "no a1")
    assert {"a2", "a3 baru"} <= set(screen.texts)


@SQLITE
async def test_that_a_photo_taken_back_at_once_never_arrives(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    topic = await _in_touch(office)
    first, *_ = await office.nur.send_album(("b1", "b2", "b3"))
    await office.nur.reply(first, "/hapuspesan")
    await _sees(topic, ("b2", "b3"))
    await settled(database)
    assert "b1" not in (await topic.screen()).texts
    (call,) = running.telegram.accepted("sendMediaGroup")
    assert "b1" not in str(call.params)


@SQLITE
async def test_that_an_album_of_one_part_that_is_refused_arrives_one_by_one(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    topic = await _in_touch(office)
    running.telegram.faults.answer(400, "sendMediaGroup")
    await office.nur.send_album(("c1", "c2", "c3"))
    await _sees(topic, ("c1",), ("c2",), ("c3",))
    await settled(database)
    assert not any("menolaknya" in text for text in (await office.nur.screen()).texts)


@SQLITE
async def test_that_an_album_whose_fate_is_unknown_is_asked_about_once(
    running: Running, database: AsyncEngine
) -> None:
    office = await open_office(running)
    topic = await _in_touch(office)
    running.telegram.faults.cut("sendMediaGroup", accepted=False)
    await office.nur.send_album(("d1", "d2"))
    await office.nur.press("Kirim lagi", await office.nur.sees("belum pasti"))
    await _sees(topic, ("d1", "d2"))
    await settled(database)
    assert sum("belum pasti" in text for text in (await office.nur.screen()).texts) <= 1


@SQLITE
async def test_that_an_album_from_before_the_handoff_comes_with_the_case(running: Running) -> None:
    office = await open_office(running)
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    await office.nur.send_album(("", ""))
    await office.nur.write("mba sy butuh bantuan, suami di phk 3 bln lalu")
    await office.nur.sees("Yang saya tangkap")
    await office.nur.write("mau bicara sama petugas")
    await office.nur.sees("sudah sampai ke petugas")
    thread = await office.group.topic_named("·")
    topic = office.dewi.within(office.group, thread)
    screen = await topic.until(lambda now: sum(one.kind == "photo" for one in now.messages) == 2, 8)
    photos = [one for one in screen.messages if one.kind == "photo"]
    assert photos[0].raw["album"] is not None
    assert photos[0].raw["album"] == photos[1].raw["album"]

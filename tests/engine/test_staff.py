"""The staff's side over HTTP: one card, one worker, words both ways."""

from __future__ import annotations

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.person import Person
from bot.store.tables import audit, cases

from .conftest import Running
from .staff import claimed, hand_off, in_topic, open_office


async def test_that_a_handoff_is_one_topic_with_one_card(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    card = await topic.sees("phk")
    assert "Ambil" in card.labels
    assert len(running.telegram.accepted("createForumTopic")) == 1
    in_topics = [
        call
        for call in running.telegram.accepted("sendMessage", office.group.id)
        if "message_thread_id" in call.params
    ]
    assert len(in_topics) == 1


async def test_that_worker_and_applicant_talk_and_replies_are_kept(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.write("Halo Bu Nur, saya Dewi")
    heard = await office.nur.sees("saya Dewi")
    await office.nur.reply(heard, "iya bu, terima kasih")
    answer = await topic.sees("iya bu, terima kasih")
    mine = next(one for one in (await topic.screen()).messages if one.text == "Halo Bu Nur, saya Dewi")
    assert answer.reply_to == mine.id
    await topic.reply(answer, "Sama-sama")
    back = await office.nur.sees("Sama-sama")
    said = next(one for one in (await office.nur.screen()).messages if one.text == "iya bu, terima kasih")
    assert back.reply_to == said.id


async def test_that_the_bot_is_silent_while_a_worker_speaks(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("beras abis bu")
    await topic.sees("beras abis bu")
    await office.nur.sees_nothing_new(0.5)


async def test_that_edits_follow_in_both_directions(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await topic.write("besok jam 9")
    await office.nur.sees("besok jam 9")
    await topic.edit(sent, "besok jam 10")
    await office.nur.sees("besok jam 10")
    mine = await office.nur.write("anak sakit")
    await topic.sees("anak sakit")
    await office.nur.edit(mine, "anak demam")
    await topic.sees("anak demam")


async def test_that_words_taken_back_stand_neither_on_the_card_nor_in_the_summary(running: Running) -> None:
    office = await open_office(running)
    await office.nur.start()
    await office.nur.sees("mesin (bot)")
    sent = await office.nur.write("suami saya Kelincibiru di phk, anak 2, di cibinong")
    await office.nur.sees("Yang saya tangkap")
    await office.nur.write("beras juga abis, udah 2 hari makan mie")
    await office.nur.write("mau bicara sama petugas")
    await office.nur.sees("sudah sampai ke petugas")
    topic = await in_topic(office, office.dewi)
    await topic.sees("Kelincibiru")
    await office.nur.reply(sent, "/hapuspesan")
    await topic.until(lambda screen: all("Kelincibiru" not in text for text in screen.texts), 10)
    assert "2 hari makan mie" in "".join((await topic.screen()).texts)
    await office.nur.write("/ringkasan")
    summary = await office.nur.sees("2 hari makan mie", 10)
    assert "Kelincibiru" not in summary.text


async def test_that_a_message_taken_back_is_gone_on_both_sides(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    sent = await office.nur.write("rahasia saya")
    await topic.sees("rahasia saya")
    await office.nur.reply(sent, "/hapuspesan")
    await topic.until(lambda screen: all("rahasia saya" not in text for text in screen.texts))
    await office.nur.until(lambda screen: all("rahasia saya" not in text for text in screen.texts))


async def test_that_fifty_taps_at_once_make_one_worker(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    await hand_off(office)
    topics = [await in_topic(office, worker) for worker in (office.dewi, office.ratna)]
    card = await topics[0].sees("phk")
    await asyncio.gather(*(topics[turn % 2].press("Ambil", card) for turn in range(50)))
    await office.nur.sees("sekarang yang bicara dengan Anda")
    await topics[0].until(lambda screen: all(one["answer"] is not None for one in screen.notices), 20)
    async with database.connect() as connection:
        state = (await connection.execute(select(cases.c.state, cases.c.staff_id))).all()
        acts = await connection.execute(select(audit.c.staff_id).where(audit.c.act == "claim"))
        assert len(list(acts)) == 1
        tried = await connection.execute(select(audit.c.staff_id).where(audit.c.act == "refused claim"))
        assert len(list(tried)) == 49
    assert [row.state for row in state] == ["claimed"]
    joined = [
        text for text in (await office.nur.screen()).texts if "sekarang yang bicara dengan Anda" in text
    ]
    assert len(joined) == 1


async def test_that_a_stranger_in_the_group_claims_nothing(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    await hand_off(office)
    stranger: Person = await running.telegram.person("Orang Lain")
    await office.group.add(stranger)
    topic = await in_topic(office, stranger)
    query = await topic.press("Ambil", await topic.sees("phk"))
    assert (await topic.notice(query))["alert"]
    async with database.connect() as connection:
        assert (await connection.execute(select(cases.c.state))).scalar_one() == "waiting"


async def test_that_a_deleted_topic_is_made_again_and_the_words_arrive(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    assert topic.thread
    await office.ratna.within(office.group).delete_topic(topic.thread)
    await office.nur.write("masih di sana bu?")
    again = await in_topic(office, office.dewi)
    assert again.thread != topic.thread
    await again.sees("masih di sana bu?", 10, anywhere=True)
    await again.sees("phk", anywhere=True)


async def test_that_the_worker_learns_that_the_applicant_has_blocked_the_bot(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.block()
    await topic.sees("menutup chat")


async def test_that_a_plain_group_works_by_replies(running: Running) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    group = office.dewi.within(office.group)
    card = await group.sees("phk")
    await group.press("Ambil", card)
    await office.nur.sees("Dewi")
    await group.reply(card, "Halo, saya Dewi")
    await office.nur.sees("saya Dewi")
    await office.nur.write("terima kasih")
    assert (await group.sees("terima kasih")).reply_to == card.id


async def test_that_a_group_that_moves_keeps_its_cases(running: Running) -> None:
    office = await open_office(running, forum=False, supergroup=False)
    await hand_off(office)
    await office.dewi.within(office.group).sees("phk")
    moved = await office.group.upgrade()
    await office.nur.write("beras abis")
    await office.dewi.within(moved).sees("beras abis", 10)


async def test_that_a_group_is_bound_by_an_admin_and_gets_the_waiting_cards(running: Running) -> None:
    nur, ratna, other = [await running.telegram.person(name) for name in ("Nur", "Ratna", "Budi")]
    await running.engine.seed(admins=[ratna.id])
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write("mau bicara sama petugas")
    await nur.sees("sudah sampai ke petugas")
    group = await running.telegram.forum(ratna, "Petugas", [other])
    await other.within(group).write("/hubungkan")
    await other.within(group).sees("saya tidak melayani di grup")
    await ratna.within(group).write("/hubungkan")
    assert await group.topic_named("menunggu", 10)


async def test_that_an_erasure_reaches_the_staff_group(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("anak saya Kelincibiru sakit")
    await topic.sees("Kelincibiru")
    await office.nur.write("/hapus")
    await office.nur.sees("tidak bisa kembali")
    await office.nur.press("1 Ya, hapus semua")
    await office.nur.sees("Kode bukti")
    await topic.until(lambda screen: all("Kelincibiru" not in text for text in screen.texts))
    await topic.until(lambda screen: all("phk" not in text for text in screen.texts))


async def test_that_a_worker_decides_about_words_of_unknown_fate(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    running.telegram.faults.cut("copyMessage", accepted=False)
    await topic.write("Besok saya telepon")
    asked = await topic.sees("belum pasti sampai")
    await topic.press("Kirim lagi", asked)
    await office.nur.sees("Besok saya telepon")


async def test_that_a_closed_case_gives_the_conversation_back_to_the_bot(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await topic.press("Selesai")
    await topic.press("Terbantu", await topic.sees(lambda seen: "Terbantu" in "".join(seen.labels)))
    await office.nur.sees("selesai")
    await office.nur.write("/menu")
    await office.nur.sees(lambda seen: bool(seen.buttons))


async def test_that_a_withdrawn_applicant_closes_the_case(running: Running, database: AsyncEngine) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await claimed(office)
    await office.nur.write("/berhenti")
    asked = await office.nur.sees(lambda seen: bool(seen.buttons))
    await office.nur.press(0, asked)
    await topic.sees("ibatalkan")
    async with database.connect() as connection:
        assert (await connection.execute(select(cases.c.state))).scalar_one() == "withdrawn"

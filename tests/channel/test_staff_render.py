"""A case in the staff group: its topic, its card, what both sides say."""

from dataclasses import replace

import pytest

from bot.channel.callback import Callbacks
from bot.channel.client import Client
from bot.channel.send import Send
from bot.channel.staff_render import TelegramStaffRender
from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.engine.ports import Call, Fate, Result
from bot.situation.speech import Button, EditCard, PostCard, Text, Urgent
from bot.texts.catalogue import Catalogue
from tests.channel.conftest import Inbox


def plain(words: str) -> Text:
    return Text(id="plain", arguments={"words": words})


CARD = PostCard(
    title=plain("AB12 · menunggu"),
    parts=(plain("<KASUS>"), plain("beras habis")),
    buttons=(Button(label=plain("Ambil"), action="claim", argument="7"),),
    urgent=Urgent.SILENT,
)


def edited(*, closed: bool) -> EditCard:
    return EditCard(title=plain("AB12 · selesai"), parts=(plain("Ditutup"),), closed=closed)


@pytest.fixture
def staff(catalogue: Catalogue, callbacks: Callbacks) -> TelegramStaffRender:
    return TelegramStaffRender(catalogue, callbacks)


@pytest.fixture
def send(client: Client) -> Send:
    return Send(client)


@pytest.fixture
async def forum(telegram: LocalTelegram, siti: Person) -> Group:
    return await telegram.forum(siti, "Petugas")


def filled(call: Call, topic: int | None = None, message: int | None = None) -> Call:
    """With the ids that the engine knows when it sends."""
    ids = {"message_thread_id": topic} if topic and not call.method.startswith("editMessage") else {}
    ids |= {"message_id": message} if message and call.method.startswith("editMessage") else {}
    return replace(call, params=call.params | ids)


async def posted(send: Send, staff: TelegramStaffRender, forum: Group) -> tuple[int, int]:
    topic_call, card_call = staff.post_card(CARD, forum.id, "id", forum=True)
    assert (topic_call.fate, card_call.fate) == (Fate.TOPIC, Fate.CARD)
    topic = (await send(topic_call)).topic
    assert topic
    message = (await send(filled(card_call, topic))).message
    assert message
    return topic, message


async def test_a_card_in_its_topic_is_claimed_by_one_tap(
    send: Send, staff: TelegramStaffRender, forum: Group, siti: Person, inbox: Inbox
) -> None:
    topic, message = await posted(send, staff, forum)
    worker = siti.within(forum, topic)
    seen = await worker.sees("<KASUS>\n\nberas habis")
    assert seen.id == message
    await worker.press("Ambil")
    pressed = await inbox.newest()
    assert pressed.press
    assert (pressed.press.action, pressed.press.argument, pressed.topic) == ("claim", "7", topic)


async def test_that_a_card_is_rewritten_closed_and_opened(
    send: Send, staff: TelegramStaffRender, forum: Group, siti: Person
) -> None:
    topic, message = await posted(send, staff, forum)
    for closed in (True, True, False):
        calls = staff.edit_card(edited(closed=closed), forum.id, "id", forum=True)
        results = [(await send(filled(call, topic, message))).result for call in calls]
        assert set(results) <= {Result.SENT, Result.DONE}
        shown = (await siti.within(forum).screen()).topics
        assert [bool(one.get("closed")) for one in shown if one["id"] == topic] == [closed]
    assert (await forum.topics())["AB12 · selesai"] == topic
    seen = await siti.within(forum, topic).sees("Ditutup")
    assert (seen.id, seen.buttons) == (message, ())


async def test_that_a_plain_group_has_one_message(staff: TelegramStaffRender) -> None:
    assert [call.method for call in staff.post_card(CARD, -5, "id", forum=False)] == ["sendMessage"]
    assert [call.method for call in staff.edit_card(edited(closed=True), -5, "id", forum=False)] == [
        "editMessageText"
    ]


async def test_that_words_go_to_the_topic_with_their_reply_and_follow_edits(
    send: Send, staff: TelegramStaffRender, forum: Group, siti: Person
) -> None:
    topic, card = await posted(send, staff, forum)
    words = await siti.write("bayi saya <lemes>")
    (copy,) = staff.copy(forum.id, siti.id, words, card)
    outcome = await send(filled(copy, topic))
    worker = siti.within(forum, topic)
    seen = await worker.sees("bayi saya <lemes>")
    assert (seen.id, seen.reply_to) == (outcome.message, card)
    (rewritten,) = staff.rewrite(forum.id, seen.id, "bayi saya & saya", caption=False)
    assert (await send(rewritten)).result is Result.SENT
    await worker.sees("bayi saya & saya")


async def test_that_a_caption_follows_too(
    send: Send, staff: TelegramStaffRender, forum: Group, siti: Person
) -> None:
    topic, _ = await posted(send, staff, forum)
    (copy,) = staff.copy(forum.id, siti.id, await siti.send_photo("rumah"), None)
    sent = await send(filled(copy, topic))
    assert sent.message
    (rewritten,) = staff.rewrite(forum.id, sent.message, "rumah kami", caption=True)
    assert (await send(rewritten)).result is Result.SENT
    await siti.within(forum, topic).sees("rumah kami")


async def test_that_a_topic_that_is_gone_is_told_and_one_closed_by_hand_is_opened(
    send: Send, staff: TelegramStaffRender, forum: Group, siti: Person
) -> None:
    topic, _ = await posted(send, staff, forum)
    words = await siti.write("masih di sini")
    (copy,) = staff.copy(forum.id, siti.id, words, None)
    await siti.within(forum).close_topic(topic)
    assert (await send(filled(copy, topic))).result is Result.SENT
    await siti.within(forum).delete_topic(topic)
    assert (await send(filled(copy, topic))).result is Result.TOPIC_GONE

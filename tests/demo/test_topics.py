"""Forum topics."""

import pytest

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.demo.conftest import Api


@pytest.fixture
async def ratna(telegram: LocalTelegram) -> Person:
    return await telegram.person("Ratna")


@pytest.fixture
async def forum(telegram: LocalTelegram, ratna: Person, api: Api) -> Group:
    made = await telegram.forum(ratna, "Petugas")
    await api.updates()
    return made


async def _topic(api: Api, forum: Group, name: str = "Kasus 7") -> int:
    made = await api("createForumTopic", chat_id=forum.id, name=name)
    return int(made["message_thread_id"])


async def test_the_bot_is_told_of_the_topic_it_created(api: Api, forum: Group) -> None:
    thread = await _topic(api, forum)
    (told,) = [update["message"] for update in await api.updates()]
    assert told["forum_topic_created"]["name"] == "Kasus 7"
    assert (told["message_thread_id"], told["is_topic_message"], told["message_id"]) == (thread, True, thread)


async def test_messages_of_a_topic_reply_to_the_one_that_created_it(
    api: Api, forum: Group, ratna: Person
) -> None:
    thread = await _topic(api, forum)
    sent = await api("sendMessage", chat_id=forum.id, message_thread_id=thread, text="kartu")
    assert sent["reply_to_message"]["message_id"] == thread
    await api.updates()
    await ratna.within(forum, thread).write("baik")
    (told,) = [update["message"] for update in await api.updates()]
    assert (told["message_thread_id"], told["is_topic_message"]) == (thread, True)
    assert told["reply_to_message"]["forum_topic_created"]["name"] == "Kasus 7"
    await ratna.within(forum, thread).reply(sent["message_id"], "ini")
    (told,) = [update["message"] for update in await api.updates()]
    assert told["reply_to_message"]["message_id"] == sent["message_id"]


async def test_the_general_topic_has_no_thread_id(api: Api, forum: Group, ratna: Person) -> None:
    await ratna.within(forum).write("umum")
    (told,) = [update["message"] for update in await api.updates()]
    assert "message_thread_id" not in told
    refusal = await api.refusal("sendMessage", chat_id=forum.id, message_thread_id=1, text="x")
    assert refusal == "Bad Request: message thread not found"


async def test_a_closed_topic_refuses(api: Api, forum: Group) -> None:
    thread = await _topic(api, forum)
    await api("closeForumTopic", chat_id=forum.id, message_thread_id=thread)
    refusal = await api.refusal("sendMessage", chat_id=forum.id, message_thread_id=thread, text="x")
    assert refusal == "Bad Request: TOPIC_CLOSED"
    again = await api.refusal("closeForumTopic", chat_id=forum.id, message_thread_id=thread)
    assert again == "Bad Request: TOPIC_NOT_MODIFIED"
    await api("reopenForumTopic", chat_id=forum.id, message_thread_id=thread)
    await api("sendMessage", chat_id=forum.id, message_thread_id=thread, text="x")
    kinds = [set(update["message"]) for update in await api.updates()]
    assert any("forum_topic_closed" in kind for kind in kinds)
    assert any("forum_topic_reopened" in kind for kind in kinds)


async def test_a_deleted_topic_is_not_found_except_for_typing(api: Api, forum: Group, ratna: Person) -> None:
    thread = await _topic(api, forum)
    sent = await api("sendMessage", chat_id=forum.id, message_thread_id=thread, text="kartu")
    await ratna.within(forum).delete_topic(thread)
    place = {"chat_id": forum.id, "message_thread_id": thread}
    assert await api.refusal("sendMessage", **place, text="x") == "Bad Request: message thread not found"
    assert await api.refusal("editForumTopic", **place, name="y") == "Bad Request: TOPIC_ID_INVALID"
    edit = await api.refusal("editMessageText", chat_id=forum.id, message_id=sent["message_id"], text="y")
    assert edit == "Bad Request: message to edit not found"
    assert await api("sendChatAction", **place, action="typing") is True


async def test_renaming(api: Api, forum: Group) -> None:
    thread = await _topic(api, forum)
    place = {"chat_id": forum.id, "message_thread_id": thread}
    assert await api.refusal("editForumTopic", **place, name="Kasus 7") == "Bad Request: TOPIC_NOT_MODIFIED"
    await api("editForumTopic", **place, name="Kasus 7 ✓")
    assert (await forum.topics())["Kasus 7 ✓"] == thread
    assert [one["message"]["forum_topic_edited"] for one in (await api.updates())[1:]] == [
        {"name": "Kasus 7 ✓"}
    ]


async def test_topics_need_a_forum_and_the_right(telegram: LocalTelegram, api: Api, ratna: Person) -> None:
    plain = await telegram.group(ratna, "RT", supergroup=True)
    refusal = await api.refusal("createForumTopic", chat_id=plain.id, name="x")
    assert refusal == "Bad Request: the chat is not a forum"
    forum = await telegram.forum(ratna, "Petugas", bot_admin=False)
    refusal = await api.refusal("createForumTopic", chat_id=forum.id, name="x")
    assert refusal == "Bad Request: not enough rights to create a topic"


async def test_names_have_limits(api: Api, forum: Group) -> None:
    await _topic(api, forum, "x" * 128)
    await api.refusal("createForumTopic", chat_id=forum.id, name="x" * 129)
    await api.refusal("createForumTopic", chat_id=forum.id, name="")


async def test_message_ids_of_supergroups_count_for_themselves(api: Api, forum: Group, siti: Person) -> None:
    first = await api("sendMessage", chat_id=forum.id, text="x")
    await api("sendMessage", chat_id=siti.id, text="x")
    second = await api("sendMessage", chat_id=forum.id, text="x")
    assert second["message_id"] == first["message_id"] + 1

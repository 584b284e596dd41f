"""Forum topics: create, edit, close, reopen, delete. The bot is told of what it caused itself."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram import access
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.forum import close, create, remove, rename, reopen
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import Chat, Json, Topic, World

_COLORS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})
_MOST_NAME = 128


def _forum(world: World, params: Params, deed: str) -> Chat:
    chat = access.open_chat(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    access.demand_right(world, chat, "can_manage_topics", deed)
    return chat


def create_topic(world: World, params: Params) -> Json:
    chat = _forum(world, params, "create a topic")
    name = _name(params)
    color = params.integer("icon_color", 7322096)
    if color not in _COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    world.budget.spend(chat.id, world.clock())
    topic = create(world, chat, world.bot.id, name, color, params.text("icon_custom_emoji_id"))
    return _topic_json(topic)


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not 1 <= len(name) <= _MOST_NAME:
        raise bad_request("topic name is invalid" if name else "TOPIC_TITLE_EMPTY")
    return name


def _topic_json(topic: Topic) -> Json:
    shown: Json = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    icon = topic.icon_custom_emoji_id
    return shown | ({"icon_custom_emoji_id": icon} if icon else {})


def edit_topic(world: World, params: Params) -> bool:
    chat = _forum(world, params, "edit the topic")
    topic = access.topic_in(chat, params)
    name = _name(params) if params.text("name") else topic.name
    icon = params.text("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.budget.spend(chat.id, world.clock())
    rename(world, chat, topic, world.bot.id, name, icon)
    return True


def close_topic(world: World, params: Params) -> bool:
    chat = _forum(world, params, "close the topic")
    topic = access.topic_in(chat, params)
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.budget.spend(chat.id, world.clock())
    close(world, chat, topic, world.bot.id)
    return True


def reopen_topic(world: World, params: Params) -> bool:
    chat = _forum(world, params, "reopen the topic")
    topic = access.topic_in(chat, params)
    if not topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.budget.spend(chat.id, world.clock())
    reopen(world, chat, topic, world.bot.id)
    return True


def delete_topic(world: World, params: Params) -> bool:
    chat = _forum(world, params, "delete the topic")
    access.demand_right(world, chat, "can_delete_messages", "delete the topic")
    remove(world, chat, access.topic_in(chat, params))
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
    "reopenForumTopic": reopen_topic,
    "deleteForumTopic": delete_topic,
}

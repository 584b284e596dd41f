"""What happens to topics, whoever does it; each leaves its service message."""

from bot.demo.telegram.post import delete, put, write
from bot.demo.telegram.world import Chat, Json, Message, Topic, World


def create(world: World, chat: Chat, by: int, name: str, color: int = 7322096, icon: str = "") -> Topic:
    """The topic's id is the id of the message that created it."""
    created: Json = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
    number = world.next_message_id(chat)
    topic = Topic(number, name, color, by, icon_custom_emoji_id=icon)
    chat.topics[number] = topic
    put(
        world,
        chat,
        Message(number, chat.id, world.now(), by, {"forum_topic_created": created}, thread=number),
    )
    return topic


def rename(world: World, chat: Chat, topic: Topic, by: int, name: str, icon: str) -> None:
    change = {"name": name} if name != topic.name else {}
    change |= {"icon_custom_emoji_id": icon} if icon != topic.icon_custom_emoji_id else {}
    topic.name, topic.icon_custom_emoji_id = name, icon
    write(world, chat, by, {"forum_topic_edited": change}, topic.id)


def close(world: World, chat: Chat, topic: Topic, by: int) -> None:
    topic.closed = True
    write(world, chat, by, {"forum_topic_closed": {}}, topic.id)


def reopen(world: World, chat: Chat, topic: Topic, by: int) -> None:
    topic.closed = False
    write(world, chat, by, {"forum_topic_reopened": {}}, topic.id)


def remove(world: World, chat: Chat, topic: Topic) -> None:
    """The topic goes with all its messages; nobody is told."""
    del chat.topics[topic.id]
    delete(world, [message for message in chat.messages.values() if message.thread == topic.id])

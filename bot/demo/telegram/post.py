"""What happens in chats: a message is written, edited, deleted; who of it the bot is told."""

import re
from collections.abc import Iterable

from bot.demo.telegram.entities import entity_text
from bot.demo.telegram.present import member_json, message_json, user_json
from bot.demo.telegram.world import Chat, Json, Member, Message, World

SERVICE_KINDS = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "group_chat_created", "supergroup_chat_created",
        "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created",
        "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    }
)  # fmt: skip


def is_service(message: Message) -> bool:
    return not SERVICE_KINDS.isdisjoint(message.content)


def put(world: World, chat: Chat, message: Message) -> Message:
    """Stores a message that already has its id; the bot is told when it may know."""
    chat.messages[message.id] = message
    world.touch(message)
    if may_see(world, chat, message):
        chat.seen_by_bot = True
        world.updates.add("message", chat.id, message_json(world, message))
    return message


def write(world: World, chat: Chat, sender: int, content: Json, thread: int | None = None) -> Message:
    """A plain message or service message without a reply."""
    message = Message(world.next_message_id(chat), chat.id, world.now(), sender, content, thread)
    return put(world, chat, message)


def may_see(world: World, chat: Chat, message: Message) -> bool:
    """Privacy mode: in groups an ordinary bot sees commands, replies to it, mentions of it and service messages."""
    if is_service(message):
        return chat.kind == "private" or _is_present(chat, world.bot.id) or _is_about(world, message)
    if message.sender == world.bot.id:
        return False
    if chat.kind == "private":
        return True
    member = chat.members.get(world.bot.id)
    if member is None or not member.present:
        return False
    return not world.privacy_mode or member.status == "administrator" or _is_for_bot(world, chat, message)


def _is_present(chat: Chat, user_id: int) -> bool:
    member = chat.members.get(user_id)
    return member is not None and member.present


def _is_about(world: World, message: Message) -> bool:
    left = message.content.get("left_chat_member")
    return left is not None and left["id"] == world.bot.id


def _is_for_bot(world: World, chat: Chat, message: Message) -> bool:
    replied = chat.messages.get(message.reply_to or 0)
    if replied and replied.sender == world.bot.id:
        return True
    text = message.content.get("text") or message.content.get("caption") or ""
    entities = message.content.get("entities") or message.content.get("caption_entities") or ()
    return any(_addresses(world, entity["type"], entity_text(text, entity)) for entity in entities)


def _addresses(world: World, kind: str, words: str) -> bool:
    name = world.bot.username.lower()
    if kind == "mention":
        return words.lower() == f"@{name}"
    if kind == "bot_command":
        other = re.search(r"@(\w+)$", words)
        return other is None or other.group(1).lower() == name
    return False


def edit(world: World, chat: Chat, message: Message, content: Json) -> None:
    message.content = content
    message.edited = world.now()
    world.touch(message)
    if may_see(world, chat, message):
        world.updates.add("edited_message", chat.id, message_json(world, message))


def delete(world: World, messages: Iterable[Message]) -> None:
    """Nobody is told: the Bot API has no update for a deleted message."""
    for message in messages:
        message.deleted = True
        world.touch(message)


def change_membership(world: World, chat: Chat, user_id: int, new: Member, by: int) -> None:
    """Changes a member; the bot is told of itself by `my_chat_member`, of others by `chat_member` if it asked."""
    old = chat.members.get(user_id, Member("left"))
    chat.members[user_id] = new
    change = {
        "chat": {"id": chat.id, "type": chat.kind, "title": chat.title},
        "from": user_json(world.users[by]),
        "date": world.now(),
        "old_chat_member": member_json(world, user_id, old),
        "new_chat_member": member_json(world, user_id, new),
    }
    world.updates.add("my_chat_member" if user_id == world.bot.id else "chat_member", chat.id, change)
    world.signal.bump()


def block(world: World, chat: Chat, blocked: bool) -> None:
    """A person blocks or unblocks the bot in their private chat."""
    before, after = (Member("member"), Member("kicked")) if blocked else (Member("kicked"), Member("member"))
    chat.blocked = blocked
    person = user_json(world.users[chat.id])
    change = {
        "chat": {"id": chat.id, "type": "private", "first_name": person["first_name"]},
        "from": person,
        "date": world.now(),
        "old_chat_member": member_json(world, world.bot.id, before),
        "new_chat_member": member_json(world, world.bot.id, after),
    }
    world.updates.add("my_chat_member", chat.id, change)
    world.signal.bump()

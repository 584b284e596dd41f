"""The world's objects as the JSON of the Bot API."""

from typing import Any

from bot.demo.telegram.world import ADMIN_RIGHTS, GENERAL, Chat, Json, Member, Message, User, World


def user_json(user: User) -> Json:
    shown = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    optional = {"last_name": user.last_name, "username": user.username}
    if not user.is_bot:
        optional["language_code"] = user.language_code
    return shown | {name: value for name, value in optional.items() if value}


def bot_json(world: World) -> Json:
    return user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(world: World, chat: Chat) -> Json:
    if chat.kind == "private":
        person = user_json(world.users[chat.id])
        names: Json = {
            name: person[name] for name in ("first_name", "last_name", "username") if name in person
        }
        return {"id": chat.id, "type": "private", **names}
    shown: Json = {"id": chat.id, "type": chat.kind, "title": chat.title}
    return shown | ({"is_forum": True} if chat.is_forum else {})


def message_json(world: World, message: Message, with_reply: bool = True) -> Json:
    chat = world.chats[message.chat_id]
    shown: Json = {
        "message_id": message.id,
        "from": user_json(world.users[message.sender]),
        "chat": chat_json(world, chat),
        "date": message.date,
        **message.content,
        **message.extra,
    }
    shown |= {"edit_date": message.edited} if message.edited else {}
    shown |= (
        {"reply_markup": message.markup} if message.markup and "inline_keyboard" in message.markup else {}
    )
    shown |= {"quote": message.quote} if message.quote else {}
    return shown | _thread(message) | (_reply(world, chat, message) if with_reply else {})


def _thread(message: Message) -> Json:
    if message.thread is None or message.thread == GENERAL:
        return {}
    return {"message_thread_id": message.thread, "is_topic_message": True}


def _reply(world: World, chat: Chat, message: Message) -> Json:
    """In a topic, a message that replies to nothing replies to the one that created the topic."""
    target = message.reply_to
    if target is None and message.thread not in (None, GENERAL, message.id):
        target = message.thread
    replied = chat.messages.get(target) if target is not None else None
    if replied is None or replied.deleted:
        return {}
    return {"reply_to_message": message_json(world, replied, with_reply=False)}


def member_json(world: World, user_id: int, member: Member) -> Json:
    shown: Json = {"user": user_json(world.users[user_id]), "status": member.status}
    if member.status == "creator":
        return shown | {"is_anonymous": False}
    if member.status == "administrator":
        rights = {right: right in member.rights for right in ADMIN_RIGHTS}
        return shown | {"can_be_edited": False, "is_anonymous": False, **rights}
    return shown | ({"until_date": 0} if member.status == "kicked" else {})


def full_chat_json(world: World, chat: Chat) -> Json:
    shown: Json = {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.pinned:
        pinned = chat.messages[chat.pinned[-1]]
        shown["pinned_message"] = message_json(world, pinned, with_reply=False)
    return chat_json(world, chat) | shown


def shown_id(message: Message) -> dict[str, Any]:
    return {"message_id": message.id}

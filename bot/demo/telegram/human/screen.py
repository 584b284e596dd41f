"""A chat as a person sees it: messages in order with edits and deletions applied, buttons, who is typing."""

from typing import Any

from bot.demo.telegram.post import is_service
from bot.demo.telegram.world import GENERAL, Chat, Json, Message, Topic, World

_KINDS = ("text", "photo", "voice", "video", "video_note", "audio", "animation", "document", "sticker", "venue",
          "location", "contact")  # fmt: skip
_NOTICE_LASTS = 30.0


def screen(world: World, person: int, chat: Chat, thread: int | None) -> Json:
    """JSON for the page and for `Person`; `thread` limits a forum to one topic."""
    shown = [message for message in chat.messages.values() if not message.deleted and _in(message, thread)]
    return {
        "version": world.signal.version,
        "chat": {"id": chat.id, "kind": chat.kind, "title": chat.title, "forum": chat.is_forum},
        "blocked": chat.blocked,
        "doing": _doing(world, chat, thread),
        "keyboard": chat.keyboard,
        "topics": [_topic(chat, topic) for topic in chat.topics.values()],
        "messages": [seen(world, person, chat, message) for message in shown],
        "notices": notices(world, person),
        "pinned": chat.pinned,
    }


def _in(message: Message, thread: int | None) -> bool:
    return thread is None or (message.thread or GENERAL) == thread


def _doing(world: World, chat: Chat, thread: int | None) -> str | None:
    if chat.action is None or chat.action[1] < world.clock():
        return None
    return chat.action[0] if thread is None or (chat.action[2] or GENERAL) == thread else None


def _topic(chat: Chat, topic: Topic) -> Json:
    inside = [
        one for one in chat.messages.values() if not one.deleted and (one.thread or GENERAL) == topic.id
    ]
    last = inside[-1] if inside else None
    return {
        "id": topic.id,
        "name": topic.name,
        "closed": topic.closed,
        "color": topic.icon_color,
        "count": sum(not is_service(one) for one in inside),
        "last": _brief(last) if last and not is_service(last) else "",
        "date": last.date if last else 0,
        "version": max((one.version for one in inside), default=0),
    }


def _brief(message: Message) -> str:
    return str(message.content.get("text") or message.content.get("caption") or kind_of(message))


def kind_of(message: Message) -> str:
    if is_service(message):
        return "service"
    return next((kind for kind in _KINDS if kind in message.content), "other")


def seen(world: World, person: int, chat: Chat, message: Message) -> Json:
    sender = world.users[message.sender]
    kind = kind_of(message)
    return {
        "id": message.id,
        "from": {
            "id": sender.id,
            "name": f"{sender.first_name} {sender.last_name}".strip(),
            "bot": sender.is_bot,
        },
        "mine": message.sender == person,
        "date": message.date,
        "edited": message.edited is not None,
        "thread": message.thread,
        "kind": kind,
        "text": message.content.get("text") or message.content.get("caption") or "",
        "entities": message.content.get("entities") or message.content.get("caption_entities") or [],
        "media": _media(message, kind),
        "album": message.extra.get("media_group_id"),
        "forwarded": _forwarded(message),
        "reply": _reply(world, chat, message),
        "buttons": (message.markup or {}).get("inline_keyboard", []),
        "reactions": [one.get("emoji", "★") for emoji in message.reactions.values() for one in emoji],
        "version": message.version,
    }


def _media(message: Message, kind: str) -> Any:
    if kind == "service":
        return {name: _service(value) for name, value in message.content.items()}
    if kind == "photo":
        return message.content["photo"][-1]
    return message.content.get(kind)


def _service(value: Any) -> Any:
    """Of a pinned message only its beginning."""
    if isinstance(value, dict) and "message_id" in value:
        return {"id": value["message_id"], "text": str(value.get("text") or value.get("caption") or "")[:80]}
    return value


def _forwarded(message: Message) -> str | None:
    origin = message.extra.get("forward_origin")
    if not origin:
        return None
    return str(origin.get("sender_user_name") or origin.get("sender_user", {}).get("first_name") or "?")


def _reply(world: World, chat: Chat, message: Message) -> Json | None:
    target = chat.messages.get(message.reply_to or 0)
    if target is None or target.deleted:
        return None
    quote = (message.quote or {}).get("text")
    return {
        "id": target.id,
        "who": world.users[target.sender].first_name,
        "text": quote or _brief(target)[:120],
    }


def notices(world: World, person: int) -> list[Json]:
    """Answers to this person's pressed buttons, newest last; also the unanswered ones (a spinning button)."""
    oldest = world.clock() - _NOTICE_LASTS
    mine = [query for query in world.queries.values() if query.user_id == person and query.at >= oldest]
    return [{"id": query.id, "message": query.message[1], "answer": query.answer} for query in mine]

"""What a person does in a chat, checked as the apps check it."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.demo.telegram import compose, forum, post
from bot.demo.telegram.entities import Formatted, trimmed, units, with_automatic
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.files import media, store
from bot.demo.telegram.human import groups
from bot.demo.telegram.params import Upload
from bot.demo.telegram.present import chat_json, message_json, user_json
from bot.demo.telegram.reactions import ALLOWED
from bot.demo.telegram.world import GENERAL, Chat, Json, Member, Message, Query, Topic, World

_PAYLOAD = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
MOST_TEXT = 4096
_MIMES = {"voice": "audio/ogg", "photo": "image/jpeg", "video": "video/mp4", "sticker": "image/webp",
          "audio": "audio/mpeg", "animation": "video/mp4", "video_note": "video/mp4"}  # fmt: skip


def chat_of(world: World, person: int, body: Json) -> Chat:
    """The chat named by `chat`, else the private chat with the bot."""
    chat_id = body.get("chat")
    if chat_id in (None, person):
        return world.private_chat(person)
    chat = world.chats.get(int(str(chat_id)))
    if chat is None or not chat.members.get(person, Member("left")).present:
        raise bad_request("the person is not in this chat")
    return chat


def _writable(world: World, person: int, body: Json) -> tuple[Chat, int | None]:
    chat = chat_of(world, person, body)
    if chat.blocked:
        raise bad_request("the person blocked the bot: unblock first")
    if chat.migrated_to is not None:
        raise bad_request("the group was upgraded")
    if not chat.is_forum:
        return chat, None
    thread = int(body.get("thread") or GENERAL)
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.topics[thread].closed and chat.members[person].status == "member":
        raise bad_request("TOPIC_CLOSED")
    return chat, thread


def _post(world: World, person: int, body: Json, content: Json, extra: Json | None = None) -> Json:
    chat, thread = _writable(world, person, body)
    target = chat.messages.get(int(body.get("reply_to") or 0))
    if target is not None and chat.is_forum:
        thread = target.thread
    message = Message(
        world.next_message_id(chat), chat.id, world.now(), person, content, thread,
        target.id if target else None, compose.quoted(target, body) if target else None,
        extra=_forwarded(world, body) | (extra or {}),
    )  # fmt: skip
    return message_json(world, post.put(world, chat, message))


def _forwarded(world: World, body: Json) -> Json:
    """`forwarded_from` names somebody who hides their account."""
    name = body.get("forwarded_from")
    origin = {"type": "hidden_user", "sender_user_name": str(name), "date": world.now()}
    return {"forward_origin": origin} if name else {}


def start(world: World, person: int, body: Json) -> Json:
    """Opens the bot, perhaps by a deep link."""
    payload = str(body.get("payload") or "")
    if payload and not _PAYLOAD.match(payload):
        raise bad_request("start payload must be 1-64 of A-Z a-z 0-9 _ -")
    chat = world.private_chat(person)
    if chat.blocked:
        post.block(world, chat, False)
    return write(world, person, {"text": f"/start {payload}".strip()})


def write(world: World, person: int, body: Json) -> Json:
    read = with_automatic(trimmed(Formatted(str(body.get("text") or ""))))
    if not read.text:
        raise bad_request("message text is empty")
    if units(read.text) > MOST_TEXT:
        raise bad_request("message is too long")
    return _post(world, person, body, _text(read))


def _text(read: Formatted) -> Json:
    return {"text": read.text} | ({"entities": list(read.entities)} if read.entities else {})


def send_media(world: World, person: int, body: Json) -> Json:
    return _post(world, person, body, _media(world, body))


def _media(world: World, body: Json) -> Json:
    """`kind`, `content` (base64), `name` and what is known of it (duration, emoji, ...); `caption`."""
    kind = str(body.get("kind") or "document")
    raw = base64.b64decode(str(body.get("content") or "")) or kind.encode()
    mime = str(body.get("mime") or _MIMES.get(kind, "application/octet-stream"))
    kept = store(world, kind, Upload(str(body.get("name") or ""), mime, raw))
    content: Json = {kind: media(kind, kept, body)}
    if kind == "animation":
        content["document"] = media("document", kept, {})
    read = with_automatic(trimmed(Formatted(str(body.get("caption") or ""))))
    content |= {"caption": read.text} if read.text else {}
    return content | ({"caption_entities": list(read.entities)} if read.entities else {})


def send_album(world: World, person: int, body: Json) -> list[Json]:
    album = {"media_group_id": str(13_000_000_000 + world.number())}
    contents = [_media(world, part) for part in body["parts"]]
    compose.demand_album(contents)
    return [_post(world, person, body, content, album) for content in contents]


def send_location(world: World, person: int, body: Json) -> Json:
    location = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    return _post(world, person, body, {"location": location})


def send_contact(world: World, person: int, body: Json) -> Json:
    names = ("phone_number", "first_name", "last_name", "user_id")
    return _post(world, person, body, {"contact": {name: body[name] for name in names if body.get(name)}})


def send_other(world: World, person: int, body: Json) -> Json:
    """A kind of message this server knows nothing of (a poll, a game, something new)."""
    return _post(world, person, body, dict(body["content"]))


def _own(world: World, person: int, body: Json) -> tuple[Chat, Message]:
    chat = chat_of(world, person, body)
    message = chat.messages.get(int(body["message"]))
    if message is None or message.deleted or message.sender != person:
        raise bad_request("no such message of this person")
    return chat, message


def edit(world: World, person: int, body: Json) -> Json:
    chat, message = _own(world, person, body)
    read = with_automatic(trimmed(Formatted(str(body["text"]))))
    if "text" in message.content:
        content = _text(read)
    else:
        kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
        content = kept | {"caption": read.text, "caption_entities": list(read.entities)}
    post.edit(world, chat, message, content)
    return message_json(world, message)


def delete(world: World, person: int, body: Json) -> bool:
    """In a private chat a person may remove any message, in a group their own."""
    chat = chat_of(world, person, body)
    message = chat.messages.get(int(body["message"]))
    if message is None or (chat.kind != "private" and message.sender != person):
        raise bad_request("no such message of this person")
    post.delete(world, [message])
    return True


def press(world: World, person: int, body: Json) -> str:
    """Presses an inline button; gives the id of the query, whose answer shows in the screen's notices."""
    chat = chat_of(world, person, body)
    message = chat.messages.get(int(body["message"]))
    if message is None or message.deleted:
        raise bad_request("no such message")
    button = _button(message, body)
    if "callback_data" not in button:
        raise bad_request("this button does not ask the bot")
    query = Query(str(4_000_000_000_000_000 + world.number()), person, world.clock(), (chat.id, message.id))
    world.queries[query.id] = query
    update = {"id": query.id, "from": user_json(world.users[person]), "message": message_json(world, message),
              "chat_instance": str(7_000_000 - chat.id), "data": button["callback_data"]}  # fmt: skip
    world.updates.add("callback_query", chat.id, update)
    world.signal.bump()
    return query.id


def _button(message: Message, body: Json) -> Json:
    """By row and column; `data` instead sends what no button says, as a forged client can."""
    if "data" in body:
        return {"callback_data": str(body["data"])}
    rows = (message.markup or {}).get("inline_keyboard", [])
    try:
        found: Json = rows[int(body["row"])][int(body["column"])]
    except (IndexError, KeyError):
        raise bad_request("no such button") from None
    return found


def react(world: World, person: int, body: Json) -> bool:
    chat = chat_of(world, person, body)
    message = compose.head_of_album(chat, chat.messages[int(body["message"])])
    emoji = str(body.get("emoji") or "")
    if emoji and emoji not in ALLOWED and not emoji.isdigit():
        raise bad_request("REACTION_INVALID")
    old = message.reactions.get(person, [])
    message.reactions[person] = _reaction(emoji)
    world.touch(message)
    if chat.kind == "private" or chat.members.get(world.bot.id, Member("left")).status == "administrator":
        update = {"chat": chat_json(world, chat), "message_id": message.id, "user": user_json(world.users[person]),
                  "date": world.now(), "old_reaction": old, "new_reaction": message.reactions[person]}  # fmt: skip
        world.updates.add("message_reaction", chat.id, update)
    return True


def _reaction(emoji: str) -> list[Json]:
    """Digits are the id of a custom emoji, which has no character of its own."""
    if emoji.isdigit():
        return [{"type": "custom_emoji", "custom_emoji_id": emoji}]
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def block(world: World, person: int, body: Json) -> bool:  # noqa: ARG001
    post.block(world, world.private_chat(person), True)
    return True


def unblock(world: World, person: int, body: Json) -> bool:  # noqa: ARG001
    post.block(world, world.private_chat(person), False)
    return True


def ask_inline(world: World, person: int, body: Json) -> str:
    query_id = str(5_000_000_000_000_000 + world.number())
    world.inline_answers[query_id] = {}
    update = {"id": query_id, "from": user_json(world.users[person]), "query": str(body.get("query") or ""),
              "offset": "", "chat_type": "sender"}  # fmt: skip
    world.updates.add("inline_query", person, update)
    return query_id


def _topic(world: World, person: int, body: Json) -> tuple[Chat, Topic]:
    chat = chat_of(world, person, body)
    topic = chat.topics.get(int(body["thread"]))
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def topic_create(world: World, person: int, body: Json) -> int:
    return forum.create(world, chat_of(world, person, body), person, str(body["name"])).id


def topic_close(world: World, person: int, body: Json) -> bool:
    forum.close(world, *_topic(world, person, body), person)
    return True


def topic_reopen(world: World, person: int, body: Json) -> bool:
    forum.reopen(world, *_topic(world, person, body), person)
    return True


def topic_delete(world: World, person: int, body: Json) -> bool:
    forum.remove(world, *_topic(world, person, body))
    return True


def group_create(world: World, person: int, body: Json) -> int:
    kind = "supergroup" if body.get("forum") or body.get("kind") == "supergroup" else "group"
    made = groups.create(world, person, str(body["title"]), kind, bool(body.get("forum")), body.get("id"))  # type: ignore[arg-type]
    return made.id


def group_add(world: World, person: int, body: Json) -> bool:
    groups.add_member(world, chat_of(world, person, body), person, _user(world, body))
    return True


def _user(world: World, body: Json) -> int:
    return world.bot.id if body.get("user") in (None, "bot") else int(body["user"])


def group_promote(world: World, person: int, body: Json) -> bool:
    groups.promote(world, chat_of(world, person, body), person, _user(world, body), body.get("rights"))
    return True


def group_remove(world: World, person: int, body: Json) -> bool:
    groups.remove_member(world, chat_of(world, person, body), person, _user(world, body))
    return True


def group_upgrade(world: World, person: int, body: Json) -> int:
    return groups.upgrade(world, chat_of(world, person, body), person).id


def group_make_forum(world: World, person: int, body: Json) -> bool:
    groups.make_forum(world, chat_of(world, person, body), person)
    return True


ACTS: Mapping[str, Callable[[World, int, Json], Any]] = {
    "start": start, "write": write, "media": send_media, "album": send_album, "location": send_location,
    "contact": send_contact, "other": send_other, "edit": edit, "delete": delete, "press": press, "react": react,
    "block": block, "unblock": unblock, "inline": ask_inline, "topic_create": topic_create,
    "topic_close": topic_close, "topic_reopen": topic_reopen, "topic_delete": topic_delete,
    "group_create": group_create, "group_add": group_add, "group_promote": group_promote,
    "group_remove": group_remove, "group_upgrade": group_upgrade, "group_make_forum": group_make_forum,
}  # fmt: skip

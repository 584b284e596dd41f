"""What a message of the bot says and how it is put in place: text, caption, reply, budget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.demo.telegram import access
from bot.demo.telegram.entities import Entity, Formatted, trimmed, units, with_automatic
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.html import parse_html
from bot.demo.telegram.keyboards import read_markup
from bot.demo.telegram.markdown import parse_markdown
from bot.demo.telegram.params import Params
from bot.demo.telegram.post import put
from bot.demo.telegram.world import Chat, Json, Message, World

MOST_TEXT = 4096
MOST_CAPTION = 1024
_ALBUM = range(2, 11)
_ALBUM_KINDS = ("photo", "video", "audio", "document")
_PARSERS: dict[str, Callable[[str], Formatted]] = {
    "": Formatted,
    "html": parse_html,
    "markdownv2": parse_markdown,
}


def formatted(source: str, mode: str, entities: Any) -> Formatted:
    """Explicit entities win only when no parse mode is given."""
    parser = _PARSERS.get(mode.lower())
    if parser is None:
        raise bad_request("unsupported parse_mode")
    read = parser(source)
    if not mode and isinstance(entities, list):
        read = Formatted(source, tuple(_checked(entity) for entity in entities))
    return with_automatic(trimmed(read))


def _checked(entity: Any) -> Entity:
    if not isinstance(entity, dict) or not {"type", "offset", "length"} <= entity.keys():
        raise bad_request("can't parse MessageEntity: field is missing")
    return dict(entity)


def text_content(params: Params) -> Json:
    """1-4096 units after parsing, or the real errors."""
    read = formatted(params.text("text"), params.text("parse_mode"), params.json("entities"))
    if not read.text:
        raise bad_request("message text is empty")
    if units(read.text) > MOST_TEXT:
        raise bad_request("message is too long")
    return {"text": read.text} | ({"entities": list(read.entities)} if read.entities else {})


def caption_content(caption: str, mode: str, entities: Any) -> Json:
    read = formatted(caption, mode, entities)
    if units(read.text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    shown: Json = {"caption": read.text} if read.text else {}
    return shown | ({"caption_entities": list(read.entities)} if read.entities else {})


def caption_of(params: Params) -> Json:
    return caption_content(params.text("caption"), params.text("parse_mode"), params.json("caption_entities"))


@dataclass(frozen=True)
class Place:
    """Where a new message of the bot goes."""

    chat: Chat
    thread: int | None
    reply_to: int | None
    quote: Json | None
    markup: Json | None
    extra: Json


def find_place(world: World, params: Params) -> Place:
    """Checks chat, topic, reply and keyboard; spends nothing yet."""
    chat = access.open_chat(world, params)
    thread = access.open_thread(chat, params)
    reply = _reply_parameters(params)
    target = _reply_target(chat, reply)
    if target is not None and chat.is_forum:
        thread = target.thread
    access.demand_open(world, chat, thread)
    quote = quoted(target, reply) if target else None
    extra = {"has_protected_content": True} if params.flag("protect_content") else {}
    return Place(chat, thread, target.id if target else None, quote, read_markup(params), extra)


def quoted(target: Message, reply: Json) -> Json | None:
    """What is quoted must stand in the message replied to, as it is written there."""
    wanted = str(reply.get("quote") or "")
    if not wanted:
        return None
    said = str(target.content.get("text") or target.content.get("caption") or "")
    if units(wanted) > MOST_CAPTION or wanted not in said:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": wanted, "position": units(said[: said.index(wanted)]), "is_manual": True}


def _reply_parameters(params: Params) -> Json:
    given = params.json("reply_parameters")
    if isinstance(given, dict):
        return given
    loose = params.flag("allow_sending_without_reply")
    return {"message_id": params.integer("reply_to_message_id"), "allow_sending_without_reply": loose}


def _reply_target(chat: Chat, reply: Json) -> Message | None:
    wanted = int(reply.get("message_id") or 0)
    found = chat.messages.get(wanted)
    if found is not None and not found.deleted:
        return found
    if wanted and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None


def demand_album(contents: Sequence[Json]) -> None:
    """Photos and videos may be mixed; documents and audio are among themselves."""
    if len(contents) not in _ALBUM:
        raise bad_request("group send failed: album must contain from 2 to 10 items")
    kinds = {next((kind for kind in _ALBUM_KINDS if kind in content), "") for content in contents}
    if "" in kinds:
        raise bad_request("group send failed: invalid message content type")
    alone = sorted(kinds & {"audio", "document"})
    if alone and len(kinds) > 1:
        raise bad_request(f"{alone[0].capitalize()} can't be mixed with other media types")


def head_of_album(chat: Chat, message: Message) -> Message:
    """Reactions to an album are its first message's."""
    album = message.extra.get("media_group_id")
    if album is None:
        return message
    parts = (one for one in chat.messages.values() if one.extra.get("media_group_id") == album)
    return min((one for one in parts if not one.deleted), key=lambda one: one.id, default=message)


def send(world: World, place: Place, content: Json, extra: Json | None = None) -> Message:
    """Spends the budget (429 when used up) and posts."""
    world.budget.spend(place.chat.id, world.clock())
    return place_message(world, place, content, extra)


def place_message(world: World, place: Place, content: Json, extra: Json | None = None) -> Message:
    chat = place.chat
    message = Message(
        world.next_message_id(chat),
        chat.id,
        world.now(),
        world.bot.id,
        content,
        place.thread,
        place.reply_to,
        place.quote,
        place.markup,
        extra=place.extra | (extra or {}),
    )
    chat.action = None
    _show_keyboard(chat, place.markup)
    return put(world, chat, message)


def _show_keyboard(chat: Chat, markup: Json | None) -> None:
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None

"""edit..., delete..., reactions: changing what is already there."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram import access, compose
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.files import given_file, media
from bot.demo.telegram.keyboards import read_markup
from bot.demo.telegram.params import Params
from bot.demo.telegram.post import delete, is_service
from bot.demo.telegram.present import message_json
from bot.demo.telegram.reactions import ALLOWED
from bot.demo.telegram.world import Chat, Json, Message, World

_MOST_AT_ONCE = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CAPTIONED = ("photo", "video", "voice", "audio", "document", "animation")


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    chat = access.open_chat(world, params)
    message = access.message_in(chat, params.integer("message_id"), "edit")
    if message.sender != world.bot.id or is_service(message) or "forward_origin" in message.extra:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(world: World, message: Message, content: Json, markup: Json | None) -> Json:
    if content == message.content and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    world.budget.spend(message.chat_id, world.clock())
    if content != message.content:
        message.edited = world.now()
    message.content, message.markup = content, markup
    world.touch(message)
    return message_json(world, message)


def edit_text(world: World, params: Params) -> Json:
    _, message = _editable(world, params)
    content = compose.text_content(params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, message, content, _inline_only(params))


def edit_caption(world: World, params: Params) -> Json:
    _, message = _editable(world, params)
    caption = compose.caption_of(params)
    if not any(kind in message.content for kind in _CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
    return _apply(world, message, kept | caption, _inline_only(params))


def edit_markup(world: World, params: Params) -> Json:
    _, message = _editable(world, params)
    return _apply(world, message, message.content, _inline_only(params))


def edit_media(world: World, params: Params) -> Json:
    _, message = _editable(world, params)
    part = params.json("media")
    if not isinstance(part, dict) or "text" in message.content:
        raise bad_request("message can't be edited")
    kind = str(part.get("type"))
    kept = given_file(world, kind, params, part.get("media"), "media")
    caption = compose.caption_content(str(part.get("caption") or ""), str(part.get("parse_mode") or ""), None)
    return _apply(world, message, {kind: media(kind, kept, part)} | caption, _inline_only(params))


def _inline_only(params: Params) -> Json | None:
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def delete_message(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    message = access.message_in(chat, params.integer("message_id"), "delete")
    if not _deletable(world, chat, message):
        raise bad_request("message can't be deleted for everyone")
    delete(world, [message])
    return True


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    """Within 48 hours: own ones everywhere, a person's in private; anything with the right in a group."""
    if "supergroup_chat_created" in message.content or message.thread == message.id:
        return False
    if chat.kind != "private" and access.has_right(world, chat, "can_delete_messages"):
        return True
    young = world.clock() - message.date <= world.limits.delete_within
    return young and (chat.kind == "private" or message.sender == world.bot.id)


def delete_messages(world: World, params: Params) -> bool:
    """What is not there is skipped; one that may not be deleted refuses them all."""
    chat = access.open_chat(world, params)
    wanted = params.integers("message_ids")
    if not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[one] for one in wanted if one in chat.messages and not chat.messages[one].deleted]
    if not all(_deletable(world, chat, message) for message in found):
        raise bad_request("message can't be deleted for everyone")
    delete(world, found)
    return True


def set_reaction(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    message = access.message_in(chat, params.integer("message_id"), "react")
    wanted = params.json("reaction") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or one.get("emoji") not in ALLOWED for one in wanted):
        raise bad_request("REACTION_INVALID")
    message = compose.head_of_album(chat, message)
    message.reactions[world.bot.id] = list(wanted)
    world.touch(message)
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_reaction,
}

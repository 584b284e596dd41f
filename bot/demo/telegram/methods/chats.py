"""About chats: who is there, pins, leaving, files."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram import access
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.files import MOST_DOWNLOAD, file_json
from bot.demo.telegram.params import Params
from bot.demo.telegram.post import change_membership, write
from bot.demo.telegram.present import full_chat_json, member_json, message_json
from bot.demo.telegram.world import Json, Member, World


def get_chat(world: World, params: Params) -> Json:
    return full_chat_json(world, access.open_chat(world, params))


def get_member(world: World, params: Params) -> Json:
    chat = access.open_chat(world, params)
    user_id = params.integer("user_id")
    if user_id not in world.users:
        raise bad_request("invalid user_id specified")
    present = Member("member") if chat.kind == "private" else Member("left")
    return member_json(world, user_id, chat.members.get(user_id, present))


def get_administrators(world: World, params: Params) -> list[Json]:
    chat = access.open_chat(world, params)
    ranks = ("creator", "administrator")
    return [member_json(world, one, member) for one, member in chat.members.items() if member.status in ranks]


def count_members(world: World, params: Params) -> int:
    chat = access.open_chat(world, params)
    return sum(member.present for member in chat.members.values()) or 2


def pin(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    access.demand_right(world, chat, "can_pin_messages", "manage pinned messages in the chat")
    message = access.message_in(chat, params.integer("message_id"), "pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    pinned = message_json(world, message, with_reply=False)
    write(world, chat, world.bot.id, {"pinned_message": pinned}, message.thread)
    return True


def unpin(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    access.demand_right(world, chat, "can_pin_messages", "manage pinned messages in the chat")
    wanted = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    world.signal.bump()
    return True


def unpin_all(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    access.demand_right(world, chat, "can_pin_messages", "manage pinned messages in the chat")
    chat.pinned.clear()
    return True


def leave(world: World, params: Params) -> bool:
    chat = access.open_chat(world, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    change_membership(world, chat, world.bot.id, Member("left"), world.bot.id)
    return True


def get_file(world: World, params: Params) -> Json:
    kept = world.files.get(params.text("file_id"))
    if kept is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(kept.content) > MOST_DOWNLOAD:
        raise bad_request("file is too big")
    return file_json(kept)


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": count_members,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "leaveChat": leave,
    "getFile": get_file,
}

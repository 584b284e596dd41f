"""May the bot do this here? Finds chats, messages and topics for a method, or refuses."""

from bot.demo.telegram.errors import Refusal, bad_request, forbidden, migrated
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import GENERAL, Chat, Member, Message, Topic, World


def open_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a method is about; 400 when unknown or migrated, 403 when the bot may not write there."""
    chat = known_chat(world, params, name)
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.kind == "private":
        return _open_private(chat)
    member = chat.members.get(world.bot.id, Member("left"))
    if not member.present:
        raise _outside(chat, member)
    return chat


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    raw = params.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    chat_id = _chat_id(raw)
    chat = world.chats.get(chat_id)
    if chat is not None:
        return chat
    if chat_id in world.users:
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def _chat_id(raw: str) -> int:
    try:
        return int(raw)
    except ValueError:
        raise bad_request("chat not found") from None


def _open_private(chat: Chat) -> Chat:
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.messages:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def _outside(chat: Chat, member: Member) -> Refusal:
    if member.status == "kicked":
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    return forbidden(f"bot is not a member of the {chat.kind} chat")


def message_in(chat: Chat, message_id: int, what: str) -> Message:
    """A message that still exists; `what` completes "message to ... not found"."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(f"message to {what} not found")
    return message


def has_right(world: World, chat: Chat, right: str) -> bool:
    """In a private chat the bot may do everything that is possible there."""
    member = chat.members.get(world.bot.id, Member("left"))
    return chat.kind == "private" or member.status == "creator" or right in member.rights


def demand_right(world: World, chat: Chat, right: str, deed: str) -> None:
    if not has_right(world, chat, right):
        raise bad_request(f"not enough rights to {deed}")


def open_thread(chat: Chat, params: Params) -> int | None:
    """The topic to write in. The General topic (1) must not be named, as in the real API."""
    thread = params.integer("message_thread_id")
    if not thread:
        return GENERAL if chat.is_forum else None
    if thread not in chat.topics or thread == GENERAL:
        raise bad_request("message thread not found")
    return thread


def demand_open(world: World, chat: Chat, thread: int | None) -> None:
    topic = chat.topics.get(thread) if thread is not None else None
    if topic is None or not topic.closed:
        return
    if world.limits.closed_topics_refuse_all or not has_right(world, chat, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def topic_in(chat: Chat, params: Params) -> Topic:
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None or topic.id == GENERAL:
        raise bad_request("TOPIC_ID_INVALID")
    return topic

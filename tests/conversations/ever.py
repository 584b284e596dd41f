"""Everything that was said in a chat: also what was edited or deleted later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo.telegram.human.screen import kind_of
from bot.demo.telegram.world import Chat, Message, World

_TAG = re.compile(r"</?[a-z]+>")
_ZONE = ZoneInfo("Asia/Jakarta")


def ever_in(world: World, chat: int) -> Iterator[str]:
    """Texts of the bot, captions and names of topics, and what it copied there."""
    for call in world.calls:
        if call.chat_id == chat and not call.refused:
            yield from (
                _TAG.sub("", str(call.params[name]))
                for name in ("text", "caption", "name")
                if name in call.params
            )
    for message in world.chats[chat].messages.values() if chat in world.chats else ():
        if world.users[message.sender].is_bot:
            yield str(message.content.get("text") or message.content.get("caption") or "")


def transcript(world: World, title: str) -> str:
    """Both sides of every chat as Markdown."""
    chats = [chat for chat in world.chats.values() if chat.messages]
    return "\n".join([f"# {title}", *(line for chat in chats for line in _chat(world, chat))]) + "\n"


def _chat(world: World, chat: Chat) -> Iterator[str]:
    yield f"\n## {chat.title or world.users[chat.id].first_name + ' and the bot'}\n"
    for message in chat.messages.values():
        yield _message(world, message)


def _message(world: World, message: Message) -> str:
    text = str(message.content.get("text") or message.content.get("caption") or "")
    kind = kind_of(message)
    said = "\n  ".join(text.splitlines()) if text else f"({kind})"
    marks = [mark for mark, so in (("edited", message.edited), ("deleted", message.deleted)) if so]
    keys = [key["text"] for row in (message.markup or {}).get("inline_keyboard", []) for key in row]
    buttons = "\n  " + " ".join(f"[{key}]" for key in keys) if keys else ""
    when = datetime.fromtimestamp(message.date, _ZONE).strftime("%H.%M")
    noted = f" ({', '.join(marks)})" if marks else ""
    return f"- {when} **{world.users[message.sender].first_name}**{noted}: {said}{buttons}"

"""An update as it arrived -> what somebody did. Any shape has a path, none raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.situation.incoming import ChatKind, Incoming, Kind, Media, Press

from .callback import NOTHING, Callbacks, belongs
from .content import content
from .shape import MOST_TEXT, Json, moment, part, parts, whole, words

ALLOWED_UPDATES = (
    "message", "edited_message", "channel_post", "callback_query", "message_reaction", "my_chat_member",
)  # fmt: skip
"""What is asked of Telegram. Reactions come only when they are named."""
_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?!\w)", re.ASCII | re.IGNORECASE)
_GONE = frozenset({"left", "kicked"})
_OF_OTHERS = frozenset({"forward_origin", "forward_date", "via_bot"})
"""Fields of messages whose words whoever sends them has not written: passed on, or made by a bot for them."""


@dataclass(frozen=True)
class ReadUpdate:
    """`username` is the bot's, without @. `now` stands in where an update has no time of its own (buttons)."""

    username: str
    callbacks: Callbacks
    now: Callable[[], datetime]

    def __call__(self, update: object) -> Incoming | None:
        """None where nobody is to be answered: no chat, or a group's command to another bot."""
        found = part(update)
        for name, read in self._readers().items():
            if isinstance(found.get(name), dict):
                return read(part(found, name))
        return self._unknown(found)

    def _readers(self) -> dict[str, Callable[[Json], Incoming | None]]:
        return {
            "message": self._message,
            "channel_post": self._message,
            "edited_message": self._edited,
            "edited_channel_post": self._edited,
            "callback_query": self._button,
            "message_reaction": self._reaction,
            "my_chat_member": self._membership,
        }

    def _message(self, message: Json) -> Incoming | None:
        base = self._base(message)
        if base is None:
            return None
        if other := _migration(message, base) or _topic_made(message, base):
            return other
        kind, media = content(message)
        said = base.model_copy(update={"kind": kind, "media": media, "text": _text(message)})
        # What somebody else wrote is no command of whoever passes it on.
        return self._command(said) if kind is Kind.TEXT and not said.forwarded else said

    def _command(self, said: Incoming) -> Incoming | None:
        command = _COMMAND.match(said.text)
        if not command:
            return said
        meant_for = command["bot"]
        if meant_for and meant_for.lower() != self.username.lower():
            return said if said.chat_kind is ChatKind.PRIVATE else None
        rest = said.text[command.end() :].strip()
        changes = {"kind": Kind.COMMAND, "command": command["name"].lower(), "argument": rest}
        return said.model_copy(update=changes)

    def _edited(self, message: Json) -> Incoming | None:
        """A live location's next position is an edit too; nobody needs an answer to it."""
        base = self._base(message)
        if base is None:
            return None
        kind, media = content(message)
        edited = Kind.SERVICE if kind in (Kind.LOCATION, Kind.SERVICE, Kind.UNKNOWN) else Kind.EDITED
        return base.model_copy(update={"kind": edited, "media": media, "text": _text(message)})

    def _button(self, query: Json) -> Incoming | None:
        """Without its message (too old, or shared inline) it belongs to the private chat of who pressed it."""
        message = part(query, "message") or {"chat": {**part(query, "from"), "type": "private"}}
        base = self._base({**message, "from": part(query, "from"), "date": None, "edit_date": None})
        if base is None:
            return None
        data = words(query, "data")
        # In a group a button names its case: a card that changed under somebody's finger still says who was first.
        bound = base.chat_kind is not ChatKind.PRIVATE or belongs(data, message)
        meaning = self.callbacks.read(base.chat, data) if bound else NOTHING
        press = Press(
            callback_id=words(query, "id"),
            action=meaning.action,
            argument=meaning.argument,
            turn=meaning.turn,
            shown=_text(message),
        )
        return base.model_copy(
            update={"kind": Kind.BUTTON, "press": press, "reply_to": None, "forwarded": False}
        )

    def _reaction(self, reaction: Json) -> Incoming | None:
        """The newest of somebody's reactions; an empty emoji: all that have a character were taken back.

        Where only those without a character changed (custom ones, paid ones), nobody needs to know.
        """
        base = self._base({**reaction, "from": part(reaction, "user")})
        before, after = _emojis(reaction, "old_reaction"), _emojis(reaction, "new_reaction")
        added = [emoji for emoji in after if emoji not in before]
        media = Media(emoji=next(iter([*added, *reversed(after)]), ""))
        kind = Kind.SERVICE if after == before else Kind.REACTION
        return base and base.model_copy(update={"kind": kind, "media": media})

    def _membership(self, change: Json) -> Incoming | None:
        base = self._base(change)
        return base and base.model_copy(update={"kind": _membership_kind(change, base.chat_kind)})

    def _unknown(self, update: Json) -> Incoming | None:
        """A kind of update that is yet to come, if it names a chat; business chats are other people's."""
        for name, found in update.items():
            if isinstance(found, dict) and "business" not in name and (base := self._base(found)):
                return (
                    base
                    if base.chat_kind is ChatKind.PRIVATE
                    else base.model_copy(update={"kind": Kind.SERVICE})
                )
        return None

    def _base(self, found: Json) -> Incoming | None:
        """What every kind shares; None without a chat."""
        chat, sender = part(found, "chat"), part(found, "from")
        chat_id = whole(chat, "id")
        if not chat_id:
            return None
        return Incoming(
            kind=Kind.UNKNOWN,
            chat=chat_id,
            chat_kind=_chat_kind(chat, chat_id),
            is_forum=chat.get("is_forum") is True,
            sender=whole(sender, "id"),
            sender_is_bot=sender.get("is_bot") is True or _speaks_as_chat(found, chat),
            name=words(sender, "first_name"),
            language_code=words(sender, "language_code"),
            at=moment(found, "edit_date", "date") or self.now(),
            message=whole(found, "message_id"),
            topic=_topic(found),
            reply_to=_reply_to(found),
            quote=_quote(found),
            forwarded=bool(_OF_OTHERS & found.keys()),
        )


def _emojis(reaction: Json, name: str) -> list[str]:
    return [emoji for one in parts(reaction, name) if (emoji := words(one, "emoji"))]


def _speaks_as_chat(found: Json, chat: Json) -> bool:
    """Anonymous admins and channels in a group: nobody can tell who it is, so nobody is spoken for."""
    return bool(part(found, "sender_chat")) and words(chat, "type") in ("group", "supergroup")


def _text(message: Json) -> str:
    return words(message, "text", MOST_TEXT) or words(message, "caption", MOST_TEXT)


def _chat_kind(chat: Json, chat_id: int) -> ChatKind:
    named = words(chat, "type")
    if named in {kind.value for kind in ChatKind}:
        return ChatKind(named)
    return ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP


def _topic(message: Json) -> int | None:
    """Threads of replies in plain supergroups have a thread id as well: they are no topics."""
    return whole(message, "message_thread_id") if message.get("is_topic_message") is True else None


def _reply_to(message: Json) -> int | None:
    """In a topic, what replies to nothing replies to the message that created the topic."""
    answered = part(message, "reply_to_message")
    replied = whole(answered, "message_id")
    if "forum_topic_created" in answered or (replied is not None and replied == _topic(message)):
        return None
    return replied


def _quote(message: Json) -> str:
    """Only what the person chose to quote: the apps also quote by themselves what was replied to."""
    quote = part(message, "quote")
    return words(quote, "text", MOST_TEXT) if quote.get("is_manual") is True else ""


def _migration(message: Json, base: Incoming) -> Incoming | None:
    """Told twice, in the old group and in the new one; both read the same."""
    to, came_from = whole(message, "migrate_to_chat_id"), whole(message, "migrate_from_chat_id")
    if not to and not came_from:
        return None
    changes = {
        "kind": Kind.MIGRATED,
        "chat": base.chat if to else came_from,
        "chat_kind": ChatKind.GROUP,
        "migrated_to": to or base.chat,
    }
    return base.model_copy(update=changes)


def _topic_made(message: Json, base: Incoming) -> Incoming | None:
    """The message that creates a topic has the topic's id."""
    made = part(message, "forum_topic_created")
    if not made or not base.message:
        return None
    return base.model_copy(
        update={"kind": Kind.TOPIC_MADE, "topic": base.message, "text": words(made, "name")}
    )


def _membership_kind(change: Json, chat_kind: ChatKind) -> Kind:
    before = words(part(change, "old_chat_member"), "status")
    after = words(part(change, "new_chat_member"), "status")
    if chat_kind is ChatKind.PRIVATE:
        return Kind.BLOCKED if after in _GONE else Kind.UNBLOCKED
    if after in _GONE:
        return Kind.LEFT
    # A right that came later lets in what was refused before.
    return Kind.JOINED if before in _GONE or after == "administrator" else Kind.SERVICE

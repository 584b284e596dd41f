"""What arrived, freed from Telegram's shape."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .speech import Value


class Kind(StrEnum):
    TEXT = "text"
    EDITED = "edited"
    BUTTON = "button"
    COMMAND = "command"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    ANIMATION = "animation"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    JOINED = "joined"
    LEFT = "left"
    MIGRATED = "migrated"
    TOPIC_MADE = "topic_made"
    """In a forum; `topic` is its id, `text` its name."""
    SERVICE = "service"
    TIMER = "timer"
    UNKNOWN = "unknown"


MEDIA = frozenset(
    {
        Kind.VOICE,
        Kind.PHOTO,
        Kind.VIDEO,
        Kind.VIDEO_NOTE,
        Kind.AUDIO,
        Kind.ANIMATION,
        Kind.DOCUMENT,
        Kind.STICKER,
        Kind.LOCATION,
        Kind.CONTACT,
    }
)


FILES = MEDIA - {Kind.STICKER, Kind.LOCATION, Kind.CONTACT}
"""What a person must look at or listen to."""


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Media(Value):
    file_id: str = ""
    emoji: str = ""
    """Of a sticker or a reaction."""
    seconds: int | None = None
    album: str = ""
    """Telegram's media group id; messages of one album share it."""
    marks: tuple[dict[str, str | int | bool], ...] = ()
    """How the caption is marked up (bold, links), as Telegram's entities."""
    caption_above: bool = False
    spoiler: bool = False
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    name: str = ""


class Press(Value):
    """A pressed button. `action` is empty when the data was not ours (forged, another chat's, or mangled)."""

    callback_id: str
    action: str = ""
    argument: str = ""
    turn: int = 0
    """The turn of the conversation in which the button was offered."""
    shown: str = ""
    """The plain text of the message that carries the button."""


class Incoming(Value):
    """One update. `chat` and `sender` are Telegram's ids; `at` is when the person wrote it (aware)."""

    kind: Kind
    chat: int
    chat_kind: ChatKind = ChatKind.PRIVATE
    is_forum: bool = False
    sender: int | None = None
    sender_is_bot: bool = False
    name: str = ""
    """First name of the sender's profile, as they typed it."""
    language_code: str = ""
    at: datetime
    message: int | None = None
    topic: int | None = None
    """message_thread_id inside a forum."""
    reply_to: int | None = None
    quote: str = ""
    """The words that the reply answers, when they were chosen from the message replied to."""
    text: str = ""
    """Text or caption."""
    command: str = ""
    """Without slash and bot name, lower case."""
    argument: str = ""
    """What follows the command (for /start: the payload)."""
    media: Media | None = None
    press: Press | None = None
    forwarded: bool = False
    """Passed on, or made by a bot for them: words that are not the sender's own."""
    migrated_to: int | None = None
    timer: str = ""

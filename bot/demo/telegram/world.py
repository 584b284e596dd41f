"""The world of one bot: people, chats, messages, topics and files, all in memory. No HTTP here."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.demo.telegram.limits import Budget, Limits
from bot.demo.telegram.signal import Signal
from bot.demo.telegram.updates import Updates

Json = dict[str, Any]
Clock = Callable[[], float]
ChatKind = Literal["private", "group", "supergroup"]
GENERAL = 1  # thread id of the topic every forum has

ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@dataclass(frozen=True)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "id"
    is_bot: bool = False


@dataclass
class Member:
    status: Literal["creator", "administrator", "member", "left", "kicked"]
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status in ("creator", "administrator", "member")


@dataclass
class Topic:
    id: int
    name: str
    icon_color: int
    creator: int
    closed: bool = False
    icon_custom_emoji_id: str = ""


@dataclass
class Message:
    id: int
    chat_id: int
    date: int
    sender: int
    content: Json  # the fields of its kind as in the Bot API: text and entities, photo and caption, ...
    thread: int | None = None
    reply_to: int | None = None
    quote: Json | None = None
    markup: Json | None = None
    edited: int | None = None
    deleted: bool = False
    extra: Json = field(default_factory=dict)  # media_group_id, forward_origin, has_protected_content
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    version: int = 0  # of the world when it last changed


@dataclass
class Chat:
    id: int
    kind: ChatKind
    title: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    blocked: bool = False  # private: the person blocked the bot
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None  # the reply keyboard shown under the compose box
    action: tuple[str, float, int | None] | None = None  # what the bot is doing, until when, in which thread
    seen_by_bot: bool = False
    last_id: int = 0


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    unique_id: str
    path: str
    content: bytes
    name: str
    mime: str


@dataclass
class Query:
    """A pressed button that waits for its answer."""

    id: str
    user_id: int
    at: float
    message: tuple[int, int]
    answer: Json | None = None


@dataclass(frozen=True)
class Call:
    """One request of the bot; `refused` is the description of the error, empty when accepted."""

    method: str
    chat_id: int | None
    params: Json
    result: Any
    refused: str
    at: float


@dataclass
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: tuple[int, str] | None = None


@dataclass
class World:
    """`clock` gives seconds since the epoch; every date, budget and deadline follows it."""

    token: str
    clock: Clock
    limits: Limits
    bot: User
    privacy_mode: bool = True
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    profile: Json = field(default_factory=dict)  # commands, names and descriptions by scope and language
    inline_answers: dict[str, Json] = field(default_factory=dict)
    webhook: Webhook | None = None
    polls: int = 0  # number of the newest getUpdates request
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=100_000))
    signal: Signal = field(default_factory=Signal)
    account_message_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.users[self.bot.id] = self.bot
        self.budget = Budget(self.limits)
        self.updates = Updates(self.limits.keep_updates, self.clock)

    def now(self) -> int:
        return int(self.clock())

    def number(self) -> int:
        """A fresh number for ids of files, queries and the like."""
        return next(self.numbers)

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of an account share one counter."""
        if chat.kind == "supergroup":
            chat.last_id += 1
            return chat.last_id
        return next(self.account_message_ids)

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        self.signal.bump()
        return user

    def private_chat(self, user_id: int) -> Chat:
        """The chat of a person with the bot; it exists once they wrote."""
        return self.chats.setdefault(user_id, Chat(user_id, "private"))

    def touch(self, message: Message) -> None:
        message.version = self.signal.bump()

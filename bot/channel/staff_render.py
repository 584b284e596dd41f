"""Cards and relayed words -> Bot API calls for the staff group (`bot.engine.ports.StaffRender`).

Ids of topic and card are left out: the engine fills them in when it sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.engine.ports import Call, Fate
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Button, EditCard, PostCard, Text
from bot.texts.catalogue import Catalogue

from .bubbles import bubbles
from .callback import Callbacks
from .keyboard import keyboard
from .publish import staff_commands, staff_places
from .render import NO_KEYBOARD, manner, text_params

MOST_TITLE = 128
_IN_ALBUMS = {Kind.PHOTO: "photo", Kind.VIDEO: "video", Kind.AUDIO: "audio", Kind.DOCUMENT: "document"}


@dataclass(frozen=True)
class TelegramStaffRender:
    catalogue: Catalogue
    callbacks: Callbacks

    def copy(
        self, chat: int, from_chat: int, message: int, reply_to: int | None, quote: str = ""
    ) -> tuple[Call, ...]:
        params: dict[str, Any] = {"chat_id": chat, "from_chat_id": from_chat, "message_id": message}
        if reply_to:
            params["reply_parameters"] = {
                "message_id": reply_to,
                "allow_sending_without_reply": True,
                **({"quote": quote} if quote else {}),
            }
        return (Call("copyMessage", params, Fate.WORDS),)

    def album_part(self, incoming: Incoming) -> dict[str, Any] | None:
        media, kind = incoming.media, _IN_ALBUMS.get(incoming.kind)
        if media is None or kind is None or not media.album or not media.file_id:
            return None
        looks: dict[str, Any] = {
            "caption": incoming.text,
            "caption_entities": [dict(mark) for mark in media.marks] if incoming.text else None,
            "show_caption_above_media": media.caption_above,
            "has_spoiler": media.spoiler,
        }
        return {"type": kind, "media": media.file_id} | {name: how for name, how in looks.items() if how}

    def react(self, chat: int, message: int, emoji: str) -> tuple[Call, ...]:
        """Repeated once at most: words wait behind it."""
        reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
        params = {"chat_id": chat, "message_id": message, "reaction": reaction}
        return (Call("setMessageReaction", params, Fate.ORDINARY),)

    def rewrite(self, chat: int, message: int, text: str, *, caption: bool) -> tuple[Call, ...]:
        """Without markup: a person's words are shown as they were typed."""
        place = {"chat_id": chat, "message_id": message}
        if caption:
            return (Call("editMessageCaption", {**place, "caption": text}, Fate.HARMLESS),)
        params = {**place, "text": text, "link_preview_options": {"is_disabled": True}}
        return (Call("editMessageText", params, Fate.HARMLESS),)

    def post_card(self, card: PostCard, chat: int, language: str, *, forum: bool) -> tuple[Call, ...]:
        params = self._card(card.parts, card.buttons, chat, language) | manner(card.urgent)
        shown = Call("sendMessage", params, Fate.CARD)
        topic = {"chat_id": chat, "name": self._title(card.title, language)}
        return (Call("createForumTopic", topic, Fate.TOPIC), shown) if forum else (shown,)

    def edit_card(self, card: EditCard, chat: int, language: str, *, forum: bool) -> tuple[Call, ...]:
        """A topic is opened before and closed after everything else: in a closed one nothing can be changed."""
        params = self._card(card.parts, card.buttons, chat, language)
        shown = Call("editMessageText", {"reply_markup": NO_KEYBOARD, **params}, Fate.HARMLESS)
        if not forum:
            return (shown,)
        title = {"chat_id": chat, "name": self._title(card.title, language)}
        renamed = Call("editForumTopic", title, Fate.HARMLESS)
        if card.closed:
            return shown, renamed, Call("closeForumTopic", {"chat_id": chat}, Fate.HARMLESS)
        return Call("reopenForumTopic", {"chat_id": chat}, Fate.HARMLESS), shown, renamed

    def show_commands(self, chat: int, *, in_group: bool) -> tuple[Call, ...]:
        wanted = staff_commands(self.catalogue, chat, in_group=in_group)
        return tuple(Call("setMyCommands", place | shown, Fate.HARMLESS) for place, shown in wanted)

    def hide_commands(self, chat: int) -> tuple[Call, ...]:
        places = staff_places(self.catalogue, chat)
        return tuple(Call("deleteMyCommands", place, Fate.HARMLESS) for place, _ in places)

    def _card(
        self, parts: Iterable[Text], buttons: Iterable[Button], chat: int, language: str
    ) -> dict[str, Any]:
        """One message, whatever its length: what does not fit is left to the full view."""
        first, *_ = bubbles(self.catalogue.render(part, language) for part in parts) or ("…",)
        markup = keyboard(
            buttons,
            lambda button: self.catalogue.plain(button.label, language),
            self.callbacks,
            chat,
            0,
            numbered=False,
        )
        return text_params(chat, first) | ({"reply_markup": markup} if markup else {})

    def _title(self, title: Text, language: str) -> str:
        return " ".join(self.catalogue.plain(title, language).split())[:MOST_TITLE]

"""Speech -> Bot API calls for one chat."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from bot.engine.ports import Call, Fate
from bot.situation.incoming import Incoming
from bot.situation.speech import Acknowledge, Say, ShowChoice, Text, Urgent
from bot.texts.catalogue import Catalogue

from .bubbles import MOST_UNITS, bubbles, units
from .callback import Callbacks
from .keyboard import keyboard

MOST_TOAST = 200
MOST_DELETED_AT_ONCE = 100
NO_KEYBOARD: dict[str, Any] = {"inline_keyboard": []}


@dataclass(frozen=True)
class TelegramRender:
    """What the engine asks of a channel (`bot.engine.ports.Render`)."""

    catalogue: Catalogue
    callbacks: Callbacks

    def say(self, said: Say, chat: int, language: str, turn: int, incoming: Incoming) -> tuple[Call, ...]:
        """One message, several only where it is too long for one: buttons are under the last.

        `in_place` rewrites the message whose button was pressed, if one was. Such an edit is not harmless: the
        words are new, and `Send` says them in a new message where the old one is gone.
        """
        texts = self._texts(said, language)
        markup = self._keyboard(said, chat, language, turn)
        edited = incoming.message if said.in_place and incoming.press else None
        calls = []
        for number, text in enumerate(texts):
            params = text_params(chat, text) | (
                {"reply_markup": markup} if markup and text is texts[-1] else {}
            )
            if edited and number == 0:
                calls.append(Call("editMessageText", {"message_id": edited, **params}, _fate(said.urgent)))
            else:
                calls.append(Call("sendMessage", params | manner(said.urgent), _fate(said.urgent)))
        return tuple(calls)

    def _texts(self, said: Say, language: str) -> tuple[str, ...]:
        hint = said.ask_location and any(self.catalogue.has(_HINT.id, one) for one in (language, "id"))
        parts = (*said.parts, _HINT) if hint else said.parts
        return bubbles(self.catalogue.render(part, language) for part in parts)

    def _keyboard(self, said: Say, chat: int, language: str, turn: int) -> dict[str, Any] | None:
        """Digits are for people who type them to the bot: not in groups, where positive ids are nobody's."""
        return keyboard(
            said.buttons,
            lambda button: self.catalogue.plain(button.label, language),
            self.callbacks,
            chat,
            turn,
            numbered=chat > 0,
        )

    def show_choice(
        self, shown: ShowChoice, chat: int, language: str, incoming: Incoming
    ) -> tuple[Call, ...]:
        """The pressed message says what was chosen; nothing where no button was pressed."""
        if not incoming.press or not incoming.message:
            return ()
        place = {"chat_id": chat, "message_id": incoming.message}
        chosen = f"{incoming.press.shown}\n\n→ {self.catalogue.plain(shown.label, language)}"
        if not incoming.press.shown or units(chosen) > MOST_UNITS:
            params = {**place, "reply_markup": NO_KEYBOARD}
            return (Call("editMessageReplyMarkup", params, Fate.HARMLESS),)
        text = html.escape(chosen, quote=False)
        params = {**place, **text_params(chat, text), "reply_markup": NO_KEYBOARD}
        return (Call("editMessageText", params, Fate.HARMLESS),)

    def acknowledge(
        self, incoming: Incoming, said: Acknowledge | None = None, language: str = "id"
    ) -> tuple[Call, ...]:
        """The phone stops waiting for the button; with words if there are any."""
        if not incoming.press or not incoming.press.callback_id:
            return ()
        params: dict[str, Any] = {"callback_query_id": incoming.press.callback_id}
        if said and said.text:
            words = self.catalogue.plain(said.text, language)[:MOST_TOAST]
            params |= {"text": words, "show_alert": said.alert}
        return (Call("answerCallbackQuery", params, Fate.HARMLESS),)

    def plain(self, parts: tuple[Text, ...], language: str) -> str:
        return "\n\n".join(self.catalogue.plain(part, language) for part in parts)

    def delete(self, chat: int, messages: tuple[int, ...]) -> tuple[Call, ...]:
        """A hundred at a time, which is what Telegram takes."""
        starts = range(0, len(messages), MOST_DELETED_AT_ONCE)
        return tuple(
            Call(
                "deleteMessages",
                {"chat_id": chat, "message_ids": list(messages[start : start + MOST_DELETED_AT_ONCE])},
                Fate.HARMLESS,
            )
            for start in starts
        )


# Telegram has no button for the phone's place under a message; a keyboard of its own would hide the choices.
_HINT = Text(id="location-hint")


def text_params(chat: int, text: str) -> dict[str, Any]:
    return {
        "chat_id": chat,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def manner(urgent: Urgent) -> dict[str, Any]:
    return {"disable_notification": True} if urgent is Urgent.SILENT else {}


def _fate(urgent: Urgent) -> Fate:
    return Fate.EMERGENCY if urgent is Urgent.EMERGENCY else Fate.ORDINARY

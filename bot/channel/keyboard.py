"""Buttons under a message. Each shows the digit that can be typed instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from bot.situation.speech import Button

from .bubbles import units
from .callback import Callbacks, Meaning

SHORT_LABEL = 12
MOST_LABEL = 64
MOST_BUTTONS = 100
"""Telegram shows no more under one message."""
Json = dict[str, Any]


def keyboard(
    buttons: Iterable[Button],
    label: Callable[[Button], str],
    callbacks: Callbacks,
    chat: int,
    turn: int,
    *,
    numbered: bool,
) -> Json | None:
    """Labels longer than 12 characters have a row of their own, shorter ones stand in twos. None without buttons."""
    rows: list[list[Json]] = []
    room = False
    for number, button in enumerate(islice(buttons, MOST_BUTTONS), 1):
        said = label(button)
        told = f"{number} {said}" if numbered else said
        short = units(said) <= SHORT_LABEL
        if room and short:
            rows[-1].append(_key(button, told, callbacks, chat, turn))
            room = False
        else:
            rows.append([_key(button, told, callbacks, chat, turn)])
            room = short
    return {"inline_keyboard": rows} if rows else None


def _key(button: Button, label: str, callbacks: Callbacks, chat: int, turn: int) -> Json:
    shown = label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1] + "…"
    if button.link:
        return {"text": shown, "url": button.link}
    data = callbacks.write(chat, Meaning(button.action, button.argument, turn))
    return {"text": shown, "callback_data": data}

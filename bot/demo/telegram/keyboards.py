"""Reply markup: what is accepted, and the errors for the rest."""

from typing import Any
from urllib.parse import urlsplit

from bot.demo.telegram.errors import Refusal, bad_request
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import Json

_ACTIONS = (
    "callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "web_app", "copy_text", "login_url", "pay", "callback_game",
)  # fmt: skip
_MOST_BUTTONS = 100


def read_markup(params: Params) -> Json | None:
    """The checked `reply_markup`, or None when there is none."""
    markup = params.json("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_inline_button(button) for button in _row(row)] for row in _rows(markup, "inline_keyboard")]
        return {"inline_keyboard": _not_too_many(rows)} if any(rows) else None
    if "keyboard" in markup:
        rows = [[_button(button) for button in _row(row)] for row in _rows(markup, "keyboard")]
        return {**markup, "keyboard": _not_too_many(rows)}
    return markup


def _rows(markup: Json, name: str) -> list[Any]:
    rows = markup[name]
    if not isinstance(rows, list):
        kind = "InlineKeyboardMarkup" if name == "inline_keyboard" else "ReplyKeyboardMarkup"
        raise bad_request(f'field "{name}" of the {kind} must be of type Array')
    return rows


def _row(row: Any) -> list[Any]:
    if not isinstance(row, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    return row


def _not_too_many(rows: list[list[Json]]) -> list[list[Json]]:
    filled = [row for row in rows if row]
    if sum(len(row) for row in filled) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return filled


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unparsable("expected an Object")
    if not str(button.get("text") or "").strip():
        raise (
            _unparsable('field "text" must be non-empty')
            if "text" not in button
            else bad_request("BUTTON_TEXT_INVALID")
        )
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if actions[0] == "callback_data":
        _check_callback_data(button["callback_data"])
    if actions[0] == "url":
        _check_url(str(button["url"]))
    return dict(button)


def _check_callback_data(payload: Any) -> None:
    if not isinstance(payload, str) or not 1 <= len(payload.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(address: str) -> None:
    parts = urlsplit(address if "://" in address or address.startswith("tel:") else f"http://{address}")
    if parts.scheme == "tel" or parts.scheme not in ("http", "https", "tg"):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Unsupported URL protocol")
    if parts.scheme != "tg" and "." not in parts.netloc:
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")


def _button(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request('can\'t parse keyboard button: field "text" must be non-empty')
    return dict(button)


def _unparsable(why: str) -> Refusal:
    return bad_request(f"can't parse inline keyboard button: {why}")

"""send...: text, media of every kind, albums, places, people, and "is typing"."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.demo.telegram import access, compose
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.files import given_file, media
from bot.demo.telegram.params import Params
from bot.demo.telegram.present import message_json
from bot.demo.telegram.world import Json, World

_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_ACTION_LASTS = 5.0
_SHOWN = {"show_caption_above_media": "show_caption_above_media", "has_media_spoiler": "has_spoiler"}
_WITHOUT_CAPTION = frozenset({"sticker", "video_note"})


def send_message(world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    return message_json(world, compose.send(world, place, compose.text_content(params)))


def send_media(kind: str, world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    caption = {} if kind in _WITHOUT_CAPTION else compose.caption_of(params)
    content = _media_content(world, kind, params, params.values.get(kind), kind, dict(params.values))
    return message_json(world, compose.send(world, place, content | caption))


def _media_content(world: World, kind: str, params: Params, value: Any, field: str, known: Json) -> Json:
    kept = given_file(world, kind, params, value, field)
    numbers = {name: params_int(known.get(name)) for name in ("duration", "width", "height", "length")}
    shown = media(kind, kept, known | {name: number for name, number in numbers.items() if number})
    content: Json = {kind: shown}
    if kind == "animation":
        content["document"] = media("document", kept, {})
    return content


def params_int(value: Any) -> int:
    try:
        return int(float(value))
    except (TypeError, ValueError):
        return 0


def send_media_group(world: World, params: Params) -> list[Json]:
    """All or nothing; each part counts against the budget."""
    place = compose.find_place(world, params)
    parts = params.json("media")
    if not isinstance(parts, list):
        raise bad_request("group send failed: album must contain from 2 to 10 items")
    contents = [_album_part(world, params, part) for part in parts]
    compose.demand_album(contents)
    world.budget.spend(place.chat.id, world.clock(), len(contents))
    album = {"media_group_id": str(13_000_000_000 + world.number())}
    sent = [compose.place_message(world, place, content, album) for content in contents]
    return [message_json(world, message) for message in sent]


def _album_part(world: World, params: Params, part: Json) -> Json:
    kind = str(part.get("type"))
    if kind not in ("photo", "video", "audio", "document"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    caption = compose.caption_content(
        str(part.get("caption") or ""), str(part.get("parse_mode") or ""), part.get("caption_entities")
    )
    shown = {name: True for name in _SHOWN if part.get(_SHOWN[name]) in (True, "true")}
    return _media_content(world, kind, params, part.get("media"), "", part) | caption | shown


def send_location(world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    return message_json(world, compose.send(world, place, {"location": _location(params)}))


def _location(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    return {"latitude": latitude, "longitude": longitude}


def send_venue(world: World, params: Params) -> Json:
    place, location = compose.find_place(world, params), _location(params)
    venue = {"location": location, "title": params.text("title"), "address": params.text("address")}
    if not venue["title"]:
        raise bad_request("title is empty")
    return message_json(world, compose.send(world, place, {"location": location, "venue": venue}))


def send_contact(world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    contact = {"phone_number": params.text("phone_number"), "first_name": params.text("first_name")}
    for name, value in contact.items():
        if not value:
            raise bad_request(f"{name} is empty")
    if params.text("last_name"):
        contact["last_name"] = params.text("last_name")
    return message_json(world, compose.send(world, place, {"contact": contact}))


def send_chat_action(world: World, params: Params) -> bool:
    """True even for a topic that is gone, as in the real service."""
    chat = access.open_chat(world, params)
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.budget.check_pause(chat.id, world.clock())
    chat.action = (action, world.clock() + _ACTION_LASTS, params.integer("message_thread_id") or None)
    world.signal.bump()
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": partial(send_media, "photo"),
    "sendVideo": partial(send_media, "video"),
    "sendVideoNote": partial(send_media, "video_note"),
    "sendVoice": partial(send_media, "voice"),
    "sendAudio": partial(send_media, "audio"),
    "sendDocument": partial(send_media, "document"),
    "sendAnimation": partial(send_media, "animation"),
    "sendSticker": partial(send_media, "sticker"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}

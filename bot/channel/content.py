"""What a message carries: its kind and its media, from the message's JSON."""

from __future__ import annotations

from collections.abc import Callable

from bot.situation.incoming import Kind, Media

from .shape import Json, number, part, parts, whole, words

_SERVICE = """
    new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created
    supergroup_chat_created channel_chat_created message_auto_delete_timer_changed pinned_message users_shared
    chat_shared connected_website write_access_allowed passport_data proximity_alert_triggered boost_added
    chat_background_set forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened
    general_forum_topic_hidden general_forum_topic_unhidden giveaway_created giveaway_completed
    video_chat_scheduled video_chat_started video_chat_ended video_chat_participants_invited web_app_data
    successful_payment refunded_payment gift unique_gift paid_message_price_changed direct_message_price_changed
    checklist_tasks_done checklist_tasks_added suggested_post_approved suggested_post_declined
"""
MOST_MARKS = 100
"""Entities of a text that Telegram keeps."""
MOST_LINK = 2048
SERVICE_FIELDS = frozenset(_SERVICE.split())


def content(message: Json) -> tuple[Kind, Media | None]:
    """TEXT, a kind of media with its media, SERVICE, or UNKNOWN (polls, dice, stories, what is yet to come)."""
    if isinstance(message.get("text"), str):
        return Kind.TEXT, None
    for name, (kind, read) in _MEDIA.items():
        if name in message:
            return kind, read(message).model_copy(update=_looks(message))
    if SERVICE_FIELDS & message.keys():
        return Kind.SERVICE, None
    return Kind.UNKNOWN, None


def _looks(message: Json) -> dict[str, object]:
    """What a part of an album needs in order to look the same elsewhere."""
    marks = parts(message, "caption_entities")
    return {
        "album": words(message, "media_group_id"),
        "marks": tuple(_mark(one) for one in marks[:MOST_MARKS] if "user" not in one),
        "caption_above": message.get("show_caption_above_media") is True,
        "spoiler": message.get("has_media_spoiler") is True,
    }


def _mark(entity: Json) -> dict[str, str | int | bool]:
    """Mentions of accounts (which carry a user) are left to be plain words: no names of accounts travel."""
    told: dict[str, str | int | bool] = {
        name: value for name, value in entity.items() if isinstance(value, bool)
    }
    told |= {name: text for name in entity if (text := words(entity, name, MOST_LINK))}
    return told | {name: size for name in entity if (size := whole(entity, name)) is not None}


def _file(name: str) -> Callable[[Json], Media]:
    def read(message: Json) -> Media:
        file = part(message, name)
        return Media(
            file_id=words(file, "file_id"),
            emoji=words(file, "emoji"),
            seconds=whole(file, "duration"),
            name=words(file, "file_name") or words(file, "title"),
        )

    return read


def _photo(message: Json) -> Media:
    """The largest size comes last."""
    sizes = parts(message, "photo")
    return Media(file_id=words(sizes[-1], "file_id") if sizes else "")


def _location(message: Json) -> Media:
    """A venue carries its location beside its name and address."""
    venue = part(message, "venue")
    place = part(message, "location") or part(venue, "location")
    named = [words(venue, "title"), words(venue, "address")]
    return Media(
        latitude=number(place, "latitude", 90),
        longitude=number(place, "longitude", 180),
        name=", ".join(filter(None, named)),
    )


def _contact(message: Json) -> Media:
    card = part(message, "contact")
    names = [words(card, "first_name"), words(card, "last_name")]
    return Media(phone=words(card, "phone_number"), name=" ".join(filter(None, names)))


# Animation before document: an animation is sent as both.
_MEDIA: dict[str, tuple[Kind, Callable[[Json], Media]]] = {
    "voice": (Kind.VOICE, _file("voice")),
    "photo": (Kind.PHOTO, _photo),
    "video": (Kind.VIDEO, _file("video")),
    "video_note": (Kind.VIDEO_NOTE, _file("video_note")),
    "audio": (Kind.AUDIO, _file("audio")),
    "animation": (Kind.ANIMATION, _file("animation")),
    "document": (Kind.DOCUMENT, _file("document")),
    "sticker": (Kind.STICKER, _file("sticker")),
    "venue": (Kind.LOCATION, _location),
    "location": (Kind.LOCATION, _location),
    "contact": (Kind.CONTACT, _contact),
}

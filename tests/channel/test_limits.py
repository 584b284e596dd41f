"""What comes in is never larger than what Telegram itself lets through, whoever sent it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channel.callback import Callbacks, Meaning
from bot.channel.content import MOST_MARKS
from bot.channel.keyboard import MOST_BUTTONS, MOST_LABEL, keyboard
from bot.channel.read import ReadUpdate
from bot.channel.shape import MOST_NAME, MOST_TEXT
from bot.engagement.links import read_link
from bot.engine.burst import MOST_CHARACTERS, MOST_TOGETHER, together
from bot.publishing.marked_yaml import MOST_BYTES, UnreadableYamlError, read_marked_yaml
from bot.situation.incoming import Incoming, Kind
from bot.situation.speech import Button, Text
from bot.store.mail import Mail

from .conftest import NOW

pytestmark = pytest.mark.promise("malformed-updates-are-set-aside")
LONG = "😀ab" * 60_000


def message(**content: Any) -> dict[str, Any]:
    who = {"id": 7, "first_name": LONG, "language_code": LONG, "is_bot": False}
    return {
        "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": who, **content}
    }


CONTENTS: list[dict[str, Any]] = [
    {"text": LONG}, {"text": "/start " + LONG}, {"caption": LONG, "photo": [{"file_id": LONG}]},
    {"contact": {"phone_number": LONG, "first_name": LONG, "last_name": LONG, "vcard": LONG}},
    {"venue": {"title": LONG, "address": LONG, "location": {"latitude": 1e308, "longitude": -1e308}}},
    {"document": {"file_id": LONG, "file_name": LONG}, "media_group_id": LONG},
    {"sticker": {"file_id": LONG, "emoji": LONG}}, {"text": "x", "quote": {"text": LONG, "is_manual": True}},
    {"caption": "x", "video": {"file_id": "1"}, "caption_entities": [{"type": LONG, "offset": 2**80, "url": LONG}] * 5_000},
]  # fmt: skip


def strings(value: Any) -> list[str]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [value] if isinstance(value, str) else [text for part in inside for text in strings(part)]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: next(iter(content)))
def test_that_nothing_that_is_read_is_longer_than_telegram_allows(
    read: ReadUpdate, content: dict[str, Any]
) -> None:
    found = read(message(**content))
    assert found
    assert len(found.text) <= MOST_TEXT
    assert (
        max(map(len, strings(found.model_dump(exclude={"text", "argument", "quote", "media"})))) <= MOST_NAME
    )
    assert max(map(len, strings(found.model_dump()))) <= MOST_TEXT
    assert len(found.model_dump_json()) < 700_000
    if found.media:
        assert len(found.media.name) <= 2 * MOST_NAME + 2
        assert len(found.media.phone) <= MOST_NAME
        assert found.media.latitude is None
        assert len(found.media.marks) <= MOST_MARKS


def test_that_joined_messages_are_no_longer_than_one() -> None:
    said = [
        (Mail(id, "lane", "", {}, NOW, 0), Incoming(kind=Kind.TEXT, chat=7, sender=7, at=NOW, text="ab " * 300))
        for id in range(1, 40)
    ]  # fmt: skip
    heap = together(said)
    assert heap.incoming
    assert len(heap.incoming.text) <= MOST_CHARACTERS
    assert len(heap.mails) <= MOST_TOGETHER


def test_that_no_message_carries_more_buttons_or_longer_ones() -> None:
    buttons = [Button(label=Text(id="x"), action="human")] * 300
    made = keyboard(buttons, lambda _: LONG, Callbacks(b"k"), 7, 1, numbered=True)
    assert made
    keys = [key for row in made["inline_keyboard"] for key in row]
    assert len(keys) == MOST_BUTTONS
    assert max(len(key["text"]) for key in keys) <= MOST_LABEL


def test_that_callback_data_is_short_or_refused() -> None:
    for argument in ("a" * 200, "é" * 40):
        with pytest.raises(ValueError, match="40 bytes"):
            Callbacks(b"k").write(7, Meaning("human", argument))
    assert Callbacks(b"k").read(7, LONG) == Meaning("")


@pytest.mark.parametrize(
    "payload", ["s-" + "a" * 63, "s-a--" + "b" * 60, LONG, "s-\x00", "s-" + "a" * 62 + "\n"]
)
def test_that_a_links_payload_is_short_or_nothing(payload: str) -> None:
    assert read_link(payload) is None


def test_that_a_file_too_large_for_an_agency_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "agency.yml"
    file.write_bytes(b"a: b\n" * (MOST_BYTES // 5 + 1))
    with pytest.raises(UnreadableYamlError, match="larger than 4 MB"):
        read_marked_yaml(file)

"""Updates of every shape come by webhook: each is kept or refused, none stops the process or the next conversation."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as tries
from hypothesis import strategies as st

from bot.demo.telegram.local import LocalTelegram
from bot.settings import Settings

from .conftest import HEADER, SECRET, by_webhook, serving
from .test_webhook import met

pytestmark = [
    pytest.mark.promise("malformed-updates-are-set-aside"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
TIME = 1_790_000_000
FILE = {"file_id": "AgAD", "file_unique_id": "u", "file_size": 10, "duration": 3, "width": 1, "height": 1}
NUR = {"id": 0, "is_bot": False, "first_name": "Nur", "language_code": "id"}
CHAT = {"id": 0, "type": "private", "first_name": "Nur"}
BASE = {"message_id": 900_001, "date": TIME, "chat": CHAT, "from": NUR}
CONTENTS: list[dict[str, Any]] = [
    {"text": "beras habis", "entities": [{"type": "bold", "offset": 0, "length": 5}]},
    {"photo": [FILE, FILE], "caption": "surat", "caption_entities": [{"type": "code", "offset": 0, "length": 2}]},
    {"voice": FILE}, {"video_note": FILE}, {"document": {**FILE, "file_name": "a.pdf"}},
    {"sticker": {**FILE, "emoji": "😢"}},
    {"location": {"latitude": -6.5, "longitude": 106.8}},
    {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": "t"}},
    {"contact": {"phone_number": "+62812", "first_name": "Bu", "vcard": "BEGIN:VCARD"}},
    {"poll": {"id": "1", "question": "?", "options": []}}, {"dice": {"emoji": "🎲", "value": 3}},
    {"text": "/start s-beasiswa"},
    {"text": "iya", "reply_to_message": {**BASE, "text": "x"}, "quote": {"text": "x", "is_manual": True}},
    {"text": "x", "forward_origin": {"type": "hidden_user", "sender_user_name": "A", "date": TIME}},
]  # fmt: skip
UPDATES: list[dict[str, Any]] = [
    *({"message": {**BASE, **content}} for content in CONTENTS),
    *({"edited_message": {**BASE, **content, "edit_date": TIME}} for content in CONTENTS[:3]),
    {"callback_query": {"id": "7", "from": NUR, "message": {**BASE, "text": "?"}, "data": "1|human||AAAAAAAAAAA"}},
    {"message_reaction": {"chat": CHAT, "message_id": 3, "user": NUR, "date": TIME, "old_reaction": [],
                          "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
    {"my_chat_member": {"chat": CHAT, "from": NUR, "date": TIME, "old_chat_member": {"status": "left", "user": NUR},
                        "new_chat_member": {"status": "member", "user": NUR}}},
    {"channel_post": {**BASE, "text": "kabar"}},
]  # fmt: skip
DEEP: Any = "x"
for _ in range(80):
    DEEP = {"a": [DEEP]}
JUNK = st.sampled_from(
    [None, True, 0, -1, 2**31, 2**63, 2**70, -(2**70), 1.5, float("nan"), float("inf"), "", "\x00", "\ud800", "a\ud83d",
     "\u202e", "x" * 5000, "😀" * 3000, "é" * 20_000, [], {}, [[]], [None], {"id": {}}, DEEP, ["x"] * 3000,
     "<b>&</a>", "'; --", "1|x||"]
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, part in inside for place in places(part, (*at, name)))]


@st.composite
def malformed(draw: st.DrawFn) -> dict[str, Any]:
    """A real update in which up to three parts are something else, gone, or under another name."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(UPDATES)))
    for _ in range(draw(st.integers(1, 3))):
        if not (found := places(update)[1:]):
            break
        *way, last = draw(st.sampled_from(found))
        part: Any = update
        for name in way:
            part = part[name]
        how = draw(st.sampled_from(["junk", "junk", "gone", "also"]))
        if how == "gone" and isinstance(part, dict):
            del part[last]
        elif how == "also" and isinstance(part, dict):
            part[
                draw(
                    st.sampled_from(["photo", "text", "chat", "from", "media_group_id", "via_bot", "caption"])
                )
            ] = copy.deepcopy(draw(JUNK))
        else:
            part[last] = copy.deepcopy(draw(JUNK))
    return update


def told(update: dict[str, Any], person: int) -> str:
    """Chat and sender are this person's wherever the update left them alone."""
    return json.dumps(update).replace('"id": 0', f'"id": {person}')


async def test_that_no_update_stops_the_conversation(settings: Settings, telegram: LocalTelegram) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        url = f"http://{settings.listen}/telegram/in"
        answers: set[int] = set()

        def bring_all() -> None:
            numbers = iter(range(1_000_000, 2_000_000))
            with httpx.Client(trust_env=False, timeout=30, headers={HEADER: SECRET}) as http:

                @seed(20261124)
                @tries(
                    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
                )
                @given(malformed())
                def bring(update: dict[str, Any]) -> None:
                    number = next(numbers)
                    # Mostly of others: one private chat is written to once a second, and she shall be answered soon.
                    body = told(
                        {"update_id": number, **update},
                        8_000_000_000 + number % 30 if number % 20 else nur.id,
                    )
                    answers.add(http.post(url, content=body.encode("utf-8", "surrogatepass")).status_code)

                bring()

        await asyncio.to_thread(bring_all)
        assert answers == {200}
        await nur.write("/petunjuk")
        await nur.sees("Tulis saja seperti mengobrol", 60)
        siti = await telegram.person("Siti")
        await siti.start()
        await siti.sees("mesin (bot)", 30)
        assert (await site.health())[0] == 200


@pytest.mark.parametrize("depth", [50, 400, 900, 990, 1_500, 100_000])
async def test_that_deep_nesting_is_kept_or_refused(
    settings: Settings, telegram: LocalTelegram, depth: int
) -> None:
    async with serving(by_webhook(settings)) as site:
        nur = await met(telegram)
        deep = b'{"update_id":%d,"message":%s1%s}' % (depth, b'{"a":[' * depth, b"]}" * depth)
        assert await site.bring(deep) in (200, 400)
        await nur.write("/petunjuk")
        await nur.sees("Tulis saja seperti mengobrol")

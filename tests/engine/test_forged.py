"""What a lying client can send to the bot does nothing: lifted, changed, replayed and old buttons, forged links."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.casework.actions import Action
from bot.channel.callback import Callbacks, Meaning
from bot.demo.person import Person
from bot.store.seal import Keys

from .conftest import MASTER, Running
from .staff import STORY, Office, hand_off, in_topic, open_office

pytestmark = [
    pytest.mark.promise("forged-input-does-nothing"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def data_of(running: Running, chat: int, label: str) -> str:
    """The callback data behind the newest button that is called so."""
    sent = [
        *running.telegram.accepted("sendMessage", chat),
        *running.telegram.accepted("editMessageText", chat),
    ]
    for call in reversed(sent):
        for row in json.loads(call.params.get("reply_markup", "{}")).get("inline_keyboard", []):
            for key in row:
                if label in key["text"] and "callback_data" in key:
                    return str(key["callback_data"])
    raise AssertionError(label)


async def can_be_claimed(topic: Person) -> bool:
    return any("Ambil" in seen.labels for seen in (await topic.screen()).messages)


async def second_case(running: Running, office: Office) -> Person:
    """Siti's case, in the same group; her topic as Dewi sees it."""
    siti = await running.telegram.person("Siti")
    await hand_off(Office(siti, office.ratna, office.dewi, office.group))
    async with asyncio.timeout(10):
        while len(made := running.telegram.accepted("createForumTopic")) < 2:  # noqa: ASYNC110 nothing else tells of it
            await asyncio.sleep(0.01)
    return office.dewi.within(office.group, made[-1].result["message_thread_id"])


async def test_that_a_button_of_one_case_does_nothing_under_another(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    first = await in_topic(office, office.dewi)
    claim_nur = data_of(running, office.group.id, "Ambil")
    topic = await second_case(running, office)
    other = await topic.sees("KATA BELIAU")
    notice = await topic.notice(await topic.press_forged(other, claim_nur))
    assert notice["text"]
    await office.nur.sees_nothing_new(0.5)
    # Both are still there to be taken.
    assert await can_be_claimed(topic)
    assert await can_be_claimed(first)


async def test_that_data_without_a_key_or_with_anothers_means_nothing(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    topic = await in_topic(office, office.dewi)
    card = await topic.sees("KATA BELIAU")
    keys = Keys.derive(MASTER).buttons
    claim = Meaning(Action.CLAIM, "1")
    bot = int(running.telegram.token.partition(":")[0])
    for forged in (
        "0|claim|1|AAAAAAAAAAA",
        "claim",
        Callbacks(b"guessed", bot).write(office.group.id, claim),
        Callbacks(keys, bot + 1).write(office.group.id, claim),
        Callbacks(keys, bot).write(office.nur.id, claim),
    ):
        await topic.notice(await topic.press_forged(card, forged))
    assert await can_be_claimed(topic)
    # The same words, signed for this bot and this chat, would have done it.
    assert Callbacks(keys, bot).write(office.group.id, claim) == data_of(running, office.group.id, "Ambil")


async def test_that_consent_of_another_chat_or_an_old_turn_is_none(running: Running) -> None:
    nur, siti = [await running.telegram.person(name) for name in ("Nur", "Siti")]
    for person in (nur, siti):
        await person.start()
        await person.sees("mesin (bot)")
        await person.write(STORY)
        await person.sees("Yang saya tangkap")
        await person.write("sudah")
        await person.sees(lambda seen: any("boleh" in label.casefold() for label in seen.labels))
    lifted = data_of(running, nur.id, "oleh")
    last = (await siti.screen()).last
    await siti.press_forged(last, lifted)
    await siti.sees("Tombol itu dari percakapan yang sudah lewat", anywhere=True)
    old = data_of(running, siti.id, "oleh")
    await siti.write("sebenarnya malu cerita")
    asked = await siti.sees(lambda seen: bool(seen.buttons))
    await siti.press_forged(asked, old)
    await siti.write("/ringkasan")
    await siti.sees("Ini yang sudah saya catat", anywhere=True)
    assert not [text for text in (await siti.screen()).texts if "Baik, saya teruskan" in text]
    assert not running.telegram.accepted("createForumTopic")


FORGED = (
    *("inv-", "inv-" + "A" * 60, "s-", "s-tidak_ada", "x" * 64, "o-worker--admin", "s-a--" + "z" * 28),
    # Telegram's apps refuse these: a client that lies does not.
    *(
        "inv-../../etc",
        "inv-" + "A" * 3000,
        "s-rumah\u202e",
        "inv-'; drop table staff--",
        "r-" + "é" * 70,
        "\x00",
    ),
)


async def test_that_a_forged_link_gives_nothing_but_a_welcome(running: Running) -> None:
    """What a link says of how somebody came carries no authority; what does (an invitation) is a one-time secret."""
    await open_office(running)
    people = [await running.telegram.person("Nur") for _ in FORGED]
    for person, payload in zip(people, FORGED, strict=True):
        await person.write(f"/start {payload}")
        await person.sees(lambda seen: bool(seen.text))
        await person.write("/jaga")
        await person.sees(lambda seen: bool(seen.text))
        await person.write("/antrean")
        await person.sees(lambda seen: bool(seen.text))
    said = [str(call.params["text"]) for call in running.telegram.accepted("sendMessage")]
    assert len(said) >= 3 * len(FORGED)
    assert not [
        text for text in said if any(word in text for word in ("sekarang jaga", "Menunggu:", "terdaftar"))
    ]

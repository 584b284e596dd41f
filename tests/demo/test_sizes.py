"""What may be sent at all: lengths in UTF-16 units after parsing, button data in bytes."""

import pytest

from bot.demo.person import Person
from tests.demo.conftest import Api


async def test_text_of_4096_units_passes_and_one_more_does_not(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text="a" * 4096)
    assert len(sent["text"]) == 4096
    assert (
        await api.refusal("sendMessage", chat_id=siti.id, text="a" * 4097)
        == "Bad Request: message is too long"
    )


async def test_an_emoji_counts_two_units(api: Api, siti: Person) -> None:
    await api("sendMessage", chat_id=siti.id, text="😢" * 2048)
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text="😢" * 2048 + "a")
    assert refusal == "Bad Request: message is too long"


async def test_tags_do_not_count(api: Api, siti: Person) -> None:
    words = "<b>" + "a" * 4096 + "</b>"
    sent = await api("sendMessage", chat_id=siti.id, text=words, parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


@pytest.mark.parametrize("text", ["", "   \n ", "<b> </b>"])
async def test_nothing_to_read_is_refused(api: Api, siti: Person, text: str) -> None:
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text=text, parse_mode="HTML")
    assert refusal == "Bad Request: message text is empty"


async def test_captions_end_at_1024_units(api: Api, siti: Person) -> None:
    photo = await siti.send_photo()
    known = (await api.updates())[-1]["message"]["photo"][-1]["file_id"]
    assert photo
    await api("sendPhoto", chat_id=siti.id, photo=known, caption="a" * 1024)
    refusal = await api.refusal("sendPhoto", chat_id=siti.id, photo=known, caption="a" * 1025)
    assert refusal == "Bad Request: message caption is too long"


@pytest.mark.parametrize("data", ["", "a" * 65, "é" * 33])
async def test_button_data_has_1_to_64_bytes(api: Api, siti: Person, data: str) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": data}]]}
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text="?", reply_markup=keyboard)
    assert refusal == "Bad Request: BUTTON_DATA_INVALID"


async def test_button_data_of_64_bytes_passes(api: Api, siti: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "é" * 32}]]}
    sent = await api("sendMessage", chat_id=siti.id, text="?", reply_markup=keyboard)
    assert sent["reply_markup"] == keyboard


async def test_a_button_without_a_deed_is_refused(api: Api, siti: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya"}]]}
    refusal = await api.refusal("sendMessage", chat_id=siti.id, text="?", reply_markup=keyboard)
    assert refusal.endswith("Text buttons are unallowed in the inline keyboard")


async def test_a_person_s_long_text_arrives_in_parts(api: Api, siti: Person) -> None:
    await api.updates()
    await siti.write("a" * 5000)
    assert [len(update["message"]["text"]) for update in await api.updates()] == [4096, 904]

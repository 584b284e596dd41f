"""Pressed buttons and their answers."""

import pytest

from bot.demo.person import Person
from bot.demo.seen import NotSeen
from tests.demo.conftest import Api, Hours

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTONS = {
    "inline_keyboard": [[{"text": "1. Ya", "callback_data": "y"}, {"text": "2. Tidak", "callback_data": "n"}]]
}


async def _press(api: Api, siti: Person) -> str:
    await api("sendMessage", chat_id=siti.id, text="?", reply_markup=BUTTONS)
    await api.updates()
    return await siti.press("2. Tidak")


async def test_a_press_brings_the_message_and_the_data(api: Api, siti: Person) -> None:
    query = await _press(api, siti)
    (update,) = await api.updates()
    pressed = update["callback_query"]
    assert (pressed["id"], pressed["data"], pressed["from"]["id"]) == (query, "n", siti.id)
    assert pressed["message"]["reply_markup"] == BUTTONS


async def test_it_is_answered_once(api: Api, siti: Person) -> None:
    query = await _press(api, siti)
    await api("answerCallbackQuery", callback_query_id=query, text="Dicatat", show_alert=True)
    assert await siti.notice(query) == {"text": "Dicatat", "alert": True, "url": ""}
    assert await api.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_it_is_answered_in_time(api: Api, siti: Person, hours: Hours) -> None:
    query = await _press(api, siti)
    hours.move(16)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_an_unknown_one_is_refused(api: Api) -> None:
    assert await api.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_forged_data_arrives_as_it_does_from_a_changed_client(api: Api, siti: Person) -> None:
    await _press(api, siti)
    shown = (await siti.screen()).last
    await siti.press_forged(shown, "anything")
    assert (await api.updates())[-1]["callback_query"]["data"] == "anything"


async def test_a_reply_keyboard_sends_words(api: Api, siti: Person) -> None:
    await api(
        "sendMessage", chat_id=siti.id, text="?", reply_markup={"keyboard": [["Cerita"], [{"text": "Tutup"}]]}
    )
    await api.updates()
    await siti.press("Tutup")
    assert (await api.updates())[-1]["message"]["text"] == "Tutup"
    await api("sendMessage", chat_id=siti.id, text="ok", reply_markup={"remove_keyboard": True})
    with pytest.raises(NotSeen):
        await siti.press("Tutup")


async def test_inline_queries(api: Api, siti: Person) -> None:
    await api.updates()
    query = await siti.ask_inline("pangan")
    (update,) = await api.updates()
    assert update["inline_query"]["query"] == "pangan"
    result = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}}
    assert await api("answerInlineQuery", inline_query_id=query, results=[result]) is True
    assert await api.refusal("answerInlineQuery", inline_query_id=query, results=[]) == TOO_OLD

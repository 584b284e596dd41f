"""What is said reaches the phone as it was meant, and what became of each call is told apart."""

import asyncio
import base64
import logging

import pytest

from bot.channel.client import Client, Timeouts, connected
from bot.channel.render import TelegramRender
from bot.channel.send import Send
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import TOKEN, LocalTelegram, local_telegram
from bot.engine.ports import Call, Fate, Outcome, Result
from bot.situation.incoming import Incoming
from bot.situation.speech import Acknowledge, Button, Say, ShowChoice, Text, Urgent
from tests.channel.conftest import NOW, Inbox

KEPT = ("sendMessage", "editMessageText")


def plain(words: str) -> Text:
    return Text(id="plain", arguments={"words": words})


def button(label: str, action: str = "answer", argument: str = "x") -> Button:
    return Button(label=plain(label), action=action, argument=argument)


@pytest.fixture
def send(client: Client) -> Send:
    return Send(client)


def written(siti: Person) -> Incoming:
    return Incoming(kind="text", chat=siti.id, at=NOW)


async def say(
    send: Send, render: TelegramRender, siti: Person, said: Say, after: Incoming | None = None
) -> list[Outcome]:
    calls = render.say(said, siti.id, "id", 3, after or written(siti))
    return [await send(call) for call in calls]


async def test_parts_buttons_and_digits(
    send: Send, render: TelegramRender, siti: Person, inbox: Inbox
) -> None:
    buttons = (button("Ya"), button("Tidak"), button("Bicara dengan petugas", "human", ""), button("Lewati"))
    said = Say(parts=(plain("<b>& halo"), plain("Boleh?")), buttons=buttons)
    (outcome,) = await say(send, render, siti, said)
    seen = await siti.sees("Boleh?")
    assert outcome == Outcome(Result.SENT, seen.id)
    assert seen.text == "<b>& halo\n\nBoleh?"
    rows = [[one["text"] for one in row] for row in seen.buttons]
    assert rows == [["1 Ya", "2 Tidak"], ["3 Bicara dengan petugas"], ["4 Lewati"]]
    await siti.press("3 Bicara")
    pressed = (await inbox.newest()).press
    assert pressed
    assert (pressed.action, pressed.argument, pressed.turn) == ("human", "", 3)


async def test_that_a_long_text_is_several_messages_with_the_buttons_under_the_last(
    send: Send, render: TelegramRender, siti: Person
) -> None:
    said = Say(parts=(plain("a" * 4000), plain("b" * 4000)), buttons=(button("Ya"),))
    assert [one.result for one in await say(send, render, siti, said)] == [Result.SENT] * 2
    first, last = (await siti.screen()).messages[-2:]
    assert (first.text, first.buttons) == ("a" * 4000, ())
    assert last.buttons


async def test_silent_and_emergency(render: TelegramRender, siti: Person) -> None:
    for urgent, fate in [(Urgent.SILENT, Fate.ORDINARY), (Urgent.EMERGENCY, Fate.EMERGENCY)]:
        (call,) = render.say(Say(parts=(plain("x"),), urgent=urgent), siti.id, "id", 1, written(siti))
        assert call.fate is fate
        assert call.params.get("disable_notification", False) == (urgent is Urgent.SILENT)
        assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_that_nothing_to_say_is_no_call(render: TelegramRender, siti: Person) -> None:
    assert render.say(Say(parts=()), siti.id, "id", 1, written(siti)) == ()


async def test_that_digits_are_for_private_chats(render: TelegramRender, siti: Person) -> None:
    (call,) = render.say(
        Say(parts=(plain("x"),), buttons=(button("Ambil"),)), -100123, "id", 1, written(siti)
    )
    assert call.params["reply_markup"]["inline_keyboard"][0][0]["text"] == "Ambil"


async def pressed(send: Send, render: TelegramRender, siti: Person, inbox: Inbox) -> Incoming:
    await say(send, render, siti, Say(parts=(plain("Boleh <saya> simpan?"),), buttons=(button("Boleh"),)))
    await siti.press("1 Boleh")
    newest: Incoming = await inbox.newest()
    return newest


async def test_that_a_choice_replaces_the_buttons_and_the_phone_stops_waiting(
    send: Send, render: TelegramRender, siti: Person, inbox: Inbox
) -> None:
    press = await pressed(send, render, siti, inbox)
    calls = render.show_choice(ShowChoice(label=plain("Boleh")), siti.id, "id", press) + render.acknowledge(
        press
    )
    assert [(await send(call)).result for call in calls] == [Result.SENT] * 2
    seen = await siti.sees("→ Boleh")
    assert (seen.text, seen.buttons) == ("Boleh <saya> simpan?\n\n→ Boleh", ())
    assert press.press
    assert (await siti.notice(press.press.callback_id))["text"] == ""
    assert [(await send(call)).result for call in calls] == [Result.DONE] * 2


async def test_a_toast(send: Send, render: TelegramRender, siti: Person, inbox: Inbox) -> None:
    press = await pressed(send, render, siti, inbox)
    (call,) = render.acknowledge(press, Acknowledge(text=plain("x" * 300), alert=True))
    assert (await send(call)).result is Result.SENT
    assert press.press
    shown = await siti.notice(press.press.callback_id)
    assert (shown["text"], shown["alert"]) == ("x" * 200, True)


async def test_that_without_a_button_there_is_nothing_to_answer(render: TelegramRender, siti: Person) -> None:
    assert render.acknowledge(written(siti)) == ()
    assert render.show_choice(ShowChoice(label=plain("x")), siti.id, "id", written(siti)) == ()


async def test_rewriting_in_place_and_saying_it_anew_where_the_message_is_gone(
    send: Send, render: TelegramRender, siti: Person, inbox: Inbox
) -> None:
    press = await pressed(send, render, siti, inbox)
    said = Say(parts=(plain("Masih ada?"),), buttons=(button("Cukup"),), in_place=True)
    assert [one.result for one in await say(send, render, siti, said, press)] == [Result.SENT]
    assert (await siti.sees("Masih ada?")).id == press.message
    assert press.message
    await siti.delete(press.message)
    (again,) = await say(send, render, siti, said, press)
    seen = await siti.sees(lambda one: one.id != press.message and "Masih ada?" in one.text)
    assert again == Outcome(Result.SENT, seen.id)


async def test_quick_exit_deletes_both_sides_a_hundred_at_a_time(
    send: Send, render: TelegramRender, siti: Person
) -> None:
    words = await siti.write("rahasia")
    (outcome,) = await say(send, render, siti, Say(parts=(plain("jawaban"),)))
    assert outcome.message
    calls = render.delete(siti.id, (*range(10_000, 10_150), words, outcome.message))
    assert [len(call.params["message_ids"]) for call in calls] == [100, 52]
    for call in calls:
        assert (await send(call)).result in (Result.SENT, Result.DONE)
    texts = [one.text for one in (await siti.screen()).messages]
    assert "rahasia" not in texts
    assert "jawaban" not in texts


async def test_a_file(send: Send, siti: Person) -> None:
    document = {"filename": "data.json", "base64": base64.b64encode(b"{}").decode()}
    assert (
        await send(Call("sendDocument", {"chat_id": siti.id, "document": document}))
    ).result is Result.SENT
    await siti.sees(lambda one: one.kind == "document")


def message(chat: int, text: str = "halo") -> Call:
    return Call("sendMessage", {"chat_id": chat, "text": text, "parse_mode": "HTML"})


async def test_the_fates(telegram: LocalTelegram, send: Send, siti: Person) -> None:
    telegram.faults.flood(7, "sendMessage")
    assert await send(message(siti.id)) == Outcome(Result.LATER, seconds=7)
    telegram.faults.answer(502, "sendMessage")
    assert await send(message(siti.id)) == Outcome(Result.UNKNOWN)
    telegram.faults.cut("sendMessage")
    assert await send(message(siti.id)) == Outcome(Result.UNKNOWN)
    assert await send(message(siti.id, "<i>x")) == Outcome(Result.REFUSED)
    assert await send(message(1)) == Outcome(Result.BLOCKED)
    await siti.block()
    assert await send(message(siti.id)) == Outcome(Result.BLOCKED)


async def test_a_late_answer_is_unclear_and_no_connection_is_not(
    telegram: LocalTelegram, siti: Person
) -> None:
    async with connected(telegram.token, telegram.url, Timeouts(connect=1, answer=0.05)) as hasty:
        telegram.faults.delay(0.5, "sendMessage")
        assert await Send(hasty)(message(siti.id)) == Outcome(Result.UNKNOWN)
    async with connected(TOKEN, "http://127.0.0.1:9", Timeouts(connect=1, answer=1)) as nowhere:
        assert await Send(nowhere)(message(siti.id)) == Outcome(Result.UNAVAILABLE)


async def test_that_a_wrong_token_says_nothing_against_the_message(
    telegram: LocalTelegram, siti: Person
) -> None:
    async with connected("1:wrong", telegram.url) as stranger:
        assert await Send(stranger)(message(siti.id)) == Outcome(Result.UNAVAILABLE)


async def test_that_a_group_that_moved_names_its_new_id(
    telegram: LocalTelegram, send: Send, siti: Person
) -> None:
    group = await telegram.group(siti, "Petugas")
    new = await group.upgrade()
    assert await send(message(group.id)) == Outcome(Result.MOVED, moved_to=new.id)


async def test_the_real_budget_of_a_chat_is_later(siti: Person) -> None:
    async with local_telegram(limits=Limits(private_burst=1)) as strict:
        person = await strict.person("Budi")
        await person.start()
        async with connected(strict.token, strict.url) as client:
            results = [(await Send(client)(message(person.id))).result for _ in range(3)]
    assert results == [Result.SENT, Result.LATER, Result.LATER]


async def test_that_neither_token_nor_words_are_logged(
    telegram: LocalTelegram,
    send: Send,
    siti: Person,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    await send(message(siti.id, "kata rahasia"))
    await send(message(siti.id, "<rahasia>"))
    telegram.faults.cut("sendMessage")
    await send(message(siti.id, "kata rahasia"))
    out = capsys.readouterr()
    for told in (caplog.text, out.out, out.err):
        assert "rahasia" not in told
        assert telegram.token not in told
    assert "send_refused" in out.out


async def test_that_several_messages_open_a_topic_that_was_closed(
    send: Send, telegram: LocalTelegram
) -> None:
    """Whoever finds it open when about to open it sends as well."""
    ratna = await telegram.person("Ratna")
    group = await telegram.forum(ratna, "Petugas")
    topic = await ratna.within(group).create_topic("RKL-2")
    await ratna.within(group).close_topic(topic)
    calls = [
        Call(
            "sendMessage",
            {"chat_id": group.id, "message_thread_id": topic, "text": f"kabar {number}"},
            Fate.ORDINARY,
        )
        for number in range(6)
    ]
    outcomes = await asyncio.gather(*(send(call) for call in calls))
    assert [one.result for one in outcomes] == [Result.SENT] * len(calls)

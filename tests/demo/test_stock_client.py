"""python-telegram-bot, unchanged, accepts what this server answers."""

from typing import Any

import pytest
import telegram as ptb
from telegram.ext import ExtBot

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram

Bot = ExtBot[Any]
PHOTO = b"not really a jpeg"


async def test_every_kind_it_sends_comes_back_parsed(stock: Bot, siti: Person) -> None:
    sent = [
        await stock.send_message(siti.id, "<b>a</b>", parse_mode="HTML"),
        await stock.send_photo(siti.id, PHOTO, caption="foto"),
        await stock.send_video(siti.id, b"v", duration=3),
        await stock.send_video_note(siti.id, b"v"),
        await stock.send_voice(siti.id, b"o", duration=9),
        await stock.send_audio(siti.id, b"m", title="lagu"),
        await stock.send_document(siti.id, b"d", filename="surat.pdf"),
        await stock.send_animation(siti.id, b"g"),
        await stock.send_sticker(siti.id, b"s", emoji="🙏"),
        await stock.send_location(siti.id, -6.5, 106.8),
        await stock.send_venue(siti.id, -6.5, 106.8, "Balai", "Jl. Satu"),
        await stock.send_contact(siti.id, "+62", "Ratna"),
    ]
    kinds = [ptb.helpers.effective_message_type(message) for message in sent]
    assert kinds == [
        "text", "photo", "video", "video_note", "voice", "audio", "document", "animation", "sticker", "location",
        "location", "contact",
    ]  # fmt: skip
    assert sent[4].voice is not None
    assert sent[6].document is not None
    assert sent[10].venue is not None
    assert sent[6].document.file_name == "surat.pdf"


async def test_every_kind_a_person_sends_is_parsed(stock: Bot, siti: Person) -> None:
    await siti.send_voice(12)
    await siti.send_photo("rumah")
    await siti.send_sticker("😢")
    await siti.send_document()
    await siti.send_location(-6.48, 106.85)
    await siti.send_contact("+62812", "Tini")
    for kind in ("video", "video_note", "audio", "animation"):
        await siti.send(kind, b"x")
    updates = (await stock.get_updates())[1:]
    kinds = [ptb.helpers.effective_message_type(update.message) for update in updates if update.message]
    assert kinds == [
        "voice", "photo", "sticker", "document", "location", "contact", "video", "video_note", "audio", "animation",
    ]  # fmt: skip
    sticker = updates[2].message
    assert sticker is not None
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "😢"


async def test_files_come_back_byte_for_byte(stock: Bot, siti: Person) -> None:
    await siti.send("voice", b"\x00\x01suara", duration=2)
    message = (await stock.get_updates())[-1].message
    assert message is not None
    assert message.voice is not None
    file = await stock.get_file(message.voice.file_id)
    assert bytes(await file.download_as_bytearray()) == b"\x00\x01suara"
    with pytest.raises(ptb.error.BadRequest, match="temporarily unavailable"):
        await stock.get_file("nonsense")


async def test_albums(stock: Bot, siti: Person) -> None:
    parts = [ptb.InputMediaPhoto(b"1", caption="satu"), ptb.InputMediaPhoto(b"2")]
    sent = await stock.send_media_group(siti.id, parts)
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(ptb.error.BadRequest):
        await stock.send_media_group(siti.id, parts[:1])


async def test_errors_become_its_exceptions(telegram: LocalTelegram, stock: Bot, siti: Person) -> None:
    with pytest.raises(ptb.error.BadRequest, match="Chat not found"):
        await stock.send_message(1, "x")
    telegram.faults.flood(7, "sendMessage")
    with pytest.warns(ptb.warnings.PTBDeprecationWarning), pytest.raises(ptb.error.RetryAfter) as wait:
        await stock.send_message(siti.id, "x")
    assert "7" in str(wait.value)
    telegram.faults.cut("sendMessage")
    with pytest.raises(ptb.error.NetworkError):
        await stock.send_message(siti.id, "x")
    await siti.block()
    with pytest.raises(ptb.error.Forbidden, match="blocked by the user"):
        await stock.send_message(siti.id, "x")


async def test_migration_becomes_its_exception(telegram: LocalTelegram, stock: Bot, siti: Person) -> None:
    group = await telegram.group(siti, "RT")
    new = await group.upgrade()
    with pytest.raises(ptb.error.ChatMigrated) as moved:
        await stock.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id


async def test_buttons_and_answers(stock: Bot, siti: Person) -> None:
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Ya", callback_data="y")]])
    await stock.send_message(siti.id, "?", reply_markup=keyboard)
    query = await siti.press(0)
    pressed = (await stock.get_updates())[-1].callback_query
    assert pressed is not None
    await pressed.answer("baik")
    await pressed.edit_message_text("? Ya")
    assert (await siti.notice(query))["text"] == "baik"
    await siti.sees("? Ya")


async def test_the_rest_of_what_a_bot_asks(telegram: LocalTelegram, stock: Bot, siti: Person) -> None:
    assert (await stock.get_me()).username == "rangkul_bot"
    await stock.set_my_commands([ptb.BotCommand("menu", "Pilihan")], language_code="id")
    assert [command.command for command in await stock.get_my_commands(language_code="id")] == ["menu"]
    assert await stock.delete_my_commands(language_code="id")
    await stock.set_my_description("Halo", language_code="id")
    assert (await stock.get_my_description("id")).description == "Halo"
    await stock.set_my_short_description("Halo")
    await stock.set_my_name("Rangkul")
    forum = await telegram.forum(siti, "Petugas")
    assert (await stock.get_chat(forum.id)).is_forum
    assert (await stock.get_chat(siti.id)).first_name == "Siti"
    assert (await stock.get_chat_member(forum.id, siti.id)).status == "creator"
    assert isinstance(await stock.get_chat_member(forum.id, stock.id), ptb.ChatMemberAdministrator)
    topic = await stock.create_forum_topic(forum.id, "Kasus")
    await stock.send_chat_action(forum.id, "typing", message_thread_id=topic.message_thread_id)
    assert (await stock.get_webhook_info()).url == ""
    await stock.set_chat_menu_button(menu_button=ptb.MenuButtonCommands())
    assert [update.effective_chat for update in await stock.get_updates(allowed_updates=ptb.Update.ALL_TYPES)]

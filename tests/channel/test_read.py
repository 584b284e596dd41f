"""What people do with a phone is read as what they did, over the wire."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel.callback import Callbacks, Meaning
from bot.channel.client import Client
from bot.channel.read import ReadUpdate
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.situation.incoming import ChatKind, Incoming, Kind
from tests.channel.conftest import NOW, Inbox


async def test_words(inbox: Inbox, siti: Person) -> None:
    await siti.write("Halo min 😢")
    said = await inbox.newest()
    assert (said.kind, said.chat, said.sender, said.chat_kind) == (
        Kind.TEXT,
        siti.id,
        siti.id,
        ChatKind.PRIVATE,
    )
    assert (said.text, said.name, said.language_code) == ("Halo min 😢", "Siti", "id")
    assert said.message is not None
    assert said.at.tzinfo is not None


async def test_an_edit_and_a_reply(inbox: Inbox, siti: Person) -> None:
    first = await siti.write("anak saya 2")
    await siti.edit(first, "anak saya 3")
    await siti.reply(first, "benar")
    _, edit, reply = await inbox.all()
    assert edit
    assert (edit.kind, edit.text, edit.message) == (Kind.EDITED, "anak saya 3", first)
    assert reply
    assert reply.reply_to == first


@pytest.mark.parametrize(
    ("written", "command", "argument"),
    [
        ("/menu", "menu", ""),
        ("/Menu@rangkul_bot", "menu", ""),
        ("/start s-sembako--rt5", "start", "s-sembako--rt5"),
        ('/affirm{"location":"x"}', "affirm", '{"location":"x"}'),
        ("/catatan dua\nbaris", "catatan", "dua\nbaris"),
    ],
)
async def test_commands(inbox: Inbox, siti: Person, written: str, command: str, argument: str) -> None:
    await siti.write(written)
    said = await inbox.newest()
    assert (said.kind, said.command, said.argument) == (Kind.COMMAND, command, argument)


@pytest.mark.parametrize("written", ["/", "/ menu", "1/2", "//x", "/menu@other_bot", "harga /kg"])
async def test_what_only_looks_like_a_command_is_words(inbox: Inbox, siti: Person, written: str) -> None:
    await siti.write(written)
    assert (await inbox.newest()).kind is Kind.TEXT


async def test_every_kind_of_media(inbox: Inbox, siti: Person) -> None:
    await siti.send_voice(12)
    await siti.send_photo("rumah kami")
    await siti.send_document("surat.pdf")
    await siti.send_sticker("😢")
    for kind in ("video", "video_note", "audio", "animation"):
        await siti.send(kind, b"x", duration=3)
    read = [one for one in await inbox.all() if one and one.media]
    assert [one.kind for one in read] == [
        Kind.VOICE, Kind.PHOTO, Kind.DOCUMENT, Kind.STICKER, Kind.VIDEO, Kind.VIDEO_NOTE, Kind.AUDIO, Kind.ANIMATION,
    ]  # fmt: skip
    voice, photo, document, sticker = (one.media for one in read[:4])
    assert voice
    assert voice.seconds == 12
    assert photo
    assert photo.file_id
    assert read[1].text == "rumah kami"
    assert document
    assert document.name == "surat.pdf"
    assert sticker
    assert sticker.emoji == "😢"


async def test_an_album_is_several_messages_that_share_its_id(inbox: Inbox, siti: Person) -> None:
    await siti.send_album(["satu", "dua"])
    albums = {one.media.album for one in await inbox.all() if one and one.media}
    assert len(albums) == 1
    assert albums != {""}


async def test_place_and_contact(inbox: Inbox, siti: Person) -> None:
    await siti.send_location(-6.5, 106.8)
    await siti.send_contact("+628123", "Tini")
    place, card = await inbox.all()
    assert place
    assert place.media
    assert (place.kind, place.media.latitude, place.media.longitude) == (Kind.LOCATION, -6.5, 106.8)
    assert card
    assert card.media
    assert (card.kind, card.media.phone, card.media.name) == (Kind.CONTACT, "+628123", "Tini")


async def test_buttons(inbox: Inbox, siti: Person, client: Client, callbacks: Callbacks) -> None:
    data = callbacks.write(siti.id, Meaning("answer", "needs=food", 4))
    markup = {"inline_keyboard": [[{"text": "1 Makanan", "callback_data": data}]]}
    message = await client.ask(
        "sendMessage", {"chat_id": siti.id, "text": "Soal apa?", "reply_markup": markup}
    )
    await siti.press("1 Makanan")
    await siti.press_forged(message["message_id"], data.replace("food", "debt"))
    pressed, forged = await inbox.all()
    assert pressed
    assert pressed.press
    assert (pressed.kind, pressed.message, pressed.at) == (Kind.BUTTON, message["message_id"], NOW)
    assert (pressed.press.action, pressed.press.argument, pressed.press.turn) == ("answer", "needs=food", 4)
    assert pressed.press.shown == "Soal apa?"
    assert forged
    assert forged.press
    assert (forged.press.action, forged.press.argument) == ("", "")
    assert forged.press.callback_id


async def test_blocking_and_coming_back(inbox: Inbox, siti: Person) -> None:
    await siti.block()
    await siti.unblock()
    assert [one.kind for one in await inbox.all() if one] == [Kind.BLOCKED, Kind.UNBLOCKED]


async def test_reactions(inbox: Inbox, siti: Person, client: Client) -> None:
    sent = await client.ask("sendMessage", {"chat_id": siti.id, "text": "Halo"})
    await client.ask("getUpdates", {"allowed_updates": ["message_reaction"], "offset": -1})
    await siti.react(sent["message_id"], "🙏")
    reaction = await inbox.newest()
    assert reaction.media
    assert (reaction.kind, reaction.message, reaction.media.emoji) == (
        Kind.REACTION,
        sent["message_id"],
        "🙏",
    )


async def test_a_forum(telegram: LocalTelegram, inbox: Inbox, siti: Person) -> None:
    forum = await telegram.forum(siti, "Petugas")
    joined = [one.kind for one in await inbox.all() if one]
    assert Kind.JOINED in joined
    thread = await siti.within(forum).create_topic("AB12")
    worker = siti.within(forum, thread)
    first = await worker.write("halo")
    await worker.reply(first, "lagi")
    created, said, reply = await inbox.all()
    assert created
    assert created.kind is Kind.TOPIC_MADE
    assert said
    assert (said.kind, said.topic, said.is_forum, said.reply_to) == (Kind.TEXT, thread, True, None)
    assert reply
    assert (reply.topic, reply.reply_to) == (thread, first)


async def test_a_groups_command_to_another_bot_is_not_ours(
    telegram: LocalTelegram, inbox: Inbox, siti: Person
) -> None:
    group = await telegram.group(siti, "Petugas")
    await inbox.raw()
    await siti.within(group).write("/menu@other_bot")
    await siti.within(group).write("/hubungkan@rangkul_bot")
    read = [one for one in await inbox.all() if one]
    assert [(one.kind, one.command) for one in read] == [(Kind.COMMAND, "hubungkan")]


async def test_a_group_that_moves_is_read_alike_from_both_sides(
    telegram: LocalTelegram, inbox: Inbox, siti: Person
) -> None:
    group = await telegram.group(siti, "Petugas")
    await inbox.raw()
    new = await group.upgrade()
    moved = {
        (one.kind, one.chat, one.migrated_to)
        for one in await inbox.all()
        if one and one.kind is Kind.MIGRATED
    }
    assert moved == {(Kind.MIGRATED, group.id, new.id)}


CHAT = {"id": 5, "type": "private"}


@pytest.mark.parametrize(
    "content", ["poll", "dice", "story", "paid_media", "game", "invoice", "checklist", "yet_to_come"]
)
def test_that_what_is_not_known_is_still_somebody_speaking(read: ReadUpdate, content: str) -> None:
    said = read({"update_id": 1, "message": {"message_id": 2, "date": 9, "chat": CHAT, content: {}}})
    assert said
    assert (said.kind, said.chat) == (Kind.UNKNOWN, 5)


def test_that_a_new_kind_of_update_finds_its_chat(read: ReadUpdate) -> None:
    said = read({"update_id": 1, "hologram": {"chat": CHAT}})
    assert said
    assert (said.kind, said.at) == (Kind.UNKNOWN, NOW)


@pytest.mark.parametrize("kind", ["poll", "inline_query", "business_message", "pre_checkout_query"])
def test_that_what_is_nobodys_chat_is_left_alone(read: ReadUpdate, kind: str) -> None:
    assert read({"update_id": 1, kind: {"id": "1", "from": {"id": 5}, "question": "?"}}) is None


def test_that_business_chats_are_other_peoples(read: ReadUpdate) -> None:
    assert read({"update_id": 1, "business_message": {"message_id": 2, "chat": CHAT, "text": "x"}}) is None


def test_that_a_live_locations_next_position_wants_no_answer(read: ReadUpdate) -> None:
    moved = {
        "message_id": 2,
        "date": 9,
        "edit_date": 10,
        "chat": CHAT,
        "location": {"latitude": 1, "longitude": 2},
    }
    said = read({"update_id": 1, "edited_message": moved})
    assert said
    assert said.kind is Kind.SERVICE


def test_that_halves_of_characters_do_not_travel(read: ReadUpdate) -> None:
    said = read({"update_id": 1, "message": {"message_id": 2, "chat": CHAT, "text": "a\ud83d\0b"}})
    assert said
    assert said.text == "ab"


FIELDS = st.sampled_from(
    [
        "update_id", "message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "chat", "id",
        "type", "is_forum", "from", "first_name", "is_bot", "date", "edit_date", "message_id", "text", "caption",
        "photo", "voice", "location", "latitude", "longitude", "venue", "contact", "sticker", "document", "duration",
        "media_group_id", "reply_to_message", "message_thread_id", "is_topic_message", "new_chat_member", "status",
        "old_chat_member", "new_reaction", "emoji", "data", "user", "migrate_to_chat_id", "migrate_from_chat_id",
        "new_chat_members", "forward_origin", "poll",
    ]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from(["private", "supergroup", "/x@y", "kicked", "member", 5, -100123, 2**64, 1e308]),
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=6),
    max_leaves=25,
)
MESSAGE_FIELDS = (
    "from", "date", "text", "photo", "venue", "contact", "reply_to_message", "message_id", "voice",
    "message_thread_id", "is_topic_message", "migrate_to_chat_id", "new_reaction", "location",
)  # fmt: skip
MESSAGES = st.fixed_dictionaries(
    {"chat": st.fixed_dictionaries({"id": st.integers(-(2**40), 2**40).filter(bool)})},
    optional=dict.fromkeys(MESSAGE_FIELDS, JSON),
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(JSON)
def test_that_no_shape_raises(read: ReadUpdate, update: object) -> None:
    assert read(update) is None or isinstance(read(update), Incoming)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(
    st.sampled_from(["message", "edited_message", "message_reaction", "my_chat_member", "yet_to_come"]),
    MESSAGES,
)
def test_that_whoever_has_a_chat_is_heard(read: ReadUpdate, kind: str, found: dict[str, object]) -> None:
    incoming = read({"update_id": 1, kind: found})
    assert incoming is not None
    assert Incoming.model_validate_json(incoming.model_dump_json()) == incoming


async def test_that_words_chosen_to_be_quoted_come_along(inbox: Inbox, siti: Person) -> None:
    first = await siti.write("datang besok jam 9")
    shown = (await siti.screen()).last
    assert shown.id == first
    await siti.quote(shown, "jam 9", "baik")
    said = await inbox.newest()
    assert (said.reply_to, said.quote, said.text) == (first, "jam 9", "baik")

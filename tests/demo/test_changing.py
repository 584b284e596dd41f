"""Edits, deletions, reactions, copies."""

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.demo.conftest import Api, Hours

BUTTON = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}


async def test_an_edit_that_changes_nothing_is_refused(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text="halo", reply_markup=BUTTON)
    place = {"chat_id": siti.id, "message_id": sent["message_id"]}
    refusal = await api.refusal("editMessageText", **place, text="halo ", reply_markup=BUTTON)
    assert refusal.startswith("Bad Request: message is not modified: specified new message content")
    edited = await api("editMessageText", **place, text="hai", reply_markup=BUTTON)
    assert edited["text"] == "hai"
    assert edited["edit_date"]
    refusal = await api.refusal("editMessageReplyMarkup", **place, reply_markup=BUTTON)
    assert "message is not modified" in refusal


async def test_an_edit_without_a_keyboard_takes_it_away(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text="halo", reply_markup=BUTTON)
    edited = await api("editMessageText", chat_id=siti.id, message_id=sent["message_id"], text="hai")
    assert "reply_markup" not in edited
    assert (await siti.screen()).last.buttons == ()
    assert (await siti.screen()).last.edited


async def test_only_own_existing_messages_can_be_edited(api: Api, siti: Person) -> None:
    theirs = await siti.write("saya")
    refusal = await api.refusal("editMessageText", chat_id=siti.id, message_id=theirs, text="x")
    assert refusal == "Bad Request: message can't be edited"
    refusal = await api.refusal("editMessageText", chat_id=siti.id, message_id=999, text="x")
    assert refusal == "Bad Request: message to edit not found"
    sent = await api("sendLocation", chat_id=siti.id, latitude=1, longitude=2)
    refusal = await api.refusal("editMessageText", chat_id=siti.id, message_id=sent["message_id"], text="x")
    assert refusal == "Bad Request: there is no text in the message to edit"
    refusal = await api.refusal(
        "editMessageCaption", chat_id=siti.id, message_id=sent["message_id"], caption="x"
    )
    assert refusal == "Bad Request: there is no caption in the message to edit"


async def test_the_bot_deletes_both_sides_within_48_hours(api: Api, siti: Person, hours: Hours) -> None:
    theirs = await siti.write("rahasia")
    mine = (await api("sendMessage", chat_id=siti.id, text="x"))["message_id"]
    late = await siti.write("lama")
    for message in (theirs, mine):
        assert await api("deleteMessage", chat_id=siti.id, message_id=message) is True
    assert "rahasia" not in (await siti.screen()).texts
    refusal = await api.refusal("deleteMessage", chat_id=siti.id, message_id=mine)
    assert refusal == "Bad Request: message to delete not found"
    hours.move(48 * 3600 + 1)
    refusal = await api.refusal("deleteMessage", chat_id=siti.id, message_id=late)
    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_deleting_many_skips_what_is_gone(api: Api, siti: Person) -> None:
    one, two = await siti.write("1"), await siti.write("2")
    await api("deleteMessage", chat_id=siti.id, message_id=one)
    assert await api("deleteMessages", chat_id=siti.id, message_ids=[one, two, 777]) is True
    assert (await siti.screen()).texts == ["/start"]
    refusal = await api.refusal("deleteMessages", chat_id=siti.id, message_ids=list(range(1, 102)))
    assert refusal == "Bad Request: too many message identifiers specified"


async def test_a_person_s_deletion_is_told_to_nobody(api: Api, siti: Person) -> None:
    message = await siti.write("x")
    await api.updates()
    await siti.delete(message)
    assert await api.updates() == []
    refusal = await api.refusal(
        "sendMessage", chat_id=siti.id, text="x", reply_parameters={"message_id": message}
    )
    assert refusal == "Bad Request: message to be replied not found"
    loose = {"message_id": message, "allow_sending_without_reply": True}
    await api("sendMessage", chat_id=siti.id, text="x", reply_parameters=loose)


async def test_a_person_s_edit_comes_as_an_update(api: Api, siti: Person) -> None:
    message = await siti.write("anak dua")
    await api.updates()
    await siti.edit(message, "anak tiga")
    (update,) = await api.updates()
    assert update["edited_message"]["text"] == "anak tiga"
    assert update["edited_message"]["edit_date"]


async def test_reactions(api: Api, siti: Person) -> None:
    message = await siti.write("x")
    place = {"chat_id": siti.id, "message_id": message}
    await api("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "🙏"}])
    assert (await siti.screen()).last.reactions == ("🙏",)
    refusal = await api.refusal("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "🏠"}])
    assert refusal == "Bad Request: REACTION_INVALID"


async def test_a_person_s_reaction_comes_only_when_asked_for(api: Api, siti: Person) -> None:
    sent = await api("sendMessage", chat_id=siti.id, text="x")
    await api.updates()
    await siti.react(sent["message_id"], "❤")
    assert await api.updates() == []
    await api.updates(allowed_updates=["message", "message_reaction"])
    await siti.react(sent["message_id"], "👍")
    (update,) = await api.updates()
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "❤"}]


async def test_copies_carry_no_sender_and_forwards_do(
    telegram: LocalTelegram, api: Api, siti: Person
) -> None:
    message = await siti.write("tolong")
    budi = await telegram.person("Budi")
    await budi.start()
    source = {"chat_id": budi.id, "from_chat_id": siti.id}
    copied = await api("copyMessage", **source, message_id=message)
    assert set(copied) == {"message_id"}
    assert (await budi.screen()).last.raw["forwarded"] is None
    forwarded = await api("forwardMessage", **source, message_id=message)
    assert forwarded["forward_origin"]["sender_user"]["id"] == siti.id
    refusal = await api.refusal("copyMessage", **source, message_id=999)
    assert refusal == "Bad Request: message to copy not found"
    refusal = await api.refusal("forwardMessage", **source, message_id=999)
    assert refusal == "Bad Request: message to forward not found"


async def test_an_album_is_copied_as_one(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    ids = await siti.send_album(["rumah", "dapur"])
    albums = {update["message"]["media_group_id"] for update in (await api.updates())[-2:]}
    assert len(albums) == 1
    copies = await api("copyMessages", chat_id=siti.id, from_chat_id=siti.id, message_ids=[*ids, 999])
    assert len(copies) == 2
    shown = [seen for seen in (await siti.screen()).messages if not seen.mine]
    assert len({seen.raw["album"] for seen in shown}) == 1
    assert [seen.text for seen in shown] == ["rumah", "dapur"]


async def test_what_may_be_forwarded_but_not_copied_is_refused_and_skipped(api: Api, siti: Person) -> None:
    quiz = {"question": "?", "options": [{"text": "a", "voter_count": 0}], "type": "quiz"}
    one, two = await siti.send_other(poll=quiz), await siti.write("dua")
    place = {"chat_id": siti.id, "from_chat_id": siti.id}
    refusal = await api.refusal("copyMessage", **place, message_id=one)
    assert refusal == "Bad Request: message can't be copied"
    assert len(await api("copyMessages", **place, message_ids=[one, two])) == 1
    assert await api("forwardMessage", **place, message_id=one)
    known = await siti.send_other(poll=quiz | {"correct_option_id": 0})
    assert await api("copyMessage", **place, message_id=known)


async def test_a_quote_must_stand_in_what_is_replied_to(api: Api, siti: Person) -> None:
    told = await siti.write("😢 besok jam 9")
    reply = {"message_id": told, "quote": "jam 9"}
    shown = await api("sendMessage", chat_id=siti.id, text="ya", reply_parameters=reply)
    assert shown["quote"] == {"text": "jam 9", "position": 9, "is_manual": True}
    refusal = await api.refusal(
        "sendMessage", chat_id=siti.id, text="ya", reply_parameters=reply | {"quote": "jam 10"}
    )
    assert refusal == "Bad Request: QUOTE_TEXT_INVALID"

"""Whom the bot may write to, and what it may do where."""

from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.demo.conftest import Api


async def test_an_unknown_chat_is_not_found(api: Api) -> None:
    assert await api.refusal("sendMessage", chat_id=1, text="x") == "Bad Request: chat not found"
    assert await api.refusal("sendMessage", chat_id="x", text="x") == "Bad Request: chat not found"
    assert await api.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"


async def test_the_bot_cannot_write_first(telegram: LocalTelegram, api: Api) -> None:
    silent = await telegram.person("Diam")
    await silent.screen()
    refusal = await api.refusal("sendMessage", chat_id=silent.id, text="x")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_who_blocked_the_bot_is_out_of_reach_until_they_return(api: Api, siti: Person) -> None:
    await siti.block()
    assert (
        await api.refusal("sendMessage", chat_id=siti.id, text="x")
        == "Forbidden: bot was blocked by the user"
    )
    assert await api.refusal("sendChatAction", chat_id=siti.id, action="typing") == (
        "Forbidden: bot was blocked by the user"
    )
    await siti.start()
    await api("sendMessage", chat_id=siti.id, text="x")
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in await api.updates()
        if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]


async def test_a_wrong_token_and_a_wrong_method(telegram: LocalTelegram, api: Api) -> None:
    wrong = (await telegram.client.post("/bot1:x/getMe")).json()
    assert (wrong["error_code"], wrong["description"]) == (401, "Unauthorized")
    assert (await api.raw("sendLove"))["error_code"] == 404


async def test_the_bot_is_told_when_it_is_added_promoted_and_removed(
    telegram: LocalTelegram, api: Api
) -> None:
    budi = await telegram.person("Budi")
    group = await telegram.group(budi, "RT 05")
    await group.remove_bot()
    told = [update["my_chat_member"] for update in await api.updates() if "my_chat_member" in update]
    steps = [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in told]
    assert steps == [("left", "member"), ("member", "administrator"), ("administrator", "kicked")]
    assert await api.refusal("sendMessage", chat_id=group.id, text="x") == (
        "Forbidden: bot was kicked from the group chat"
    )


async def test_after_leaving_the_bot_is_no_member(telegram: LocalTelegram, api: Api) -> None:
    group = await telegram.group(await telegram.person("Budi"), "RT 05", supergroup=True)
    await api("leaveChat", chat_id=group.id)
    refusal = await api.refusal("sendMessage", chat_id=group.id, text="x")
    assert refusal == "Forbidden: bot is not a member of the supergroup chat"


async def _heard(api: Api) -> list[str]:
    return [update["message"].get("text", "") for update in await api.updates() if "message" in update]


async def _ordinary_group(telegram: LocalTelegram) -> tuple[Group, Person]:
    budi = await telegram.person("Budi")
    group = await telegram.group(budi, "RT 05", bot_admin=False)
    return group, budi.within(group)


async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(telegram: LocalTelegram, api: Api) -> None:
    group, budi = await _ordinary_group(telegram)
    asked = await api("sendMessage", chat_id=group.id, text="Ada apa?")
    await _heard(api)
    for words in (
        "gosip",
        "/menu",
        "/menu@other_bot",
        "/menu@rangkul_bot",
        "halo @rangkul_bot",
        "@other_bot hai",
    ):
        await budi.write(words)
    await budi.reply(asked["message_id"], "ini jawaban")
    assert await _heard(api) == ["/menu", "/menu@rangkul_bot", "halo @rangkul_bot", "ini jawaban"]


async def test_an_administrator_hears_everything(telegram: LocalTelegram, api: Api) -> None:
    group, budi = await _ordinary_group(telegram)
    await group.promote_bot()
    await _heard(api)
    await budi.write("gosip")
    assert await _heard(api) == ["gosip"]


async def test_pins_need_the_right_and_the_bot_is_told_of_its_own(telegram: LocalTelegram, api: Api) -> None:
    group, _ = await _ordinary_group(telegram)
    sent = await api("sendMessage", chat_id=group.id, text="penting")
    refusal = await api.refusal("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
    assert refusal == "Bad Request: not enough rights to manage pinned messages in the chat"
    await group.promote_bot(["can_pin_messages"])
    await api.updates()
    await api("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
    (told,) = await api.updates()
    assert told["message"]["pinned_message"]["text"] == "penting"
    assert told["message"]["from"]["is_bot"]
    await api("unpinChatMessage", chat_id=group.id)
    assert (
        await api.refusal("unpinChatMessage", chat_id=group.id) == "Bad Request: message to unpin not found"
    )


async def test_an_upgraded_group_names_its_new_id(telegram: LocalTelegram, api: Api) -> None:
    budi = await telegram.person("Budi")
    group = await telegram.group(budi, "RT 05")
    await api.updates()
    new = await group.upgrade()
    answer = await api.raw("sendMessage", chat_id=group.id, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    told = [update["message"] for update in await api.updates() if "message" in update]
    assert told[0]["migrate_to_chat_id"] == new.id
    assert told[1]["migrate_from_chat_id"] == group.id
    await api("sendMessage", chat_id=new.id, text="x")


async def test_people_have_ids_beyond_32_bits(siti: Person) -> None:
    assert siti.id > 2**32

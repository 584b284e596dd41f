"""getUpdates: acknowledgement, waiting, filters, conflicts, a day's memory."""

import asyncio

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.demo.conftest import Api, Hours

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_what_is_not_acknowledged_comes_again(api: Api, siti: Person) -> None:
    await siti.write("satu")
    first = await api("getUpdates")
    assert await api("getUpdates") == first
    assert await api("getUpdates", offset=first[0]["update_id"] + 1) == first[1:]
    assert await api("getUpdates", offset=first[-1]["update_id"] + 1) == []
    assert await api("getUpdates") == []


async def test_limit_and_negative_offset(api: Api, siti: Person) -> None:
    await siti.write("satu")
    await siti.write("dua")
    assert len(await api("getUpdates", limit=2)) == 2
    newest = await api("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in newest] == ["dua"]
    assert await api("getUpdates") == newest


async def test_a_waiting_request_is_answered_when_something_comes(api: Api, siti: Person) -> None:
    await api.updates()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(api("getUpdates", timeout=20))
        await siti.write("baru")
    assert [update["message"]["text"] for update in waiting.result()] == ["baru"]


async def test_a_second_poller_ends_the_first(api: Api, siti: Person) -> None:
    await api.updates()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(api.raw("getUpdates", timeout=20))
        await _poll_started(api)
        second = group.create_task(api.raw("getUpdates", timeout=20))
        first_answer = await first
        await siti.write("baru")
    assert (first_answer["error_code"], first_answer["description"]) == (409, OTHER)
    assert second.result()["ok"]


async def _poll_started(api: Api) -> None:
    """One round trip after the poll was sent: the server takes requests in order of arrival."""
    await asyncio.sleep(0.05)
    await api("getMe")


async def test_no_polling_beside_a_webhook(api: Api) -> None:
    await api("setWebhook", url="https://example.org/hook")
    refusal = await api.raw("getUpdates")
    assert refusal["error_code"] == 409
    assert refusal["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await api("deleteWebhook")
    assert await api("getUpdates") == []


async def test_updates_are_kept_a_day(api: Api, siti: Person, hours: Hours) -> None:
    hours.move(24 * 3600 - 1)
    await siti.write("baru")
    assert len(await api("getUpdates")) == 2
    hours.move(2)
    assert [update["message"]["text"] for update in await api("getUpdates")] == ["baru"]


async def test_only_the_wanted_kinds_come(api: Api, siti: Person) -> None:
    await api.updates(allowed_updates=["callback_query"])
    await siti.write("x")
    assert await api.updates() == []
    await api.updates(allowed_updates=[])
    await siti.write("y")
    assert len(await api.updates()) == 1


async def test_redelivery_repeats_the_old_numbers(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    (first,) = await api.updates()
    telegram.redeliver()
    assert await api.updates() == [first]


async def test_a_deep_link_carries_its_payload(telegram: LocalTelegram, api: Api) -> None:
    person = await telegram.person("Budi")
    await person.start("svc-1_A")
    (update,) = await api.updates()
    assert update["message"]["text"] == "/start svc-1_A"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]

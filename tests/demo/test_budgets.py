"""429: per person, per group, per bot; and imposed waits."""

from typing import Any

from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.demo.conftest import Api, Hours


async def _until_refused(api: Api, chat_ids: list[int], most: int = 100) -> tuple[int, dict[str, Any]]:
    for count in range(most):
        answer = await api.raw("sendMessage", chat_id=chat_ids[count % len(chat_ids)], text="x")
        if not answer["ok"]:
            return count, answer
    return most, {}


async def _people(telegram: LocalTelegram, count: int) -> list[int]:
    people = [await telegram.person(f"Orang {number}") for number in range(count)]
    for person in people:
        await person.start()
    return [person.id for person in people]


async def test_one_person_gets_a_burst_then_one_a_second(strict: LocalTelegram, hours: Hours) -> None:
    api = Api(strict.client, strict.token)
    chat = await _people(strict, 1)
    sent, refused = await _until_refused(api, chat)
    assert sent == 8
    assert refused["description"] == "Too Many Requests: retry after 1"
    assert refused["parameters"] == {"retry_after": 1}
    hours.move(1)
    assert (await _until_refused(api, chat))[0] == 1


async def test_a_group_gets_twenty_a_minute_over_all_topics(strict: LocalTelegram, hours: Hours) -> None:
    api = Api(strict.client, strict.token)
    forum = await strict.forum(await strict.person("Ratna"), "Petugas")
    await api("createForumTopic", chat_id=forum.id, name="x")
    sent, refused = await _until_refused(api, [forum.id])
    assert sent == 19
    assert refused["parameters"] == {"retry_after": 60}
    hours.move(60)
    assert (await _until_refused(api, [forum.id]))[0] == 20


async def test_the_bot_gets_thirty_a_second(strict: LocalTelegram, hours: Hours) -> None:
    api = Api(strict.client, strict.token)
    sent, refused = await _until_refused(api, await _people(strict, 10))
    assert sent == 30
    assert refused["parameters"] == {"retry_after": 1}


async def test_another_chat_is_free_while_one_waits(strict: LocalTelegram) -> None:
    api = Api(strict.client, strict.token)
    one, other = await _people(strict, 2)
    strict.faults.flood(30, chat_id=one, times=2)
    refused = await api.raw("sendMessage", chat_id=one, text="x")
    assert (refused["error_code"], refused["parameters"]["retry_after"]) == (429, 30)
    await api("sendMessage", chat_id=other, text="x")


async def test_budgets_can_be_switched_off(hours: Hours) -> None:
    async with local_telegram(clock=hours, limits=Limits.off()) as free:
        api = Api(free.client, free.token)
        assert (await _until_refused(api, await _people(free, 1), 60))[0] == 60

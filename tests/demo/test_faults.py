"""Faults on purpose, as the sender of messages meets them."""

import httpx
import pytest

from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from tests.demo.conftest import Api


async def test_a_cut_connection_after_acceptance(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    telegram.faults.cut("sendMessage")
    with pytest.raises(httpx.TransportError):
        await api.raw("sendMessage", chat_id=siti.id, text="sampai")
    await siti.sees("sampai")
    await api("sendMessage", chat_id=siti.id, text="lagi")


async def test_a_cut_connection_before_acceptance(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    telegram.faults.cut("sendMessage", accepted=False)
    with pytest.raises(httpx.TransportError):
        await api.raw("sendMessage", chat_id=siti.id, text="hilang")
    assert telegram.accepted("sendMessage") == []


async def test_5xx_without_effect(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    telegram.faults.answer(502, "sendMessage", siti.id)
    answer = await api.raw("sendMessage", chat_id=siti.id, text="x")
    assert answer["error_code"] == 502
    assert telegram.accepted("sendMessage", siti.id) == []


async def test_a_storm_until_calm(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    telegram.faults.storm()
    for _ in range(3):
        assert not (await api.raw("getMe"))["ok"]
    telegram.faults.calm()
    await api("getMe")


async def test_a_late_answer_took_effect_before(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    telegram.faults.delay(0.2, "sendMessage")
    with pytest.raises(httpx.ReadTimeout):
        await telegram.client.post(
            f"/bot{telegram.token}/sendMessage", json={"chat_id": siti.id, "text": "sampai"}, timeout=0.1
        )
    await siti.sees("sampai")


async def test_the_log_tells_accepted_from_refused(telegram: LocalTelegram, api: Api, siti: Person) -> None:
    await api("sendMessage", chat_id=siti.id, text="ya")
    await api.refusal("sendMessage", chat_id=siti.id, text="")
    (accepted,) = telegram.accepted("sendMessage", siti.id)
    assert accepted.params["text"] == "ya"
    assert [call.refused for call in telegram.refused()] == ["Bad Request: message text is empty"]

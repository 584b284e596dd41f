"""Telegram's servers fail for a while: whatever is asked of them is asked again, and nothing is doubled."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.channel.receive import Patience, set_webhook
from bot.demo.telegram.local import LocalTelegram

from .living import HELP, HELP_SAYS, all_done, living, met, texts_to, until

pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-parts")]


@pytest.mark.parametrize("status", [500, 502, 504])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_bursts_of_each_method_are_outlived(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind, status: int
) -> None:
    await outlived(telegram, database, mind, status)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_that_bursts_are_outlived_on_postgresql(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    await outlived(telegram, database, mind, 502)


async def outlived(telegram: LocalTelegram, database: AsyncEngine, mind: Mind, status: int) -> None:
    async with living(telegram, database, mind) as bot:
        nur = await met(telegram, "Nur")
        telegram.faults.answer(status, "getUpdates", times=4)
        telegram.faults.answer(status, "sendMessage", times=1)
        await nur.write(HELP)
        await nur.sees(HELP_SAYS, 20)
        telegram.faults.answer(status, "answerCallbackQuery", times=3)
        hello = next(one for one in (await nur.screen()).messages if one.buttons)
        await nur.press(hello.labels[0], hello)
        await until(lambda: telegram.accepted("answerCallbackQuery"))
        await all_done(database)
        telegram.faults.answer(status, "setWebhook", times=3)
        await set_webhook(bot.client, "http://127.0.0.1:9/x", "secret", Patience(0.01, 0.05))
    assert sum(HELP_SAYS in one for one in texts_to(telegram, nur)) == 1
    assert telegram.accepted("setWebhook")
    assert telegram.accepted("answerCallbackQuery")

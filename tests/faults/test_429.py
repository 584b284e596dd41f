"""Telegram tells one chat to wait, again and again: only that chat waits, as long as it was told, in its order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.local import LocalTelegram
from bot.engine.budget import Asked, Budget, steady
from bot.engine.ports import Outcome, Result
from tests.engine.fakes import Echo, Telegram, build, running, says, settled

from .living import HELP, HELP_SAYS, all_done, living, met, texts_to

pytestmark = [
    pytest.mark.faults,
    pytest.mark.promise("order-per-chat"),
    pytest.mark.promise("outlives-parts"),
]


async def test_that_a_storm_on_one_chat_leaves_the_others_alone(
    telegram: LocalTelegram, database: AsyncEngine, mind: Mind
) -> None:
    async with living(telegram, database, mind):
        nur, asep = await met(telegram, "Nur"), await met(telegram, "Asep")
        telegram.faults.flood(1, "sendMessage", nur.id, times=3)
        await nur.write("/ringkasan")
        await nur.write(HELP)
        for _ in range(3):
            await asep.write(HELP)
            await asep.sees(HELP_SAYS)
        assert not any(HELP_SAYS in one for one in texts_to(telegram, nur))
        await nur.sees(HELP_SAYS, 20)
        await all_done(database)
    said = texts_to(telegram, nur)
    places = [next(at for at, one in enumerate(said) if words in one) for words in ("Belum ada", HELP_SAYS)]
    assert places == sorted(places)
    assert len(telegram.refused("sendMessage", nur.id)) == 3
    assert not telegram.refused("sendMessage", asep.id)


async def test_that_a_bot_that_is_told_to_wait_everywhere_waits_everywhere(database: AsyncEngine) -> None:
    """Five chats refused in a row: the sixth is not even tried before the time is over."""
    telegram = Telegram()
    telegram.plan = lambda _: Outcome(Result.LATER, seconds=1.5) if len(telegram.calls) <= 5 else None
    async with running(build(database, telegram, Echo())) as engine:
        for chat in range(1, 6):
            await engine.accept(says(chat, chat, f"w{chat}"))
        await telegram.until(lambda: len(telegram.calls) == 5)
        await engine.accept(says(6, 6, "w6"))
        await settled(database)
    assert len(telegram.calls) == 11
    assert all(telegram.sent[chat] == [f"w{chat}"] for chat in range(1, 7))


def test_that_one_success_between_says_that_it_is_not_the_bot() -> None:
    budget, now = Budget(), steady()
    for chat in "abcdefgh":
        budget.close(chat, now + timedelta(seconds=9), now)
        budget.taken()
    assert budget.ready_at(Asked("z", False, "sendMessage"), now) == now
    for chat in "abcde":
        budget.close(chat, now + timedelta(seconds=9), now)
    assert budget.ready_at(Asked("z", False, "sendMessage"), now) == now + timedelta(seconds=9)

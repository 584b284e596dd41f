"""Delivers updates to the bot's webhook: in order per lane, again and again until a 2xx."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx

from bot.demo.telegram.errors import Refusal
from bot.demo.telegram.http import call
from bot.demo.telegram.params import Params
from bot.demo.telegram.updates import Update
from bot.demo.telegram.world import Webhook, World

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 5.0
_ANSWER_WITHIN = 60.0


@contextlib.asynccontextmanager
async def delivering(world: World) -> AsyncIterator[None]:
    """While inside, waiting updates go to the webhook, if one is set."""
    async with (
        httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        watcher = group.create_task(_watch(world, client, group))
        try:
            yield
        finally:
            watcher.cancel()
            world.webhook = None
            world.updates.wake()


async def _watch(world: World, client: httpx.AsyncClient, group: asyncio.TaskGroup) -> None:
    busy: set[str] = set()
    while True:
        hook = world.webhook
        for update in world.updates.heads() if hook else []:
            if hook and update.lane not in busy and len(busy) < hook.max_connections:
                busy.add(update.lane)
                group.create_task(_deliver(world, client, update, busy))
        await world.updates.changed(1.0)


async def _deliver(world: World, client: httpx.AsyncClient, update: Update, busy: set[str]) -> None:
    pause = _FIRST_PAUSE
    try:
        while (hook := world.webhook) is not None:
            if await _accepted(world, client, hook, update):
                world.updates.done(update)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    finally:
        busy.discard(update.lane)
        world.updates.wake()


async def _accepted(world: World, client: httpx.AsyncClient, hook: Webhook, update: Update) -> bool:
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        answer = await client.post(hook.url, json=update.json(), headers=headers)
    except httpx.HTTPError as error:
        hook.last_error = (world.now(), f"Connection failed: {type(error).__name__}")
        return False
    if not answer.is_success:
        hook.last_error = (
            world.now(),
            f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}",
        )
        return False
    await _run_answer(world, answer)
    return True


async def _run_answer(world: World, answer: httpx.Response) -> None:
    """A webhook may answer with a method to call; its result is nobody's to know."""
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return
    with contextlib.suppress(ValueError, Refusal):
        body = answer.json()
        if isinstance(body, dict) and isinstance(body.get("method"), str):
            await call(world, body["method"], Params(body))

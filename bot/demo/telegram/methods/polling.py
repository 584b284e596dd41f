"""getUpdates and the webhook's settings: the bot may use one of them at a time, and one poller only."""

import asyncio
import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bot.demo.telegram.errors import bad_request, conflict
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import Json, Webhook, World

_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_ACTIVE_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_MOST = 100
_LONGEST_WAIT = 50
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$")


async def get_updates(world: World, params: Params) -> list[Json]:
    """A newer request ends an older one that still waits with 409, as the real server does."""
    if world.webhook is not None:
        raise conflict(_ACTIVE_WEBHOOK)
    world.updates.want(params.json("allowed_updates"))
    if offset := params.integer("offset"):
        world.updates.acknowledge(offset)
    mine = world.polls = world.polls + 1
    world.updates.wake()
    limit = min(max(params.integer("limit", _MOST), 1), _MOST)
    return await _wait(world, mine, limit, min(params.integer("timeout"), _LONGEST_WAIT))


async def _wait(world: World, mine: int, limit: int, seconds: int) -> list[Json]:
    ends = asyncio.get_running_loop().time() + seconds
    while not (found := world.updates.batch(limit)) and not world.signal.closed:
        left = ends - asyncio.get_running_loop().time()
        if left <= 0:
            break
        await world.updates.changed(left)
        if world.polls != mine:
            raise conflict(_OTHER_POLLER)
        if world.webhook is not None:
            raise conflict("terminated by setWebhook request")
    return [update.json() for update in found]


def set_webhook(world: World, params: Params) -> bool:
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    _check_url(url)
    secret = params.text("secret_token")
    if secret and not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    world.updates.want(params.json("allowed_updates"))
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = Webhook(url, secret, params.integer("max_connections", 40))
    world.updates.wake()
    return True


def _check_url(url: str) -> None:
    """https, as in the real one; plain http only to this machine (as a local Bot API server allows)."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if parts.scheme != "https" and not _is_loopback(parts.hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def delete_webhook(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = None
    world.updates.wake()
    return True


def webhook_info(world: World, params: Params) -> Json:  # noqa: ARG001
    hook = world.webhook
    info: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
    info["pending_update_count"] = len(world.updates)
    if hook and hook.last_error:
        info |= {"last_error_date": hook.last_error[0], "last_error_message": hook.last_error[1]}
    if hook:
        info["max_connections"] = hook.max_connections
    wanted = world.updates.wanted
    return info | ({"allowed_updates": wanted} if wanted is not None else {})


def log_out(world: World, params: Params) -> bool:  # noqa: ARG001
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "logOut": log_out,
    "close": log_out,
}

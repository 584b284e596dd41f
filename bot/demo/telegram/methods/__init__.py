"""The methods of the Bot API, one table; names are compared without regard to case."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.demo.telegram.methods import callbacks, chats, copying, editing, polling, profile, sending, topics
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import World

Method = Callable[[World, Params], Any]
SlowMethod = Callable[[World, Params], Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for table in (
        callbacks.METHODS,
        chats.METHODS,
        copying.METHODS,
        editing.METHODS,
        polling.METHODS,
        profile.METHODS,
        sending.METHODS,
        topics.METHODS,
    )
    for name, method in table.items()
}
SLOW_METHODS: Mapping[str, SlowMethod] = {"getupdates": polling.get_updates}

"""What every process of the bot has loaded before it is forked: the whole program, and the mind without a model."""

from __future__ import annotations

import gc
from functools import cache

from bot.app import Mind, build_mind


@cache
def warm_mind() -> Mind:
    return build_mind(None)


warm_mind()
gc.freeze()

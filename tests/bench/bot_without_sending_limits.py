"""`rangkul run` that sends as fast as it can and listens to one person at the usual pace: for floods."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.app.serving import serve
from bot.engine.budget import Budget, Rate, Rates
from bot.settings import read_settings
from tests.bench.machine import say

FREE = Rate(10_000, 1.0)

if __name__ == "__main__":
    budget = Budget(Rates(private=FREE, group=FREE, bot=FREE))
    asyncio.run(serve(read_settings(), say, asyncio.Event(), budget))

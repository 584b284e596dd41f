"""`rangkul run` that sends as fast as it can: for benchmarks against a local Telegram without limits."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.app.serving import serve
from bot.engine.budget import Budget
from bot.settings import read_settings
from tests.bench.machine import say

if __name__ == "__main__":
    asyncio.run(serve(read_settings(), say, asyncio.Event(), Budget(rates=None)))

"""Every person of the folder `people` talks with the bot, and gets what their page says, on both databases.

`pytest tests/conversations --transcripts DIR` also writes what was really said, for reading.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind

from .conftest import OPENING, Clock, serving, telegram_at, written
from .play import Play, Unmet
from .script import PEOPLE, read_script
from .stage import Stage

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("rasa")]


@pytest.mark.parametrize("page", sorted(PEOPLE.glob("*.md")), ids=lambda page: page.stem)
async def test_that_everybody_gets_what_they_came_for(
    page: Path, database: AsyncEngine, mind: Mind, request: pytest.FixtureRequest
) -> None:
    script, clock = read_script(page), Clock.from_(OPENING)
    folder = request.config.getoption("--transcripts", default=None)
    async with telegram_at(clock) as telegram:
        stage = await Stage.set_up(telegram, script)
        async with serving(stage, database, mind, clock):
            try:
                await Play(stage).perform()
            except Unmet as unmet:
                pytest.fail(f"{page.name}, {unmet}\n\n{written(stage, folder, script)}", pytrace=False)
            written(stage, folder, script)

"""Every person of the folder `people` talks with the bot, and gets what their page says, on both databases.

`pytest tests/conversations --transcripts DIR` also writes what was really said, for reading.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import local_telegram

from .ever import transcript
from .play import Play, Unmet
from .script import PEOPLE, read_script
from .served import Clock, Wiring, serving
from .stage import Stage

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("rasa")]
OPENING = datetime.fromisoformat("2026-02-03T10:00:00+07:00")
"""A Tuesday morning when the example agency is open."""


@pytest.mark.parametrize("page", sorted(PEOPLE.glob("*.md")), ids=lambda page: page.stem)
async def test_that_everybody_gets_what_they_came_for(
    page: Path, database: AsyncEngine, mind: Mind, request: pytest.FixtureRequest
) -> None:
    script, clock = read_script(page), Clock.from_(OPENING)
    folder = request.config.getoption("--transcripts", default=None)
    async with local_telegram(clock=clock.seconds, limits=Limits.off()) as telegram:
        stage = await Stage.set_up(telegram, script)
        async with serving(Wiring.of(stage, clock), database, mind):
            try:
                await Play(stage).perform()
            except Unmet as unmet:
                said = transcript(telegram.world, script.title)
                pytest.fail(f"{page.name}, {unmet}\n\n{said}", pytrace=False)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / page.name).write_text(transcript(telegram.world, script.title), encoding="utf-8")

"""Without any model server, rules alone carry people to a worker; it comes back in the middle, and nobody notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, build_mind
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import local_telegram
from bot.understanding.rasa import RasaClient
from tests.conversations.ever import transcript
from tests.conversations.play import Play, Unmet
from tests.conversations.script import PEOPLE, Line, read_script
from tests.conversations.served import Clock, Wiring, serving
from tests.conversations.stage import Stage
from tests.conversations.test_people import OPENING

pytestmark = [pytest.mark.faults, pytest.mark.promise("outlives-model")]
PAGES = Path(__file__).parent / "degraded"
NOBODY = "http://127.0.0.1:9"
ALSO = ("siti", "dinda", "grace", "asep")
"""Of those who are written down for the bot with its model: they are carried by rules too."""
PATIENCE = 25.0


@pytest.fixture(scope="session")
def rules_mind() -> Mind:
    return build_mind(None)


@asynccontextmanager
async def model_at(url: dict[str, str | None]) -> AsyncIterator[RasaClient]:
    client = RasaClient.open(lambda: url["model"])
    yield client
    await client.close()


async def played(
    page: Path, database: AsyncEngine, mind: Mind, before: dict[tuple[str, str], str] | None = None
) -> None:
    """`before`: where the model is from a line (deed, words) on. From the start nobody answers."""
    script, clock = read_script(page), Clock.from_(OPENING)
    url: dict[str, str | None] = {"model": NOBODY}

    async def look(line: Line) -> None:
        if found := (before or {}).get((line.deed, line.words)):
            url["model"] = found

    async with local_telegram(clock=clock.seconds, limits=Limits.off()) as telegram, model_at(url) as model:
        with_model = replace(mind, understanding=replace(mind.understanding, model=model))
        stage = await Stage.set_up(telegram, script)
        async with serving(Wiring.of(stage, clock), database, with_model):
            try:
                await Play(stage, PATIENCE).perform(look)
            except Unmet as unmet:
                said = transcript(telegram.world, script.title)
                pytest.fail(f"{page.name}, {unmet}\n\n{said}", pytrace=False)


@pytest.mark.parametrize(
    "page",
    [*sorted(PAGES.glob("*.md")), *(PEOPLE / f"{name}.md" for name in ALSO)],
    ids=lambda page: page.stem,
)
async def test_that_rules_alone_carry_a_person_to_a_worker(
    page: Path, database: AsyncEngine, rules_mind: Mind
) -> None:
    await played(page, database, rules_mind)


@pytest.mark.rasa
async def test_that_the_model_comes_back_in_the_middle(
    database: AsyncEngine, rules_mind: Mind, nlu_url: str
) -> None:
    """From the consent on the model reads, and what the rules understood before stands."""
    await played(PAGES / "ketik.md", database, rules_mind, {("is told", "(consent-question)"): nlu_url})

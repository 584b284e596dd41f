from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.understanding.gazetteer import Gazetteer

LEXICON = Path(__file__).parents[2] / "nlu_data" / "lexicon"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def when() -> datetime:
    """A Tuesday."""
    return datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Jakarta"))

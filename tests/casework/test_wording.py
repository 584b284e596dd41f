"""Times and lengths as people say them, in both languages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.casework.alarm import ALARM, rang
from bot.casework.wording import clock, lasting
from bot.directory.agency import Agency, Zone
from bot.situation.case import Case
from bot.situation.frame import Frame, Urgency
from bot.situation.speech import Say
from bot.texts.catalogue import Catalogue

CATALOGUE = Catalogue.load()
NOON = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [(0, "1 menit", "1 minute"), (3, "3 menit", "3 minutes"), (119, "119 menit", "119 minutes"),
     (120, "2 jam", "2 hours"), (1333, "22 jam", "22 hours"), (2880, "2 hari", "2 days"),
     (1_500_000, "1.041 hari", "1,041 days")],
)  # fmt: skip
def test_that_long_waits_are_said_in_hours_and_days(minutes: int, indonesian: str, english: str) -> None:
    said = lasting(NOON - timedelta(minutes=minutes), NOON)
    assert CATALOGUE.plain(said, "id") == indonesian
    assert CATALOGUE.plain(said, "en") == english


def test_that_each_language_writes_the_clock_its_way() -> None:
    assert CATALOGUE.plain(clock(NOON, Zone.WIB), "id") == "jam 14.30 WIB"
    assert CATALOGUE.plain(clock(NOON, Zone.WIB), "en") == "14:30 WIB"


def test_that_an_alarm_says_how_long_in_words(agency: Agency, frame: Frame, case: Case) -> None:
    late = case.model_copy(update={"urgency": Urgency.URGENT, "alarms": 2})
    turn = rang(ALARM, frame, late, agency, case.opened_at + timedelta(minutes=1333))
    told = [CATALOGUE.plain(one.parts[0], "id") for one in turn.effects if isinstance(one, Say)]
    assert told
    assert all("22 jam" in one and "menit" not in one for one in told[:2])

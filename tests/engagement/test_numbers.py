"""Numbers in a crisis: two operators, what was not checked lately says so, whatever the day is; short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.directory.hotlines import CrisisContact, HotlineRegistry, Standing, crisis_contacts
from bot.engagement.contacts import CRISIS_OF, numbers
from bot.engagement.talk import Talk
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming, Kind
from bot.situation.turn import Heard, Surroundings

from .conftest import Talker

Meet = Callable[[], Talker]
DAYS = (
    datetime(2025, 6, 1, tzinfo=UTC),
    datetime(2026, 11, 24, tzinfo=UTC),
    datetime(2027, 6, 1, tzinfo=UTC),
)
UNCHECKED = {"id": "(belum dicek ulang)", "en": "(not checked again yet)"}


def lines(talker: Talker, kind: str, at: datetime, language: str = "id") -> list[str]:
    mind = talker.mind
    incoming = Incoming(kind=Kind.TEXT, chat=1, at=at)
    around = Surroundings(now=at, new_code="K", new_receipt="B")
    talk = Talk(Frame(language=language), Heard(incoming=incoming), around, mind.agency)
    return mind.catalogue.plain(numbers(talk, kind), language).splitlines()


def known(talker: Talker, kind: str, at: datetime) -> tuple[CrisisContact, ...]:
    registry: HotlineRegistry = talker.mind.agency.hotlines
    return crisis_contacts(registry, CRISIS_OF[kind], at.date())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("at", DAYS, ids=str)
@pytest.mark.parametrize("kind", CRISIS_OF)
def test_that_two_operators_are_named_and_old_checks_are_admitted(
    talker: Meet, kind: str, at: datetime, language: str
) -> None:
    talk = talker()
    said = lines(talk, kind, at, language)
    assert 2 <= len(said) <= 3
    assert said[1].startswith({"id": "Kalau tidak tersambung: ", "en": "If nobody answers: "}[language])
    assert sum(map(len, said)) <= 300
    shown = [one for one in known(talk, kind, at) if any(f" {one.hotline.number}" in line for line in said)]
    assert len({one.hotline.operator for one in shown}) >= 2
    for one, line in zip(shown, said, strict=True):
        assert (UNCHECKED[language] in line) == (one.standing is not Standing.VERIFIED)


def test_that_unchecked_numbers_stay_out_where_checked_ones_are_enough(talker: Meet) -> None:
    kind, at = "violence", datetime(2025, 6, 1, tzinfo=UTC)
    assert len(lines(talker(), kind, at)) >= 2
    assert not any(UNCHECKED["id"] in line for line in lines(talker(), kind, at))

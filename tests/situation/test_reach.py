"""Nothing appears on a screen outside the agreed window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Frame
from bot.situation.reach import may_reach

WIB = timezone(timedelta(hours=7))
NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def frame(window: str | None, *, written: timedelta | None = None, quiet: bool = False) -> Frame:
    fact = Fact(value=window, at=NINE, provenance=Provenance.BUTTON)
    facts = {Slot.CONTACT_WINDOW: fact} if window else {}
    return Frame(facts=facts, last_written=NINE - written if written else None, quiet=quiet)


@pytest.mark.parametrize(
    ("window", "reached"),
    [
        (None, True),
        ("chat", True),
        ("phone", True),
        ("morning", True),
        ("noon", False),
        ("evening", False),
        ("hours", False),
        ("never", False),
    ],
)
def test_the_window_is_kept_at_nine_in_the_morning(window: str | None, reached: bool) -> None:
    assert may_reach(frame(window, written=timedelta(hours=5)), NINE, WIB) is reached


@pytest.mark.parametrize("window", ["never", "evening", "hours"])
def test_whoever_is_writing_is_answered(window: str) -> None:
    assert may_reach(frame(window, written=timedelta(minutes=5)), NINE, WIB)


@pytest.mark.parametrize("window", [None, "chat", "morning"])
def test_after_a_quick_exit_nothing_comes_however_lately_they_wrote(window: str | None) -> None:
    assert not may_reach(frame(window, written=timedelta(minutes=1), quiet=True), NINE, WIB)

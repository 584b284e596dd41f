from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.agency import Zone
from bot.directory.hours import opening_state, openings, promised_answer, public_holidays
from bot.directory.models import WEEKDAYS, Schedule

WIB = Zone.WIB
OFFICE = [Schedule.model_validate({"byday": "MO,TU,WE,TH,FR", "opens_at": "08:00", "closes_at": "15:00"})]
NIGHT = [Schedule.model_validate({"byday": "FR", "opens_at": "20:00", "closes_at": "06:00"})]
ALWAYS = [
    Schedule.model_validate(
        {"byday": ",".join(WEEKDAYS), "opens_at": "00:00", "closes_at": "00:00", "open_on_holidays": True}
    )
]
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
NO_HOLIDAYS: frozenset[date] = frozenset()


def at(text: str, zone: Zone = WIB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone.tz)


@pytest.mark.parametrize(
    ("schedules", "now", "open_now", "change"),
    [
        (OFFICE, "2026-11-24 09:00", True, "2026-11-24 15:00"),  # a Tuesday
        (OFFICE, "2026-11-24 08:00", True, "2026-11-24 15:00"),
        (OFFICE, "2026-11-24 07:59", False, "2026-11-24 08:00"),
        (OFFICE, "2026-11-24 15:00", False, "2026-11-25 08:00"),
        (OFFICE, "2026-11-27 15:00", False, "2026-11-30 08:00"),  # over the weekend
        (OFFICE, "2026-12-23 16:00", False, "2026-12-28 08:00"),  # over Christmas and the weekend
        (NIGHT, "2026-11-28 05:59", True, "2026-11-28 06:00"),  # Friday's night is still open on Saturday
        (NIGHT, "2026-11-28 06:00", False, "2026-12-04 20:00"),
        (OFFICE + NIGHT, "2026-11-27 21:00", True, "2026-11-28 06:00"),
    ],
)
def test_open_now_and_the_next_change(
    schedules: list[Schedule], now: str, open_now: bool, change: str
) -> None:
    state = opening_state(schedules, at(now), WIB, CHRISTMAS)
    said = state.closes if open_now else state.next_opening
    assert state.open_now is open_now
    assert said
    assert said.at == at(change)
    assert (said.weekday, said.clock, said.zone) == (at(change).weekday(), at(change).time(), WIB)


def test_the_same_instant_is_another_hour_in_another_zone() -> None:
    instant = at("2026-11-24 07:30", Zone.WIB)
    assert opening_state(OFFICE, instant, Zone.WIB, NO_HOLIDAYS).open_now is False
    assert opening_state(OFFICE, instant, Zone.WIT, NO_HOLIDAYS).open_now is True


def test_always_open_has_no_closing_time_and_never_open_no_opening() -> None:
    assert opening_state(ALWAYS, at("2026-12-25 03:00"), WIB, CHRISTMAS).model_dump() == {
        "open_now": True,
        "closes": None,
        "next_opening": None,
    }
    assert opening_state([], at("2026-12-25 03:00"), WIB, CHRISTMAS).next_opening is None
    assert promised_answer([], at("2026-12-25 03:00"), timedelta(hours=2), WIB, CHRISTMAS) is None


def test_hours_that_end_on_a_date_end_there() -> None:
    ramadan = [
        Schedule.model_validate(
            {"byday": "MO", "opens_at": "08:00", "closes_at": "12:00", "valid_to": "2026-11-23"}
        )
    ]
    assert opening_state(ramadan, at("2026-11-23 12:00"), WIB, NO_HOLIDAYS).next_opening is None


@pytest.mark.parametrize(
    ("now", "hours", "answer"),
    [
        ("2026-11-24 09:00", 2, "2026-11-24 11:00"),
        ("2026-11-24 13:00", 2, "2026-11-24 15:00"),
        ("2026-11-24 14:00", 2, "2026-11-25 09:00"),  # across a night
        ("2026-11-27 14:30", 2, "2026-11-30 09:30"),  # across a weekend
        ("2026-11-28 23:00", 2, "2026-11-30 10:00"),
        ("2026-12-23 14:00", 2, "2026-12-28 09:00"),  # across Christmas
        ("2026-11-24 09:00", 15, "2026-11-26 10:00"),
    ],
)
def test_the_promise_counts_open_hours_only(now: str, hours: int, answer: str) -> None:
    promised = promised_answer(OFFICE, at(now), timedelta(hours=hours), WIB, CHRISTMAS)
    assert promised
    assert promised.at == at(answer)


def test_indonesian_holidays() -> None:
    both = public_holidays([2026])
    assert {date(2026, 8, 17), date(2026, 12, 24), date(2026, 12, 25)} <= both
    assert date(2026, 12, 24) not in public_holidays([2026], joint_leave=False)
    assert date(2026, 12, 25) in public_holidays([2026], joint_leave=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"byday": "MO,XX"},
        {"byday": ""},
        {"opens_at": "8"},
        {"opens_at": "25:00"},
        {"valid_from": "2026-02-01", "valid_to": "2026-01-01"},
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    right = {"byday": "MO", "opens_at": "08:00", "closes_at": "12:00"}
    with pytest.raises(ValueError, match=r"is not a day|time|before"):
        Schedule.model_validate({**right, **wrong})


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
schedules_strategy = st.lists(
    st.builds(
        Schedule,
        byday=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True).map(tuple),
        opens_at=clocks,
        closes_at=clocks,
        open_on_holidays=st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
moments = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)
)
holidays_strategy = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=20)
promises = st.integers(15, 60 * 20).map(lambda minutes: timedelta(minutes=minutes))


@given(schedules_strategy, moments, promises, holidays_strategy)
def test_the_promised_answer_is_always_inside_opening_hours(
    schedules: list[Schedule], now: datetime, promise: timedelta, closed: frozenset[date]
) -> None:
    answer = promised_answer(schedules, now, promise, WIB, closed)
    assert answer
    assert answer.at >= now + promise
    inside = next(opening for opening in openings(schedules, now, WIB, closed) if opening.end >= answer.at)
    assert inside.start < answer.at <= inside.end


@given(schedules_strategy, moments, st.integers(0, 60 * 24 * 3), promises, holidays_strategy)
def test_who_writes_later_is_never_promised_an_earlier_answer(
    schedules: list[Schedule], now: datetime, later: int, promise: timedelta, closed: frozenset[date]
) -> None:
    first = promised_answer(schedules, now, promise, WIB, closed)
    second = promised_answer(schedules, now + timedelta(minutes=later), promise, WIB, closed)
    assert first
    assert second
    assert first.at <= second.at


@given(schedules_strategy, moments, holidays_strategy)
def test_openings_are_in_order_apart_and_agree_with_open_now(
    schedules: list[Schedule], now: datetime, closed: frozenset[date]
) -> None:
    found = openings(schedules, now, WIB, closed)
    pairs = list(islice(found, 10))
    assert all(one.start < one.end for one in pairs)
    assert all(one.end < two.start for one, two in pairwise(pairs))
    assert opening_state(schedules, now, WIB, closed).open_now is (pairs[0].start <= now < pairs[0].end)

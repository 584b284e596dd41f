"""Opening hours as data: open now, next opening, promised answer. Words are made elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from bot.directory.agency import Zone
from bot.directory.frozen import Frozen
from bot.directory.models import WEEKDAYS, Schedule

HORIZON_DAYS = 370
ALWAYS_OPEN = timedelta(days=7)


class Opening(Frozen):
    """From `start` up to, not including, `end`; both aware, in the agency's zone."""

    start: datetime
    end: datetime


class Moment(Frozen):
    """A time to be said: the texts name the weekday (0 is Monday) and the zone."""

    at: datetime
    weekday: int
    day: date
    clock: time
    zone: Zone


class OpeningState(Frozen):
    """`closes` is None when open for more than a week, `next_opening` is None when there are no hours."""

    open_now: bool
    closes: Moment | None = None
    next_opening: Moment | None = None


def public_holidays(years: Iterable[int], joint_leave: bool = True) -> frozenset[date]:
    """Indonesian public holidays; with `joint_leave` also the government's cuti bersama."""
    return _holidays(tuple(years), joint_leave)


@lru_cache(maxsize=8)
def _holidays(years: tuple[int, ...], joint_leave: bool) -> frozenset[date]:
    """Kept: working them out takes longer than the rest of a reply's opening hours."""
    categories = (holidays.PUBLIC, holidays.GOVERNMENT) if joint_leave else (holidays.PUBLIC,)
    return frozenset(holidays.country_holidays("ID", years=years, categories=categories))


def moment(at: datetime, zone: Zone) -> Moment:
    local = at.astimezone(zone.tz)
    return Moment(at=local, weekday=local.weekday(), day=local.date(), clock=local.time(), zone=zone)


def openings(
    schedules: Iterable[Schedule], after: datetime, zone: Zone, closed: frozenset[date]
) -> Iterator[Opening]:
    """Openings that end after `after`, in order, touching ones joined, for about a year."""
    yield from _joined(_each(tuple(schedules), after, zone, closed))


def opening_state(
    schedules: Iterable[Schedule], now: datetime, zone: Zone, closed: frozenset[date]
) -> OpeningState:
    first = next(openings(schedules, now, zone, closed), None)
    if first is None:
        return OpeningState(open_now=False)
    if first.start <= now:
        closes = moment(first.end, zone) if first.end - now <= ALWAYS_OPEN else None
        return OpeningState(open_now=True, closes=closes)
    return OpeningState(open_now=False, next_opening=moment(first.start, zone))


def promised_answer(
    schedules: Iterable[Schedule], now: datetime, promise: timedelta, zone: Zone, closed: frozenset[date]
) -> Moment | None:
    """When a worker has read at the latest: after `promise` of open time from `now` on. None: never open.

    The promise counts open time only, so nights, weekends and holidays pass for nothing.
    """
    left = promise
    for opening in openings(schedules, now, zone, closed):
        start = max(opening.start, now)
        if left <= opening.end - start:
            return moment(start + left, zone)
        left -= opening.end - start
    return None


def _each(
    schedules: tuple[Schedule, ...], after: datetime, zone: Zone, closed: frozenset[date]
) -> Iterator[Opening]:
    yesterday = after.astimezone(zone.tz).date() - timedelta(days=1)
    for offset in range(HORIZON_DAYS):
        day = yesterday + timedelta(days=offset)
        today = (_on(schedule, day, zone) for schedule in schedules if _applies(schedule, day, closed))
        for opening in sorted(today, key=lambda opening: opening.start):
            if opening.end > after:
                yield opening


def _applies(schedule: Schedule, day: date, closed: frozenset[date]) -> bool:
    return (
        WEEKDAYS[day.weekday()] in schedule.byday
        and (schedule.open_on_holidays or day not in closed)
        and (schedule.valid_from is None or schedule.valid_from <= day)
        and (schedule.valid_to is None or day <= schedule.valid_to)
    )


def _on(schedule: Schedule, day: date, zone: Zone) -> Opening:
    crosses_midnight = schedule.closes_at <= schedule.opens_at
    last = day + timedelta(days=1) if crosses_midnight else day
    return Opening(
        start=datetime.combine(day, schedule.opens_at, zone.tz),
        end=datetime.combine(last, schedule.closes_at, zone.tz),
    )


def _joined(each: Iterator[Opening]) -> Iterator[Opening]:
    current = next(each, None)
    for following in each:
        assert current
        if following.start <= current.end:
            current = Opening(start=current.start, end=max(current.end, following.end))
        else:
            yield current
            current = following
    if current:
        yield current

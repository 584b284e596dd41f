"""Feasts, months and weekdays as intervals of days."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags agt aug august",
            "september sep sept",
            "oktober okt october",
            "november nov nop nopember",
            "desember des december",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: Final = {
    "senin": 0,
    "senen": 0,
    "selasa": 1,
    "slasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "jum'at": 4,
    "jumaat": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
}
_NAMES: Final = {
    "eid": "Eid al-Fitr",
    "sacrifice": "Eid al-Adha",
    "christmas": "Christmas Day",
    "new_year": "New Year's Day",
    "lunar": "Lunar New Year",
    "silence": "Day of Silence",
}
_FAST_DAYS: Final = 30
Days = tuple[date, date]


def feast(name: str, year: int) -> Days:
    """First and last day of a feast in a year; "fast" is the month before Eid.

    Source: the public holidays of the `holidays` package; dates of later years are its estimates.
    """
    if name == "fast":
        eid, _ = feast("eid", year)
        return eid - timedelta(days=_FAST_DAYS), eid - timedelta(days=1)
    first = _holidays(year)[_NAMES[name]]
    return first, first + timedelta(days=1) if name == "eid" else first


@lru_cache(maxsize=16)
def _holidays(year: int) -> dict[str, date]:
    """The first day of each holiday of the year, by its English name."""
    found: dict[str, date] = {}
    for day, names in sorted(holidays.country_holidays("ID", years=year, language="en_US").items()):
        for name in names.split("; "):
            found.setdefault(name.removesuffix(" (estimated)"), day)
    return found


def month_of(day: date, back: int = 0) -> Days:
    """The whole month that lies ``back`` months before the one of ``day``."""
    index = day.year * 12 + day.month - 1 - back
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def year_of(day: date, back: int = 0) -> Days:
    return date(day.year - back, 1, 1), date(day.year - back, 12, 31)


def week_of(day: date, back: int = 0) -> Days:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday() + 7 * back)
    return monday, monday + timedelta(days=6)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    first, last = month_of(day, months)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), last)

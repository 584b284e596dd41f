"""When: dates and intervals relative to the message's own day, as ISO 8601."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from .calendar_id import MONTHS, WEEKDAYS, Days, feast, month_of, months_before, week_of, year_of
from .numbers import COUNT, read_count


@dataclass(frozen=True, slots=True)
class DateSpan:
    """``value`` is "2026-03-05", or "2026-03-21/2026-04-04" for an interval."""

    start: int
    end: int
    value: str


Reader = Callable[[re.Match[str], date], Days | None]

_AROUND: Final = timedelta(days=14)
_MOST: Final = 150  # years; longer spans are something else
_N = rf"(?:(?P<n>{COUNT})|(?P<half>setengah)|(?P<one>se)(?=hari|minggu|bulan|tahun|taun|mgg))"
_UNIT = (
    r"(?P<unit>harian|hari|hr|minggu|mgg|mnggu|bulanan|bulan|bln|bl|tahunan|tahun|taun|thn|th"
    r"|days?|weeks?|months?|years?)"
)
_FULL_NAMES = (name for name in MONTHS if len(name) > 3 or name == "mei")
_MONTH = rf"(?P<month>{'|'.join(sorted(_FULL_NAMES, key=len, reverse=True))})"
_ANY_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY_NAME = (
    rf"(?P<day>{'|'.join(sorted((name for name in WEEKDAYS if name != 'minggu'), key=len, reverse=True))})"
)
_FEASTS: Final = {
    "sacrifice": r"(?:hari raya\s+)?(?:idul|iedul|idhul)\s*adha|lebaran haji|kurban|qurban",
    "eid": r"(?:hari raya\s+)?(?:idul|iedul)\s*fitri|lebaran|riyaya|hari raya",
    "fast": r"bulan\s+puasa|puasaan|ramadh?an|romadh?on|awal puasa|akhir puasa|pas puasa"
    r"|(?<=habis )puasa|(?<=abis )puasa|(?<=sebelum )puasa",
    "christmas": r"natalan|hari natal|natal",
    "new_year": r"tahun baru(?:an)?|taun baru(?:an)?",
    "lunar": r"imlek",
    "silence": r"nyepi",
}
_FEAST = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FEASTS.items())


def _ago(found: re.Match[str], today: date) -> Days | None:
    count = _count(found)
    if count is None:
        return None
    unit = found["unit"].lower()
    if unit.startswith(("h", "d")):
        return _same(today - timedelta(days=round(count)))
    if unit.startswith(("mi", "mg", "mn", "w")):
        return _same(today - timedelta(days=round(count * 7)))
    if unit.startswith(("b", "m")):
        return month_of(today, max(1, round(count)))
    return month_of(today, 6) if count < 1 else year_of(today, round(count))


def _lasting(found: re.Match[str], today: date) -> Days | None:
    """ "udah 3 bulan nganggur", "sejak 2 tahun": from then until today."""
    start = _back(found, today)
    return (start, today) if start and start < today else None


def _ahead(found: re.Match[str], today: date) -> Days | None:
    start = _back(found, today)
    return _same(today + (today - start)) if start else None


def _back(found: re.Match[str], today: date) -> date | None:
    count = _count(found)
    if count is None:
        return None
    unit = found["unit"].lower()
    if unit.startswith(("h", "d")):
        return today - timedelta(days=max(1, round(count)))
    if unit.startswith(("mi", "mg", "mn", "w")):
        return today - timedelta(days=max(1, round(count * 7)))
    if unit.startswith(("b", "m")):
        return months_before(today, round(count)) if count >= 1 else today - timedelta(days=15)
    return months_before(today, round(count * 12))


def _count(found: re.Match[str]) -> float | None:
    if found["half"]:
        return 0.5
    if found["one"]:
        return 1
    count = read_count(found["n"])
    return count if count and count <= _MOST else None


def _same(day: date) -> Days:
    return day, day


def _near(found: re.Match[str], today: date) -> Days | None:
    word = re.sub(r"\s+", " ", found[0].lower())
    if word.startswith(("besok", "bsk", "tomorrow")):
        return _same(today + timedelta(days=1))
    if word.startswith("lusa"):
        return _same(today + timedelta(days=2))
    if "lusa" in word or "dulu" in word:
        return _same(today - timedelta(days=2))
    if word.startswith(("kemar", "kmr", "kmar", "wingi", "yesterday", "semalam", "semalem", "last night")):
        return _same(today - timedelta(days=1))
    if word.startswith(("tadi mal", "td mal", "tdi mal")):
        return _same(today - timedelta(days=1))
    return _same(today)


def _period(found: re.Match[str], today: date) -> Days:
    unit, which = found["period"].lower(), found["which"].lower()
    back = (
        0
        if which in ("ini", "skrg", "sekarang", "this")
        else -1
        if which in ("depan", "besok", "next")
        else 1
    )
    if unit.startswith(("mi", "mg", "w")):
        return week_of(today, back)
    return month_of(today, back) if unit.startswith(("b", "m")) else year_of(today, back)


def _weekday(found: re.Match[str], today: date) -> Days:
    name = (found["day"] or "minggu").lower()
    behind = (today.weekday() - WEEKDAYS[name]) % 7
    if found["next"]:
        return _same(today + timedelta(days=(7 - behind) % 7 or 7))
    return _same(today - timedelta(days=behind if behind or not found["last"] else 7))


def _month(found: re.Match[str], today: date) -> Days | None:
    number = MONTHS[found["month"].lower()]
    if found["year"]:
        return month_of(date(int(found["year"]), number, 1))
    this_year = date(today.year, number, 1)
    if found["next"]:
        return month_of(this_year if this_year > today else date(today.year + 1, number, 1))
    return month_of(this_year if this_year <= today else date(today.year - 1, number, 1))


def _day_of_month(found: re.Match[str], today: date) -> Days | None:
    number = int(found["dom"])
    ahead = found["next"] or found["due"]
    for back in range(-3, 0) if ahead else range(3):
        first, last = month_of(today, -back - 4 if ahead else back)
        day = first + timedelta(days=number - 1)
        if number >= 1 and day <= last and (day >= today if ahead else day <= today):
            return _same(day)
    return None


def _full(found: re.Match[str], today: date) -> Days | None:
    month = found["month"]
    number = MONTHS[month.lower()] if month else int(found["mm"])
    written = found["year"]
    year = today.year if written is None else int(written) + (2000 if len(written) == 2 else 0)
    try:
        day = date(year, number, int(found["dd"]))
        return _same(day if written or day <= today + timedelta(days=120) else day.replace(year=year - 1))
    except ValueError:
        return None


def _year(found: re.Match[str], today: date) -> Days | None:
    year = int(found["year"])
    return year_of(date(year, 1, 1)) if today.year - 100 <= year <= today.year + 5 else None


def _feast(found: re.Match[str], today: date) -> Days:
    name = next(name for name in _FEASTS if found[name])
    ahead = bool(found["next"] or found["towards"])
    years = range(today.year - 1, today.year + 3)
    spans = [feast(name, year) for year in years]
    if ahead:
        first, last = next(span for span in spans if span[0] >= today)
    else:
        first, last = [span for span in spans if span[0] <= today][-1]
    if found["after"]:
        return last, min(last + _AROUND, today) if last < today else last + _AROUND
    if found["before"]:
        return first - _AROUND, first - timedelta(days=1)
    return first, last


_NEXT = r"(?P<next>\s+(?:depan|besok|nanti|ini nanti|next))?"
_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (
            rf"\b(?P<dd>\d{{1,2}})\s*[-/ ]\s*(?:{_ANY_MONTH})\b(?:\s*[-/ ]\s*(?P<year>\d{{4}}|\d{{2}})\b)?(?P<mm>)",
            _full,
        ),
        (r"\b(?P<dd>\d{1,2})[/.-](?P<mm>\d{1,2})[/.-](?P<year>\d{4}|\d{2})\b(?P<month>(?!))?", _full),
        (
            rf"(?:\b(?P<after>habis|abis|sehabis|setelah|sesudah|seusai|bubar|bakda|after)\s+|\b(?P<before>sebelum|before)\s+"
            rf"|\b(?P<towards>jelang|menjelang|mau|buat|untuk|nanti)\s+)?(?:{_FEAST})\b"
            rf"(?:\s+(?:lalu|kemarin|kmrn|taun lalu|tahun lalu))?{_NEXT}",
            _feast,
        ),
        (
            rf"\b{_N}\s*{_UNIT}\s*(?:(?:yang|yg)\s+)?(?:lalu|lalunya|silam|kemarin|kmrn|kemaren|kepungkur|ago)\b",
            _ago,
        ),
        (rf"\b{_N}\s*{_UNIT}\s+(?:lagi|ke\s?depan)\b", _ahead),
        (rf"\b{_N}\s*{_UNIT}(?:an)?\b(?:\s+(?:ini|terakhir|lebih))?", _lasting),
        (
            r"(?<!\d )\b(?P<period>minggu|mgg|bulan|bln|tahun|taun|thn)\s+(?:yg\s+|yang\s+)?"
            r"(?P<which>lalu|kemarin|kmrn|kemaren|ini|depan)\b",
            _period,
        ),
        (rf"\b(?:hari\s+)?{_DAY_NAME}\b(?P<last>\s+(?:lalu|kemarin|kmrn|kemaren))?{_NEXT}", _weekday),
        (rf"\bhari\s+minggu\b(?P<day>(?!))?(?P<last>\s+(?:lalu|kemarin|kmrn))?{_NEXT}", _weekday),
        (
            rf"\b(?:bulan\s+|bln\s+|awal\s+|akhir\s+|pertengahan\s+)?{_MONTH}\b(?:\s+(?:tahun\s+)?(?P<year>(?:19|20)\d\d)"
            rf"|\s+(?:lalu|kemarin|kmrn|kemaren))?{_NEXT}",
            _month,
        ),
        (
            r"\b(?:tadi|td|tdi)\s+(?:pagi|siang|sore|malam|malem|mlm|subuh)|\b(?:kemarin|kemaren|kmrn|kmaren|kmren)(?:\s+(?:lusa|dulu"
            r"|pagi|siang|sore|malam|malem))?\b|\b(?:malam|malem|pagi|siang|sore|hari)\s+ini\b|\b(?:besok|bsk)(?:\s+(?:pagi|siang|sore"
            r"|malam))?\b|\blusa\b|\bsemal[ae]m\b|\b(?:nanti|ntar)\s+(?:malam|malem|sore|siang)\b|\bwingi\b|\b(?:today|yesterday|tomorrow"
            r"|tonight|last night)\b|\bbarusan\b",
            _near,
        ),
        (
            rf"(?P<due>\b(?:sampai|sampe|sebelum|paling lambat|jatuh tempo|tenggat|deadline)\s+)?"
            rf"\b(?:tgl|tanggal|tggl)\s*\.?\s*(?P<dom>\d{{1,2}})\b{_NEXT}",
            _day_of_month,
        ),
        (r"\b(?:tahun|taun|thn|sejak|dari|dr|since|in)\s+(?P<year>(?:19|20)\d\d)\b", _year),
    )
)


def find_dates(text: str, when: datetime) -> Iterator[DateSpan]:
    """Every point or stretch of time; an earlier pattern wins where two overlap. ``when`` carries its zone."""
    taken: list[tuple[int, int]] = []
    for pattern, reader in _PATTERNS:
        for found in pattern.finditer(text):
            if not found[0] or any(found.start() < end and start < found.end() for start, end in taken):
                continue
            days = _read(reader, found, when.date())
            if days is not None:
                taken.append(found.span())
                yield DateSpan(found.start(), found.end(), _iso(days))


def read_date(text: str, when: datetime) -> str | None:
    """The first date of a short answer."""
    spans = sorted(find_dates(text, when), key=lambda span: span.start)
    return spans[0].value if spans else None


def _read(reader: Reader, found: re.Match[str], today: date) -> Days | None:
    """None also for a day that the calendar does not hold ("9999 tahun lalu")."""
    try:
        return reader(found, today)
    except (ValueError, OverflowError):
        return None


def _iso(days: Days) -> str:
    first, last = days
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"

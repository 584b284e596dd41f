"""Times and lengths of what staff read."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.directory.agency import Zone
from bot.situation.lines import value_text
from bot.situation.speech import Text
from bot.situation.summary import Known

Argument = str | int | float | Text | tuple[Text | str, ...]
MOST_ITEMS = 6


def shortened(words: str, most: int) -> str:
    """At most `most` UTF-16 units (as Telegram counts), on one line, with an ellipsis where something is left out."""
    line = " ".join(words.split())
    if _units(line) <= most:
        return line
    kept = ""
    for character in line:
        if _units(kept) + _units(character) >= most:
            break
        kept += character
    return f"{kept.rstrip()}…"


def capped(text: Text, most: int) -> Text:
    """The text with every string inside it shortened and every list cut to a few items."""
    return text.model_copy(
        update={"arguments": {name: _capped(value, most) for name, value in text.arguments.items()}}
    )


def worded(one: Known, most: int) -> Text:
    """The value of a fact; a guess is marked as one."""
    value = capped(value_text(one.slot, one.fact), most)
    return Text(id="card-guess", arguments={"value": value}) if one.guess else value


def clock(at: datetime, zone: Zone) -> Text:
    local = at.astimezone(zone.tz)
    return Text(id="clock", arguments={"hour": f"{local:%H}", "minute": f"{local:%M}", "zone": zone.value})


def day_and_clock(at: datetime, now: datetime, zone: Zone) -> Text:
    """Like "hari ini jam 10.15 WIB": today, tomorrow, else weekday and date."""
    local, today = at.astimezone(zone.tz), now.astimezone(zone.tz).date()
    days = (local.date() - today).days
    if days in (0, 1):
        return Text(id=("on-today", "on-tomorrow")[days], arguments={"clock": clock(at, zone)})
    return Text(
        id="on-day",
        arguments={
            "weekday": Text(id=f"weekday-{local.weekday()}"),
            "day": local.day,
            "month": Text(id=f"month-{local.month}"),
            "clock": clock(at, zone),
        },
    )


def age(at: datetime, now: datetime) -> Text:
    """How long ago, in minutes, hours or days; never negative."""
    unit, count = _span(now - at)
    return Text(id=f"card-age-{unit}", arguments={"count": count})


def lasting(at: datetime, now: datetime) -> Text:
    """How long since then, in minutes (at least one), hours or days."""
    unit, count = _span(now - at)
    return Text(id=f"lasting-{unit}", arguments={"count": max(1, count)})


def _span(length: timedelta) -> tuple[str, int]:
    """The largest unit of which there are two or more."""
    minutes = max(0, int(length.total_seconds()) // 60)
    for unit, size in (("days", 24 * 60), ("hours", 60)):
        if minutes >= 2 * size:
            return unit, minutes // size
    return "minutes", minutes


def _capped(value: Argument, most: int) -> Argument:
    if isinstance(value, Text):
        return capped(value, most)
    if isinstance(value, tuple):
        return tuple(
            capped(one, most) if isinstance(one, Text) else shortened(one, most) for one in value[:MOST_ITEMS]
        )
    return shortened(value, most) if isinstance(value, str) else value


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2

"""Times as a person says them: the day by name, the clock with its zone."""

from __future__ import annotations

from datetime import datetime

from bot.directory.agency import Zone
from bot.situation.speech import Text


def spoken(at: datetime, now: datetime, zone: Zone) -> Text:
    """ "hari ini jam 10.15 WIB", "besok ...", else the weekday and date."""
    local, today = at.astimezone(zone.tz), now.astimezone(zone.tz).date()
    clock = Text(id="clock", arguments={"hour": f"{local:%H}", "minute": f"{local:%M}", "zone": zone.value})
    days = (local.date() - today).days
    if days in (0, 1):
        return Text(id="on-today" if days == 0 else "on-tomorrow", arguments={"clock": clock})
    return Text(
        id="on-day",
        arguments={
            "weekday": Text(id=f"weekday-{local.weekday()}"),
            "day": local.day,
            "month": Text(id=f"month-{local.month}"),
            "clock": clock,
        },
    )

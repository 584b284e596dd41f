"""Quick exit: both sides' messages go, an innocent one stays."""

from __future__ import annotations

from datetime import time

from bot.engagement.talk import Talk
from bot.situation.frame import Stage
from bot.situation.speech import CancelWake, QuickExit, Text


def leave(talk: Talk) -> None:
    """Quick exit: both sides' messages go, an innocent one stays."""
    stage = talk.frame.stage
    if stage is Stage.EMERGENCY:
        stage = Stage.HANDED_OFF if talk.frame.case_code else Stage.LISTENING
    talk.set(asked=None, hint=None, changing=None, quiet=True, stage=stage)
    talk.do(CancelWake())
    talk.do(QuickExit())
    talk.say(
        talk.text("office-hours", hours=Text(id="hours", arguments={"lines": _hours(talk)})),
        despite_worker=True,
    )


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _hours(talk: Talk) -> tuple[Text, ...]:
    return tuple(
        Text(
            id="hours-line",
            arguments={
                "first": Text(id=f"weekday-{_DAYS.index(schedule.byday[0])}"),
                "last": Text(id=f"weekday-{_DAYS.index(schedule.byday[-1])}"),
                "opens": _clock(schedule.opens_at),
                "closes": _clock(schedule.closes_at),
                "zone": talk.agency.settings.time_zone.value,
            },
        )
        for schedule in talk.agency.settings.schedules
    )


def _clock(at: time) -> Text:
    """Written as the language writes times."""
    return Text(id="time", arguments={"hour": f"{at:%H}", "minute": f"{at:%M}"})

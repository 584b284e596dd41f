"""Nobody has claimed it yet: ring again, call the supervisors, then tell the applicant whom to call."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.casework.wording import lasting
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState
from bot.situation.frame import Frame, Urgency
from bot.situation.reach import may_reach
from bot.situation.speech import CancelWake, Effect, Say, Text, To, Urgent, Wake
from bot.situation.turn import StaffTurn

ALARM = "case:alarm"
LATE = "case:late"
TIMERS = frozenset({ALARM, LATE})
EVERY = timedelta(minutes=3)
LATER_EVERY = timedelta(minutes=15)
SUPERVISORS_AT = 2
APPLICANT_AT = 3


def quiet() -> tuple[Effect, ...]:
    """Somebody has it, or it is over: nothing rings any more."""
    return (CancelWake(name=ALARM), CancelWake(name=LATE))


def first_alarm(case: Case, now: datetime) -> tuple[Effect, ...]:
    """The timers of a case that begins to wait."""
    waking: list[Effect] = []
    if case.urgency is Urgency.URGENT:
        waking.append(Wake(name=ALARM, at=now + EVERY, argument=str(case.id)))
    if case.promised:
        waking.append(Wake(name=LATE, at=max(case.promised, now), argument=str(case.id)))
    return tuple(waking)


def rang(name: str, frame: Frame | None, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """A timer of a waiting case; for any other case it means nothing."""
    if case.state is not CaseState.WAITING:
        return StaffTurn(case=case)
    return _alarm(frame, case, agency, now) if name == ALARM else _late(case)


def _alarm(frame: Frame | None, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """`case.alarms` counts the alarms before this one: 1 at three minutes, 2 at six, 3 at nine."""
    told: dict[str, str | int | float | Text | tuple[Text | str, ...]] = {
        "code": case.code,
        "lasting": lasting(case.opened_at, now),
    }
    effects: list[Effect] = [_ring(To.CASE, Text(id="staff-alarm-again", arguments=told))]
    if case.alarms >= SUPERVISORS_AT:
        effects.append(_ring(To.STAFF_GROUP, Text(id="staff-alarm-supervisors", arguments=told)))
    zone = agency.settings.time_zone.tz
    if case.alarms == APPLICANT_AT and frame and may_reach(frame, now, zone):
        effects.append(_whom_to_call(frame, agency))
    following = EVERY if case.alarms < APPLICANT_AT else LATER_EVERY
    effects.append(Wake(name=ALARM, at=now + following, argument=str(case.id)))
    return StaffTurn(case=case.model_copy(update={"alarms": case.alarms + 1}), effects=tuple(effects))


def _late(case: Case) -> StaffTurn:
    """The promised time has passed."""
    text = Text(id="staff-late", arguments={"code": case.code})
    effects = tuple(Say(to=to, parts=(text,)) for to in (To.CASE, To.STAFF_GROUP))
    return StaffTurn(case=case.model_copy(update={"alarms": case.alarms + 1}), effects=effects)


def _whom_to_call(frame: Frame, agency: Agency) -> Say:
    words = agency.settings.emergency_contact.to(frame.language)
    return Say(
        to=To.APPLICANT,
        parts=(Text(id="worker-nobody-yet", arguments={"contact": words}),),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def _ring(to: To, text: Text) -> Say:
    return Say(to=to, parts=(text,), urgent=Urgent.EMERGENCY)

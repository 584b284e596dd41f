"""A case reaches the staff: one new message when it opens, edits and differences afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.casework import alarm as alarms
from bot.casework.card import difference
from bot.casework.hours import is_open
from bot.casework.readable import is_confidential
from bot.casework.show import edit, post, private_card
from bot.casework.summarise import known
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState, Speaker
from bot.situation.consent import may_read_all
from bot.situation.frame import Frame, Urgency
from bot.situation.speech import Effect, Say, Text, To, Urgent
from bot.situation.turn import StaffTurn

_ORDER = (Urgency.ORDINARY, Urgency.TODAY, Urgency.URGENT)


def open_case(
    frame: Frame, case: Case, agency: Agency, now: datetime, alarm: bool, refresh: bool
) -> StaffTurn:
    """`refresh`: the card is posted already. Differences are those changes of the frame made at `now`.

    The case comes back with the graver urgency of case and frame, and stays confidential once it was.
    """
    grave = max(case.urgency, frame.urgency, key=_ORDER.index)
    case = case.model_copy(
        update={
            "urgency": grave,
            "confidential": is_confidential(frame, case),
            "promised": frame.promised or case.promised,
        }
    )
    return (
        _refreshed(frame, case, agency, now, alarm) if refresh else _opened(frame, case, agency, now, alarm)
    )


def withdraw_case(frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """The applicant has ended it: the words leave the card, the topic closes, nothing rings any more."""
    gone = case.model_copy(update={"state": CaseState.WITHDRAWN})
    said = Say(to=To.CASE, parts=(Text(id="staff-withdrawn", arguments={"code": case.code}),))
    effects = (*alarms.quiet(), said, edit(frame, gone, agency, now))
    return StaffTurn(case=gone, speaker=Speaker.BOT, effects=effects)


def _opened(frame: Frame, case: Case, agency: Agency, now: datetime, alarm: bool) -> StaffTurn:
    ringing = alarm or case.urgency is Urgency.URGENT
    loud = Urgent.ORDINARY if is_open(agency, now) else Urgent.SILENT
    case = case.model_copy(update={"alarms": case.alarms + 1}) if ringing else case
    card = post(frame, case, agency, now, Urgent.EMERGENCY if ringing else loud)
    return StaffTurn(case=case, effects=(card, *alarms.first_alarm(case, now)))


def _refreshed(frame: Frame, case: Case, agency: Agency, now: datetime, alarm: bool) -> StaffTurn:
    if case.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        return StaffTurn(case=case, effects=(edit(frame, case, agency, now),))
    effects: list[Effect] = [edit(frame, case, agency, now), *_differences(frame, case, now)]
    if case.confidential and case.worker and _changed(frame, now):
        effects.append(private_card(frame, case, agency, now))
    if alarm:
        case, rung = _realarm(case, now)
        effects += rung
    return StaffTurn(case=case, effects=tuple(effects))


def _changed(frame: Frame, now: datetime) -> bool:
    return any(change.after_handoff and change.at >= now for change in frame.changes)


def _differences(frame: Frame, case: Case, now: datetime) -> tuple[Effect, ...]:
    """ "sebelumnya: ...", silently; of a confidential case in the worker's own chat only."""
    if not may_read_all(frame) or not _changed(frame, now):
        return ()
    told = tuple(
        difference(
            change.slot,
            known(change.slot, change.before),
            known(change.slot, frame.facts[change.slot]) if change.slot in frame.facts else None,
        )
        for change in frame.changes
        if change.after_handoff and change.at >= now
    )
    if case.confidential:
        return (Say(to=To.WORKER, parts=told, urgent=Urgent.SILENT),) if case.worker else ()
    return (Say(to=To.CASE, parts=told, urgent=Urgent.SILENT),)


def _realarm(case: Case, now: datetime) -> tuple[Case, tuple[Effect, ...]]:
    """Danger told after the handoff, or a promise missed: a new ring, not a new card."""
    urgent = case.urgency is Urgency.URGENT
    id = "staff-alarm-claimed" if case.worker else ("staff-alarm-new" if urgent else "staff-late")
    ring = Say(
        to=To.CASE,
        parts=(Text(id=id, arguments={"code": case.code}),),
        urgent=Urgent.EMERGENCY if urgent else Urgent.ORDINARY,
    )
    if case.state is not CaseState.WAITING:
        return case, (ring,)
    began = case.model_copy(update={"alarms": 1}) if urgent else case
    return began, (ring, *alarms.first_alarm(began, now))

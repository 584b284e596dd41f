"""What becomes of a case when staff act on it. Each takes an act that is allowed already."""

from __future__ import annotations

from datetime import datetime

from bot.casework import alarm, told
from bot.casework.actions import Action, case_button
from bot.casework.hours import read_by
from bot.casework.readable import is_confidential
from bot.casework.show import edit, private_card
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState, Speaker, Staff
from bot.situation.frame import Frame, Stage, Urgency
from bot.situation.speech import Acknowledge, Effect, KeepNote, NoteRead, Say, Text, To, Urgent
from bot.situation.turn import StaffTurn

LEFT_BEHIND = "case:left"
"""Timer of a case whose worker is staff no longer."""


def claim(frame: Frame, case: Case, staff: Staff, agency: Agency, now: datetime) -> StaffTurn:
    """Waiting, or taken over from a colleague: from here on this worker speaks, and nobody else."""
    before = case.worker
    held = case.model_copy(
        update={
            "state": CaseState.CLAIMED,
            "worker": staff,
            "claimed_at": now,
            "read_by_worker": False,
            "told_others": False,
            "confidential": is_confidential(frame, case),
        }
    )
    spoken = enter(frame, Stage.IN_CONVERSATION)
    effects: list[Effect] = [
        Acknowledge(text=Text(id="staff-claimed", arguments={"code": case.code})),
        *alarm.quiet(),
        edit(spoken, held, agency, now),
        told.joined(frame, agency, staff),
    ]
    if before is not None:
        names = {"worker": staff.name, "before": before.name}
        effects.append(Say(to=To.CASE, parts=(Text(id="staff-took-over", arguments={**names}),)))
    if is_confidential(frame, case):
        effects += [
            private_card(spoken, held, agency, now),
            NoteRead(case=case.id, how="private_view"),
            Say(
                to=To.CASE,
                parts=(Text(id="staff-open-privately", arguments={"code": case.code}),),
                buttons=(case_button(Action.ALL, held),),
            ),
        ]
    effects.append(Say(to=To.WORKER, parts=(Text(id="staff-reflection", arguments={"code": case.code}),)))
    return StaffTurn(case=held, frame=spoken, speaker=Speaker.WORKER, effects=tuple(effects))


def hand_back(
    frame: Frame, case: Case, agency: Agency, now: datetime, reason: str, pressed: bool
) -> StaffTurn:
    """Back to the queue with a new promise. The reason stays with the staff."""
    case = case.model_copy(update={"times_handed_back": case.times_handed_back + 1})
    freed = _waiting(case, agency, now)
    turned = enter(frame, Stage.HANDED_OFF).model_copy(update={"promised": freed.promised})
    effects: list[Effect] = [Acknowledge(text=Text(id="staff-handed-back"))] if pressed else []
    if reason:
        effects.append(KeepNote(kind="note", words=reason))
    effects += [
        edit(turned, freed, agency, now),
        Say(to=To.CASE, parts=(Text(id="staff-waits-again", arguments={"code": case.code}),)),
        told.handed_back(turned, freed, agency, now),
        *alarm.first_alarm(freed, now),
    ]
    return StaffTurn(case=freed, frame=turned, speaker=Speaker.BOT, effects=tuple(effects))


def left_behind(frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """Its worker is staff no longer: back to the queue. Who came back meanwhile keeps it."""
    if case.state is not CaseState.CLAIMED or (case.worker and case.worker.roles):
        return StaffTurn(case=case)
    return hand_back(frame, case, agency, now, "", pressed=False)


def close(frame: Frame, case: Case, agency: Agency, now: datetime, outcome: str) -> StaffTurn:
    done = case.model_copy(update={"state": CaseState.CLOSED, "outcome": outcome, "told_others": False})
    turned = enter(frame, Stage.CLOSED).model_copy(update={"ended": now, "offered": (), "asked": None})
    effects: tuple[Effect, ...] = (
        Acknowledge(text=Text(id=f"staff-outcome-{outcome}")),
        *alarm.quiet(),
        told.closed(turned, done),
        edit(turned, done, agency, now),
    )
    return StaffTurn(case=done, frame=turned, speaker=Speaker.BOT, effects=effects)


def reopen(frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """Waiting again for whoever claims it."""
    again = _waiting(case.model_copy(update={"outcome": ""}), agency, now)
    turned = enter(frame, Stage.HANDED_OFF).model_copy(update={"promised": again.promised})
    effects: tuple[Effect, ...] = (
        Acknowledge(text=Text(id="staff-reopened", arguments={"code": case.code})),
        edit(turned, again, agency, now),
        told.reopened(turned, again, agency, now),
        *alarm.first_alarm(again, now),
    )
    return StaffTurn(case=again, frame=turned, speaker=Speaker.BOT, effects=effects)


def mark_urgent(frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    urgent = case.model_copy(update={"urgency": Urgency.URGENT, "alarms": 1})
    ring = Say(
        to=To.CASE,
        parts=(Text(id="staff-marked-urgent", arguments={"code": case.code}),),
        urgent=Urgent.EMERGENCY,
    )
    waiting = case.state is CaseState.WAITING
    timers = alarm.first_alarm(urgent, now) if waiting else ()
    return StaffTurn(
        case=urgent,
        frame=frame.model_copy(update={"urgency": Urgency.URGENT}),
        effects=(Acknowledge(), edit(frame, urgent, agency, now), ring, *timers),
    )


def enter(frame: Frame, stage: Stage) -> Frame:
    """The stage before is remembered, as in the conversation with the bot."""
    if frame.stage is stage:
        return frame
    return frame.model_copy(update={"stage": stage, "came_from": (*frame.came_from, frame.stage)[-12:]})


def _waiting(case: Case, agency: Agency, now: datetime) -> Case:
    urgent = case.urgency is Urgency.URGENT
    return case.model_copy(
        update={
            "state": CaseState.WAITING,
            "worker": None,
            "claimed_at": None,
            "read_by_worker": False,
            "told_others": False,
            "promised": read_by(agency, now),
            "alarms": 1 if urgent else 0,
        }
    )

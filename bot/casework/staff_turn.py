"""One turn of a member of staff: pure, the same for a button, a command and words in a topic."""

from __future__ import annotations

from datetime import datetime

from bot.casework import alarm, case_life, told
from bot.casework.actions import OUTCOMES, Action, case_button, outcome_buttons
from bot.casework.heard import Wish, is_of, wish
from bot.casework.opener import opener
from bot.casework.permissions import Relation, allowed, relation
from bot.casework.readable import is_confidential, may_read
from bot.casework.summarise import summarise
from bot.casework.whole import whole
from bot.casework.wording import age
from bot.directory.agency import Agency
from bot.situation.case import Case
from bot.situation.frame import Frame
from bot.situation.incoming import ChatKind, Kind
from bot.situation.reach import may_reach
from bot.situation.speech import (
    Acknowledge,
    BindGroup,
    Effect,
    KeepNote,
    Relay,
    Say,
    SetDuty,
    Text,
    To,
    Urgent,
)
from bot.situation.turn import StaffHeard, StaffTurn

MOST_IN_QUEUE = 20
_GENERAL = frozenset({Action.BIND, Action.DUTY_ON, Action.DUTY_OFF, Action.QUEUE})


def take_staff_turn(
    heard: StaffHeard, now: datetime, agency: Agency, queue: tuple[Case, ...] = ()
) -> StaffTurn:
    """`queue` are the agency's waiting cases, the oldest first (read by /antrean only). Never raises."""
    turn = _turn(heard, now, agency, queue)
    pressed = heard.incoming.kind is Kind.BUTTON
    effects = [one for one in turn.effects if pressed or not isinstance(one, Acknowledge)]
    frame = turn.frame or heard.frame
    safe = frame is None or may_reach(frame, now, agency.settings.time_zone.tz)
    return turn.model_copy(update={"effects": tuple(effects) if safe else _held(effects)})


def _held(effects: list[Effect]) -> tuple[Effect, ...]:
    """Somebody who does not want to be written to now is told nothing, and the worker knows it."""
    kept = tuple(one for one in effects if not (isinstance(one, Say) and one.to is To.APPLICANT))
    if len(kept) == len(effects):
        return kept
    return (*kept, Say(to=To.CASE, parts=(Text(id="staff-applicant-not-told"),), urgent=Urgent.SILENT))


def _turn(heard: StaffHeard, now: datetime, agency: Agency, queue: tuple[Case, ...]) -> StaffTurn:
    case, frame = heard.case, heard.frame
    if heard.incoming.kind is Kind.TIMER:
        known = case is not None and heard.incoming.timer in alarm.TIMERS
        return (
            alarm.rang(heard.incoming.timer, frame, case, agency, now)
            if known and case
            else StaffTurn(case=case)
        )
    wanted = wish(heard.incoming)
    if wanted is None:
        return _not_understood(heard)
    if wanted.action in _GENERAL:
        return _general(heard, wanted, now, queue)
    if case is None or frame is None:
        return _without_case(heard, wanted)
    if not is_of(heard.incoming, case):
        return _not_understood(heard)
    if not allowed(wanted.action, heard.staff, case, confidential=is_confidential(frame, case)):
        return _refused(heard, wanted, case)
    return _on_case(heard, wanted, frame, case, agency, now)


def _on_case(
    heard: StaffHeard, wanted: Wish, frame: Frame, case: Case, agency: Agency, now: datetime
) -> StaffTurn:
    pressed = heard.incoming.kind is Kind.BUTTON
    match wanted.action:
        case Action.CLAIM | Action.TAKE_OVER:
            return case_life.claim(frame, case, heard.staff, agency, now)
        case Action.ALL:
            return _all(heard, frame, case, agency, now)
        case Action.OPENER:
            return _opener(heard, frame, case, agency, now)
        case Action.NOTE | Action.REFLECT:
            return _note(wanted, case)
        case Action.HAND_BACK:
            return case_life.hand_back(frame, case, agency, now, wanted.words, pressed)
        case Action.CLOSE:
            return _ask_outcome(case)
        case Action.CLOSE_AS if wanted.choice in OUTCOMES:
            return case_life.close(frame, case, agency, now, wanted.choice)
        case Action.REOPEN:
            return case_life.reopen(frame, case, agency, now)
        case Action.EMERGENCY:
            return case_life.mark_urgent(frame, case, agency, now)
        case Action.TALK:
            return _talk(heard, frame, case)
        case _:
            return _not_understood(heard)


def _talk(heard: StaffHeard, frame: Frame, case: Case) -> StaffTurn:
    """Words to the applicant. Of a confidential case they belong into the worker's own chat: the group reads along."""
    relay: tuple[Effect, ...] = (Relay(to=To.APPLICANT),)
    if heard.incoming.chat_kind is not ChatKind.PRIVATE and is_confidential(frame, case):
        privately = Text(id="staff-write-privately", arguments={"code": case.code})
        relay = (*relay, Say(to=To.SENDER, parts=(privately,), urgent=Urgent.SILENT))
    return StaffTurn(case=case, effects=relay)


def _all(heard: StaffHeard, frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    """The whole summary; the applicant is told once that their worker has read it."""
    to = To.WORKER if is_confidential(frame, case) else To.SENDER
    bubbles = whole(summarise(frame, case, agency, now, heard.staff), agency, now)
    effects: list[Effect] = [Acknowledge()]
    effects += [Say(to=to, parts=parts, urgent=Urgent.SILENT) for parts in bubbles]
    mine = relation(heard.staff, case) is Relation.MINE
    if not mine or case.read_by_worker or not may_read(frame):
        return StaffTurn(case=case, effects=tuple(effects))
    effects.append(told.has_read(frame, heard.staff))
    return StaffTurn(case=case.model_copy(update={"read_by_worker": True}), effects=tuple(effects))


def _opener(heard: StaffHeard, frame: Frame, case: Case, agency: Agency, now: datetime) -> StaffTurn:
    to = To.WORKER if is_confidential(frame, case) else To.SENDER
    parts = (Text(id="staff-opener-head"), opener(frame, agency, heard.staff, now))
    return StaffTurn(case=case, effects=(Acknowledge(), Say(to=to, parts=parts, urgent=Urgent.SILENT)))


def _note(wanted: Wish, case: Case) -> StaffTurn:
    """Kept for staff, never sent; without words it is said how."""
    if not wanted.words:
        return _answer(case, "staff-note-how")
    kind = "reflection" if wanted.action is Action.REFLECT else "note"
    note = KeepNote.model_validate({"kind": kind, "words": wanted.words})
    said = Say(to=To.SENDER, parts=(Text(id=f"staff-{kind}-kept"),), urgent=Urgent.SILENT)
    return StaffTurn(case=case, effects=(note, said))


def _ask_outcome(case: Case) -> StaffTurn:
    ask = Say(
        to=To.SENDER,
        parts=(Text(id="staff-close-ask", arguments={"code": case.code}),),
        buttons=outcome_buttons(case),
    )
    return StaffTurn(case=case, effects=(Acknowledge(), ask))


def _general(heard: StaffHeard, wanted: Wish, now: datetime, queue: tuple[Case, ...]) -> StaffTurn:
    """What needs no case."""
    if not allowed(wanted.action, heard.staff, heard.case):
        return _answer(heard.case, f"staff-refused-{wanted.action}")
    if wanted.action is Action.BIND:
        return _bind(heard)
    if wanted.action is Action.QUEUE:
        return StaffTurn(case=heard.case, effects=(Acknowledge(), _queue(queue, now)))
    on_duty = wanted.action is Action.DUTY_ON
    said = Say(to=To.SENDER, parts=(Text(id="staff-on-duty" if on_duty else "staff-off-duty"),))
    return StaffTurn(case=heard.case, effects=(SetDuty(on_duty=on_duty), said))


def _bind(heard: StaffHeard) -> StaffTurn:
    if heard.incoming.chat_kind not in (ChatKind.GROUP, ChatKind.SUPERGROUP):
        return _answer(heard.case, "staff-bind-in-group")
    said = Say(
        to=To.SENDER, parts=(Text(id="staff-bound-forum" if heard.incoming.is_forum else "staff-bound"),)
    )
    return StaffTurn(case=heard.case, effects=(BindGroup(), said))


def _queue(queue: tuple[Case, ...], now: datetime) -> Say:
    """Codes, urgency and waiting time: no words of anybody."""
    if not queue:
        return Say(to=To.SENDER, parts=(Text(id="staff-queue-empty"),))
    rows = tuple(
        Text(
            id="staff-queue-row",
            arguments={
                "code": case.code,
                "level": Text(id=f"card-level-{case.urgency}"),
                "age": age(case.opened_at, now),
            },
        )
        for case in queue[:MOST_IN_QUEUE]
    )
    head = Text(id="staff-queue-head", arguments={"count": len(queue)})
    return Say(to=To.SENDER, parts=(head, Text(id="lines", arguments={"lines": rows})))


def _refused(heard: StaffHeard, wanted: Wish, case: Case) -> StaffTurn:
    stands = relation(heard.staff, case)
    if wanted.action is Action.TALK:
        return _not_relayed(heard, case, stands)
    if stands is Relation.OTHERS and case.worker and wanted.action is Action.CLAIM:
        taken = Text(id="staff-taken", arguments={"worker": case.worker.name})
        return _deny(heard, case, taken)
    if stands is Relation.MINE and wanted.action is Action.CLAIM:
        return _deny(heard, case, Text(id="staff-yours-already"))
    confidential = wanted.action in (Action.ALL, Action.OPENER) and case.confidential
    reason = "confidential" if confidential and stands is not Relation.MINE else stands.value
    return _deny(heard, case, Text(id=f"staff-refused-{reason}"))


def _not_relayed(heard: StaffHeard, case: Case, stands: Relation) -> StaffTurn:
    """Colleagues may talk in the topic; that it does not reach the applicant is said once."""
    if case.told_others or heard.incoming.kind is Kind.EDITED or not heard.staff.roles:
        return StaffTurn(case=case)
    others = stands is Relation.OTHERS and allowed(Action.TAKE_OVER, heard.staff, case)
    claimable = allowed(Action.CLAIM, heard.staff, case)
    offered = Action.TAKE_OVER if others else Action.CLAIM if claimable else None
    name = case.worker.name if case.worker else ""
    said = Say(
        to=To.SENDER,
        parts=(Text(id=f"staff-not-sent-{stands}", arguments={"worker": name}),),
        buttons=(case_button(offered, case),) if offered else (),
        urgent=Urgent.SILENT,
    )
    return StaffTurn(case=case.model_copy(update={"told_others": True}), effects=(said,))


def _without_case(heard: StaffHeard, wanted: Wish) -> StaffTurn:
    """Ordinary talk in the group is nobody's business; in private, and for commands, it is said what is missing."""
    private = heard.incoming.chat_kind is ChatKind.PRIVATE
    if wanted.action is Action.TALK and not private:
        return StaffTurn(case=heard.case)
    return _deny(heard, heard.case, Text(id="staff-refused-no_case"))


def _not_understood(heard: StaffHeard) -> StaffTurn:
    """An unknown button is answered, so that it does not spin; everything else is left alone."""
    effects = (Acknowledge(text=Text(id="staff-old-button")),) if heard.incoming.kind is Kind.BUTTON else ()
    return StaffTurn(case=heard.case, effects=effects)


def _deny(heard: StaffHeard, case: Case | None, text: Text) -> StaffTurn:
    if heard.incoming.kind is Kind.BUTTON:
        return StaffTurn(case=case, effects=(Acknowledge(text=text, alert=True),))
    return StaffTurn(case=case, effects=(Say(to=To.SENDER, parts=(text,), urgent=Urgent.SILENT),))


def _answer(case: Case | None, id: str) -> StaffTurn:
    said = Say(to=To.SENDER, parts=(Text(id=id),), urgent=Urgent.SILENT)
    return StaffTurn(case=case, effects=(Acknowledge(), said))

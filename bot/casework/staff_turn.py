"""One turn of a member of staff: pure, the same for a button, a command and words in a topic."""

from __future__ import annotations

from datetime import datetime

from bot.casework import alarm, case_life, told
from bot.casework.actions import GENERAL, OUTCOMES, Action, case_button, outcome_buttons
from bot.casework.heard import Wish, is_of, wish
from bot.casework.opener import opener
from bot.casework.permissions import Relation, allowed, relation
from bot.casework.readable import is_confidential, may_read
from bot.casework.staff_general import act_in_general
from bot.casework.summarise import summarise
from bot.casework.whole import whole
from bot.directory.agency import Agency
from bot.situation.case import Case
from bot.situation.frame import Frame
from bot.situation.incoming import ChatKind, Kind
from bot.situation.reach import may_reach
from bot.situation.speech import (
    Acknowledge,
    Effect,
    KeepNote,
    Relay,
    Say,
    Text,
    To,
    Urgent,
)
from bot.situation.turn import StaffHeard, StaffTurn


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
        return _rang(heard, now, agency)
    wanted = wish(heard.incoming)
    if wanted is None:
        return _not_understood(heard)
    if wanted.action in GENERAL:
        return _general(heard, wanted, now, queue)
    if case is None or frame is None:
        return _without_case(heard, wanted)
    if not is_of(heard.incoming, case):
        return _not_understood(heard)
    if not allowed(
        wanted.action, heard.staff, case, confidential=is_confidential(frame, case), own=heard.own
    ):
        return _refused(heard, wanted, case)
    return _on_case(heard, wanted, frame, case, agency, now)


def _rang(heard: StaffHeard, now: datetime, agency: Agency) -> StaffTurn:
    """A timer of the case: only our own ones ring."""
    case, timer = heard.case, heard.incoming.timer
    if case is None or not allowed(Action.RING, heard.staff, case):
        return StaffTurn(case=case)
    if timer == case_life.LEFT_BEHIND and heard.frame:
        return case_life.left_behind(heard.frame, case, agency, now)
    return (
        alarm.rang(timer, heard.frame, case, agency, now) if timer in alarm.TIMERS else StaffTurn(case=case)
    )


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
    if allowed(wanted.action, heard.staff, heard.case, own=heard.own):
        return act_in_general(heard, wanted, now, queue)
    if not heard.staff.roles:
        return _deny(heard, heard.case, Text(id="staff-refused-nobody"))
    return _deny(heard, heard.case, Text(id=f"staff-refused-{wanted.action}"))


def _refused(heard: StaffHeard, wanted: Wish, case: Case) -> StaffTurn:
    stands = relation(heard.staff, case, own=heard.own)
    if wanted.action is Action.TALK:
        return _not_relayed(heard, case, stands)
    if not heard.staff.roles:
        return _deny(heard, case, Text(id="staff-refused-nobody"))
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
    if case.told_others or heard.incoming.kind is Kind.EDITED:
        return StaffTurn(case=case)
    others = allowed(Action.TAKE_OVER, heard.staff, case, own=heard.own)
    claimable = allowed(Action.CLAIM, heard.staff, case, own=heard.own)
    offered = Action.TAKE_OVER if others else Action.CLAIM if claimable else None
    name = case.worker.name if case.worker else ""
    said = Say(
        to=To.SENDER,
        parts=(
            Text(
                id=f"staff-not-sent-{stands if heard.staff.roles else 'nobody'}", arguments={"worker": name}
            ),
        ),
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

"""What staff do about no case: their group, their duty, the queue, who they are, and leaving."""

from __future__ import annotations

from datetime import datetime

from bot.casework.actions import Action, staff_button
from bot.casework.heard import Wish
from bot.casework.permissions import allowed
from bot.casework.wording import age, shortened
from bot.situation.case import Case, Role, Staff
from bot.situation.incoming import ChatKind, Kind
from bot.situation.speech import (
    Acknowledge,
    BindGroup,
    Button,
    Effect,
    EndMembership,
    NoteRead,
    Say,
    SetDuty,
    Text,
    To,
    Urgent,
)
from bot.situation.turn import StaffHeard, StaffTurn

MOST_IN_QUEUE = 20
_LONGEST_NAME = 40


def act_in_general(heard: StaffHeard, wanted: Wish, now: datetime, queue: tuple[Case, ...]) -> StaffTurn:
    """Of an act that is allowed. `queue`: waiting cases, the oldest first."""
    match wanted.action:
        case Action.BIND:
            return _bind(heard)
        case Action.QUEUE:
            seen = tuple(NoteRead(case=case.id, how="listed") for case in queue[:MOST_IN_QUEUE])
            return StaffTurn(case=heard.case, effects=(Acknowledge(), _queue(queue, now), *seen))
        case Action.ROSTER:
            return _roster(heard, heard.roster)
        case Action.REMOVE | Action.REMOVE_YES:
            return _remove(heard, wanted, heard.roster)
        case Action.LEAVE | Action.LEAVE_YES | Action.STAY:
            return _leave(heard, wanted)
        case _:
            on_duty = wanted.action is Action.DUTY_ON
            said = _said("staff-on-duty" if on_duty else "staff-off-duty")
            return StaffTurn(case=heard.case, effects=(Acknowledge(), SetDuty(on_duty=on_duty), said))


def _bind(heard: StaffHeard) -> StaffTurn:
    if heard.incoming.chat_kind not in (ChatKind.GROUP, ChatKind.SUPERGROUP):
        return _answered(heard, "staff-bind-in-group")
    said = _said("staff-bound-forum" if heard.incoming.is_forum else "staff-bound")
    return StaffTurn(case=heard.case, effects=(BindGroup(), said))


def _queue(queue: tuple[Case, ...], now: datetime) -> Say:
    """Codes, urgency and waiting time: no words of anybody."""
    if not queue:
        return _said("staff-queue-empty")
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


def _roster(heard: StaffHeard, roster: tuple[Staff, ...]) -> StaffTurn:
    """Whoever may remove somebody gets a button for each, but for themselves."""
    removes = allowed(Action.REMOVE, heard.staff, heard.case)
    others = [one for one in roster if one.id != heard.staff.id and removes]
    buttons = tuple(_of(Action.REMOVE, one, "staff-button-remove") for one in others)
    rows = tuple(_row(one) for one in roster)
    head = Text(id="staff-roster-head", arguments={"count": len(roster)})
    said = Say(to=To.SENDER, parts=(head, Text(id="lines", arguments={"lines": rows})), buttons=buttons)
    return StaffTurn(case=heard.case, effects=(Acknowledge(), said))


def _row(one: Staff) -> Text:
    roles = tuple(Text(id=f"staff-role-{role}") for role in Role if role in one.roles)
    return Text(id="staff-roster-row", arguments={"name": _name(one), "roles": roles})


def _name(one: Staff) -> str | Text:
    return shortened(one.name, _LONGEST_NAME) or Text(id="staff-nameless", arguments={"number": one.id})


def _of(action: Action, one: Staff, label: str) -> Button:
    named = Text(id=label, arguments={"name": _name(one)})
    return staff_button(action, one.id).model_copy(update={"label": named})


def _remove(heard: StaffHeard, wanted: Wish, roster: tuple[Staff, ...]) -> StaffTurn:
    """Asked once more before it is done. Whoever wants to go themselves has a command of their own."""
    meant = next((one for one in roster if str(one.id) == wanted.choice and one.id != heard.staff.id), None)
    if meant is None:
        return _answered(heard, "staff-remove-gone")
    if wanted.action is Action.REMOVE_YES:
        return StaffTurn(case=heard.case, effects=(Acknowledge(), EndMembership(staff=meant.id)))
    ask = Text(id="staff-remove-ask", arguments={"name": _name(meant)})
    buttons = (
        _of(Action.REMOVE_YES, meant, "staff-button-remove_staff_yes"),
        _of(Action.STAY, heard.staff, "staff-button-cancel"),
    )
    said = Say(to=To.SENDER, parts=(ask,), buttons=buttons)
    return StaffTurn(case=heard.case, effects=(Acknowledge(), said))


def _leave(heard: StaffHeard, wanted: Wish) -> StaffTurn:
    """The buttons are for the one who asked, whoever else sees them in the group."""
    if wanted.action is Action.LEAVE:
        buttons = tuple(staff_button(one, heard.staff.id) for one in (Action.LEAVE_YES, Action.STAY))
        said = Say(to=To.SENDER, parts=(Text(id="staff-leave-ask"),), buttons=buttons)
        return StaffTurn(case=heard.case, effects=(Acknowledge(), said))
    if wanted.choice != str(heard.staff.id):
        not_yours = Acknowledge(text=Text(id="staff-not-your-button"), alert=True)
        return StaffTurn(case=heard.case, effects=(not_yours,))
    if wanted.action is Action.STAY:
        return StaffTurn(case=heard.case, effects=(Acknowledge(text=Text(id="staff-stays")),))
    return StaffTurn(case=heard.case, effects=(Acknowledge(), EndMembership(staff=heard.staff.id)))


def _answered(heard: StaffHeard, id: str) -> StaffTurn:
    pressed = heard.incoming.kind is Kind.BUTTON
    effect: Effect = Acknowledge(text=Text(id=id), alert=True) if pressed else _said(id, silent=True)
    return StaffTurn(case=heard.case, effects=(effect,))


def _said(id: str, *, silent: bool = False) -> Say:
    urgent = Urgent.SILENT if silent else Urgent.ORDINARY
    return Say(to=To.SENDER, parts=(Text(id=id),), urgent=urgent)

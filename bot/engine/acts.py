"""What staff did, as the audit log names it: the action of the permission table, or `refused` and the action."""

from __future__ import annotations

from bot.casework.actions import GENERAL, Action
from bot.casework.heard import is_of, wish
from bot.casework.permissions import allowed
from bot.casework.readable import is_confidential
from bot.situation.incoming import Incoming, Kind
from bot.situation.turn import StaffHeard
from bot.store import audit

from . import entrance
from .desk import Desk

_FOLLOWS = frozenset({Action.SEND_AGAIN, Action.TAKE_BACK, Action.EDIT, Action.REACT})


def follows(incoming: Incoming) -> Action | None:
    """What the engine does by itself to words that went to the other side before."""
    done = entrance.deed(incoming)
    return done if done in _FOLLOWS else None


def permits(action: Action, heard: StaffHeard) -> bool:
    """The table, with all that is known about this mail."""
    frame, case = heard.frame, heard.case
    secret = bool(frame and case and is_confidential(frame, case))
    return allowed(action, heard.staff, case, confidential=secret, own=heard.own)


def act(heard: StaffHeard) -> str:
    """Empty where nothing was done: colleagues who talk among themselves, members who come and go."""
    incoming, case = heard.incoming, heard.case
    if incoming.kind is Kind.TIMER:
        return incoming.timer
    wanted = wish(incoming)
    action = follows(incoming) or (wanted.action if wanted else None)
    if action is None or (case is None and action is Action.TALK):
        return ""
    names_case = wanted is not None and wanted.action not in GENERAL
    lifted = names_case and case is not None and not is_of(incoming, case)
    return action.value if permits(action, heard) and not lifted else f"refused {action}"


async def write_down(desk: Desk, act: str) -> None:
    """One line, in the turn's transaction."""
    if desk.member is None or not act:
        return
    member = desk.member.staff.id
    case = desk.case.id if desk.case else None
    actor = "system" if member == 0 else "staff" if member > 0 else "nobody"
    known = member if member > 0 else None
    await audit.note_act(desk.unit, desk.now, actor, act, staff_id=known, case_id=case)

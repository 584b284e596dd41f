"""What staff can do, and the buttons that do it."""

from __future__ import annotations

from enum import StrEnum

from bot.situation.case import Case, CaseState
from bot.situation.speech import Button, Text


class Action(StrEnum):
    """Values travel in callback data."""

    CLAIM = "claim"
    ALL = "all"
    OPENER = "opener"
    TALK = "talk"
    NOTE = "note"
    REFLECT = "reflect"
    HAND_BACK = "hand_back"
    CLOSE = "close"
    CLOSE_AS = "closed_as"
    TAKE_OVER = "take_over"
    REOPEN = "reopen"
    EMERGENCY = "emergency"
    BIND = "bind"
    DUTY_ON = "duty_on"
    DUTY_OFF = "duty_off"
    QUEUE = "queue"


OUTCOMES = ("helped", "referred", "not_reached", "other")
COMMANDS = {
    "ambil": Action.CLAIM,
    "semua": Action.ALL,
    "pembuka": Action.OPENER,
    "catatan": Action.NOTE,
    "refleksi": Action.REFLECT,
    "kembalikan": Action.HAND_BACK,
    "selesai": Action.CLOSE,
    "ambilalih": Action.TAKE_OVER,
    "bukalagi": Action.REOPEN,
    "mendesak": Action.EMERGENCY,
    "hubungkan": Action.BIND,
    "jaga": Action.DUTY_ON,
    "selesai_jaga": Action.DUTY_OFF,
    "antrean": Action.QUEUE,
}
_WAITING = (Action.CLAIM, Action.ALL, Action.OPENER, Action.EMERGENCY)
_CLAIMED = (Action.ALL, Action.OPENER, Action.NOTE, Action.HAND_BACK, Action.CLOSE)
_TEASER = {
    CaseState.WAITING: (Action.CLAIM,),
    CaseState.CLAIMED: (Action.HAND_BACK, Action.CLOSE),
    CaseState.CLOSED: (Action.REOPEN,),
}
_OPEN = {
    CaseState.WAITING: _WAITING,
    CaseState.CLAIMED: _CLAIMED,
    CaseState.CLOSED: (Action.REOPEN,),
}


def case_button(action: Action, case: Case) -> Button:
    """The case's id goes along: a plain group has several cases in one chat."""
    return Button(label=Text(id=f"staff-button-{action}"), action=action, argument=str(case.id))


def card_buttons(case: Case, *, teaser: bool) -> tuple[Button, ...]:
    offered = (_TEASER if teaser else _OPEN).get(case.state, ())
    return tuple(case_button(action, case) for action in offered)


def private_buttons(case: Case) -> tuple[Button, ...]:
    """Under the card that opens in the worker's own chat."""
    return tuple(case_button(action, case) for action in _CLAIMED)


def outcome_buttons(case: Case) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=Text(id=f"staff-outcome-{outcome}"),
            action=Action.CLOSE_AS,
            argument=f"{case.id}:{outcome}",
        )
        for outcome in OUTCOMES
    )

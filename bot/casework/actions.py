"""What can be done, and the buttons of staff that do it."""

from __future__ import annotations

from enum import StrEnum

from bot.situation.case import Case, CaseState
from bot.situation.speech import Button, Text


class Action(StrEnum):
    """Every one has its row in `permissions.TABLE`. Values of buttons travel in callback data."""

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
    ROSTER = "roster"
    REMOVE = "remove_staff"
    REMOVE_YES = "remove_staff_yes"
    LEAVE = "leave_staff"
    LEAVE_YES = "leave_staff_yes"
    STAY = "stay_staff"
    EDIT = "edit"
    """Edited words reach where the words went."""
    TAKE_BACK = "take_back"
    SEND_AGAIN = "send_again"
    REACT = "react"
    OPEN_CHAT = "open_chat"
    """The private chat in which the words of confidential cases arrive."""
    JOIN = "join"
    """By an invitation."""
    TELL = "tell"
    """All that somebody writes, presses and asks for in their own private chat."""
    RING = "ring"
    """What timers do."""
    PAGE_WEBHOOK = "page_webhook"
    PAGE_HEALTH = "page_health"
    PAGE_METRICS = "page_metrics"
    PAGE_DEMO = "page_demo"


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
    "daftar_petugas": Action.ROSTER,
    "keluar_petugas": Action.LEAVE,
}
BUTTONS = frozenset(Action) - {
    *(
        Action.TALK,
        Action.REFLECT,
        Action.BIND,
        Action.EDIT,
        Action.TAKE_BACK,
        Action.SEND_AGAIN,
        Action.REACT,
    ),
    *(Action.OPEN_CHAT, Action.JOIN, Action.TELL, Action.RING),
    *(Action.PAGE_WEBHOOK, Action.PAGE_HEALTH, Action.PAGE_METRICS, Action.PAGE_DEMO),
}
GENERAL = frozenset(
    {
        *(Action.BIND, Action.DUTY_ON, Action.DUTY_OFF, Action.QUEUE, Action.ROSTER, Action.REMOVE),
        *(Action.REMOVE_YES, Action.LEAVE, Action.LEAVE_YES, Action.STAY),
    }
)
"""What needs no case."""
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


def staff_button(action: Action, staff: int) -> Button:
    """About a member of staff, not about a case: their id follows the colon."""
    return Button(label=Text(id=f"staff-button-{action}"), action=action, argument=f":{staff}")


def outcome_buttons(case: Case) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=Text(id=f"staff-outcome-{outcome}"),
            action=Action.CLOSE_AS,
            argument=f"{case.id}:{outcome}",
        )
        for outcome in OUTCOMES
    )

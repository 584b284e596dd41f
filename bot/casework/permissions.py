"""Who may do what with which case: one table, asked in one place. What is not in it is refused."""

from __future__ import annotations

from enum import StrEnum

from bot.casework.actions import Action
from bot.situation.case import Case, CaseState, Role, Staff

Roles = frozenset[Role]
NOBODY: Roles = frozenset()
STAFF: Roles = frozenset({Role.WORKER, Role.SUPERVISOR, Role.ADMIN})
LEAD: Roles = frozenset({Role.SUPERVISOR, Role.ADMIN})


class Relation(StrEnum):
    """How the one who acts stands to the case."""

    NO_CASE = "no_case"
    WAITING = "waiting"
    MINE = "mine"
    OTHERS = "others"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


TABLE: dict[Action, dict[Relation, Roles]] = {
    Action.CLAIM: {Relation.WAITING: STAFF},
    Action.ALL: {Relation.WAITING: STAFF, Relation.MINE: STAFF, Relation.OTHERS: LEAD, Relation.CLOSED: LEAD},
    Action.OPENER: {Relation.WAITING: STAFF, Relation.MINE: STAFF},
    Action.TALK: {Relation.MINE: STAFF},
    Action.NOTE: {
        Relation.WAITING: STAFF,
        Relation.MINE: STAFF,
        Relation.OTHERS: LEAD,
        Relation.CLOSED: LEAD,
    },
    Action.REFLECT: {Relation.MINE: STAFF},
    Action.HAND_BACK: {Relation.MINE: STAFF, Relation.OTHERS: LEAD},
    Action.CLOSE: {Relation.WAITING: LEAD, Relation.MINE: STAFF, Relation.OTHERS: LEAD},
    Action.CLOSE_AS: {Relation.WAITING: LEAD, Relation.MINE: STAFF, Relation.OTHERS: LEAD},
    Action.TAKE_OVER: {Relation.OTHERS: LEAD},
    Action.REOPEN: {Relation.CLOSED: STAFF},
    Action.EMERGENCY: {Relation.WAITING: STAFF, Relation.MINE: STAFF, Relation.OTHERS: STAFF},
    Action.BIND: dict.fromkeys(Relation, LEAD),
    Action.DUTY_ON: dict.fromkeys(Relation, STAFF),
    Action.DUTY_OFF: dict.fromkeys(Relation, STAFF),
    Action.QUEUE: dict.fromkeys(Relation, STAFF),
}
_WORDS_SHOWN = frozenset({Action.ALL, Action.OPENER})
"""Actions that show what the person wrote: of a confidential case to its own worker only."""


def relation(staff: Staff, case: Case | None) -> Relation:
    if case is None:
        return Relation.NO_CASE
    if case.state is CaseState.CLAIMED:
        return Relation.MINE if case.worker and case.worker.id == staff.id else Relation.OTHERS
    return Relation(case.state.value)


def allowed(action: Action, staff: Staff, case: Case | None, *, confidential: bool = False) -> bool:
    stands = relation(staff, case)
    if confidential and action in _WORDS_SHOWN and stands is not Relation.MINE:
        return False
    return bool(staff.roles & TABLE[action].get(stands, NOBODY))

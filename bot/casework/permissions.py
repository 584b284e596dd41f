"""Who may do what with which case: one table, asked by every update, button, command and page.

What is not in it is refused. A new action without a row here is found by the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from bot.casework.actions import Action
from bot.situation.case import Case, CaseState, Staff


class Party(StrEnum):
    """Who acts. The first seven are the roles of `bot.situation.case.Role`."""

    APPLICANT = "applicant"
    """Whoever writes in their own private chat: with the bot, and with the worker of their case."""
    PARTICIPANT = "participant"
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    PUBLISHER = "publisher"
    COMPLAINT_RECEIVER = "complaint_receiver"
    ADMIN = "admin"
    NOBODY = "nobody"
    """A stranger in the staff group, another bot, a group or channel that speaks as itself, somebody who was staff."""
    SYSTEM = "system"
    """A timer of our own."""
    TELEGRAM = "telegram"
    """Whoever knows the webhook's secret."""
    LOCAL = "local"
    """A browser on this machine that asks for this machine."""


class Relation(StrEnum):
    """How the one who acts stands to the case. OWN goes before all others: it is about themselves."""

    NO_CASE = "no_case"
    OWN = "own"
    WAITING = "waiting"
    MINE = "mine"
    OTHERS = "others"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


Parties = frozenset[Party]
Row = dict[Relation, Parties]
NOBODY: Parties = frozenset()
STAFF: Parties = frozenset({Party.WORKER, Party.SUPERVISOR, Party.ADMIN})
LEAD: Parties = frozenset({Party.SUPERVISOR, Party.ADMIN})
ADMIN: Parties = frozenset({Party.ADMIN})
MEMBERS: Parties = STAFF | {Party.PUBLISHER, Party.COMPLAINT_RECEIVER}
PERSON: Parties = frozenset({Party.APPLICANT})
_HELD: Row = {Relation.MINE: STAFF, Relation.OWN: PERSON}
_ENDING: Row = {Relation.WAITING: LEAD, Relation.MINE: STAFF, Relation.OTHERS: LEAD}


def _everywhere(parties: Iterable[Party]) -> Row:
    return dict.fromkeys(Relation, frozenset(parties))


TABLE: dict[Action, Row] = {
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
    Action.CLOSE: _ENDING,
    Action.CLOSE_AS: _ENDING,
    Action.TAKE_OVER: {Relation.OTHERS: LEAD},
    Action.REOPEN: {Relation.CLOSED: STAFF},
    Action.EMERGENCY: {Relation.WAITING: STAFF, Relation.MINE: STAFF, Relation.OTHERS: STAFF},
    Action.EDIT: _HELD,
    Action.TAKE_BACK: _HELD,
    Action.SEND_AGAIN: _HELD,
    Action.REACT: _HELD,
    Action.TELL: {Relation.OWN: PERSON, Relation.NO_CASE: PERSON},
    Action.BIND: _everywhere(LEAD),
    Action.DUTY_ON: _everywhere(STAFF),
    Action.DUTY_OFF: _everywhere(STAFF),
    Action.QUEUE: _everywhere(STAFF),
    Action.ROSTER: _everywhere(LEAD),
    Action.REMOVE: _everywhere(ADMIN),
    Action.REMOVE_YES: _everywhere(ADMIN),
    Action.LEAVE: _everywhere(MEMBERS),
    Action.LEAVE_YES: _everywhere(MEMBERS),
    Action.STAY: _everywhere(MEMBERS),
    Action.OPEN_CHAT: {Relation.NO_CASE: STAFF},
    Action.JOIN: {Relation.NO_CASE: frozenset(Party) - {Party.SYSTEM, Party.TELEGRAM, Party.LOCAL}},
    Action.RING: _everywhere({Party.SYSTEM}),
    Action.PAGE_WEBHOOK: {Relation.NO_CASE: frozenset({Party.TELEGRAM})},
    Action.PAGE_HEALTH: {Relation.NO_CASE: frozenset(Party)},
    Action.PAGE_METRICS: {Relation.NO_CASE: frozenset(Party)},
    Action.PAGE_DEMO: {Relation.NO_CASE: frozenset({Party.LOCAL})},
}
_WORDS_SHOWN = frozenset({Action.ALL, Action.OPENER})
"""Actions that show what the person wrote: of a confidential case to its own worker only."""


def relation(staff: Staff, case: Case | None, *, own: bool = False) -> Relation:
    """`own`: the case, or the mail, is about the one who acts."""
    if own:
        return Relation.OWN
    if case is None:
        return Relation.NO_CASE
    if case.state is CaseState.CLAIMED:
        return Relation.MINE if case.worker and case.worker.id == staff.id else Relation.OTHERS
    return Relation(case.state.value)


def parties(staff: Staff) -> Parties:
    """Of a member of staff; without roles they are nobody."""
    if staff.id == 0:
        return frozenset({Party.SYSTEM})
    return frozenset(Party(role.value) for role in staff.roles) or frozenset({Party.NOBODY})


def permitted(action: Action, who: Iterable[Party], stands: Relation, *, confidential: bool = False) -> bool:
    if confidential and action in _WORDS_SHOWN and stands is not Relation.MINE:
        return False
    return not TABLE[action].get(stands, NOBODY).isdisjoint(who)


def allowed(
    action: Action, staff: Staff, case: Case | None, *, confidential: bool = False, own: bool = False
) -> bool:
    """Whether this member of staff (or stranger: without roles) may do it with this case now."""
    return permitted(action, parties(staff), relation(staff, case, own=own), confidential=confidential)


def may_open(page: Action, who: Party) -> bool:
    """Pages are about no case."""
    return permitted(page, (who,), Relation.NO_CASE)

"""Who may do what: the whole matrix, written a second time, and nothing that acts without asking."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from bot.casework.actions import BUTTONS, COMMANDS, GENERAL, Action
from bot.casework.permissions import TABLE, Party, Relation, allowed, may_open, parties, permitted, relation
from bot.situation.case import Case, CaseState, Role, Staff

BOT = Path(__file__).parents[2] / "bot"
A, W, S, D, P, C = (
    Party.APPLICANT,
    Party.WORKER,
    Party.SUPERVISOR,
    Party.ADMIN,
    Party.PUBLISHER,
    Party.COMPLAINT_RECEIVER,
)
STAFF, LEAD = {W, S, D}, {S, D}


def everywhere(who: set[Party]) -> dict[str, set[Party]]:
    return {stands.value: who for stands in Relation}


MATRIX: dict[str, dict[str, set[Party]]] = {
    "claim": {"waiting": STAFF},
    "all": {"waiting": STAFF, "mine": STAFF, "others": LEAD, "closed": LEAD},
    "opener": {"waiting": STAFF, "mine": STAFF},
    "talk": {"mine": STAFF},
    "note": {"waiting": STAFF, "mine": STAFF, "others": LEAD, "closed": LEAD},
    "reflect": {"mine": STAFF},
    "hand_back": {"mine": STAFF, "others": LEAD},
    "close": {"waiting": LEAD, "mine": STAFF, "others": LEAD},
    "closed_as": {"waiting": LEAD, "mine": STAFF, "others": LEAD},
    "take_over": {"others": LEAD},
    "reopen": {"closed": STAFF},
    "emergency": {"waiting": STAFF, "mine": STAFF, "others": STAFF},
    "edit": {"mine": STAFF, "own": {A}},
    "take_back": {"mine": STAFF, "own": {A}},
    "send_again": {"mine": STAFF, "own": {A}},
    "react": {"mine": STAFF, "own": {A}},
    "tell": {"own": {A}, "no_case": {A}},
    "bind": everywhere(LEAD),
    "duty_on": everywhere(STAFF),
    "duty_off": everywhere(STAFF),
    "queue": everywhere(STAFF),
    "roster": everywhere(LEAD),
    "remove_staff": everywhere({D}),
    "remove_staff_yes": everywhere({D}),
    "leave_staff": everywhere(STAFF | {P, C}),
    "leave_staff_yes": everywhere(STAFF | {P, C}),
    "stay_staff": everywhere(STAFF | {P, C}),
    "open_chat": {"no_case": STAFF},
    "join": {"no_case": set(Party) - {Party.SYSTEM, Party.TELEGRAM, Party.LOCAL}},
    "ring": everywhere({Party.SYSTEM}),
    "page_webhook": {"no_case": {Party.TELEGRAM}},
    "page_health": {"no_case": set(Party)},
    "page_metrics": {"no_case": set(Party)},
    "page_demo": {"no_case": {Party.LOCAL}},
}
"""By hand, apart from the table: whoever changes one has to say it twice."""


@pytest.mark.promise("one-permission-table")
def test_that_the_table_is_the_matrix_for_every_action_party_and_relation() -> None:
    cells = list(product(Action, Party, Relation))
    given = {cell for cell in cells if permitted(cell[0], (cell[1],), cell[2])}
    wanted = {(a, p, r) for a, p, r in cells if p in MATRIX[a].get(r, set())}
    assert given ^ wanted == set()
    assert len(cells) == len(Action) * len(Party) * len(Relation)


@pytest.mark.promise("one-permission-table")
def test_that_no_action_is_without_a_row() -> None:
    assert set(TABLE) == set(Action) == {Action(name) for name in MATRIX}
    assert {role.value for role in Role} < {party.value for party in Party}


def test_that_several_roles_may_what_each_of_them_may() -> None:
    for action, one, two, stands in product(Action, Party, Party, Relation):
        both = permitted(action, (one, two), stands)
        assert both == (permitted(action, (one,), stands) or permitted(action, (two,), stands))


def test_that_words_of_a_confidential_case_are_for_its_own_worker() -> None:
    for action, party, stands in product((Action.ALL, Action.OPENER), Party, Relation):
        secret = permitted(action, (party,), stands, confidential=True)
        assert secret == (stands is Relation.MINE and party in STAFF)


CASE = Case(id=41, code="K7M-4PX", opened_at=datetime(2026, 11, 24, tzinfo=UTC))
ME = Staff(id=7, name="Ratna", roles=frozenset({Role.WORKER}))
OTHER = Staff(id=8, name="Dedi", roles=frozenset({Role.WORKER}))


def _case(state: CaseState, worker: Staff | None = None) -> Case:
    return CASE.model_copy(update={"state": state, "worker": worker})


@pytest.mark.parametrize(
    ("case", "stands"),
    [
        (None, Relation.NO_CASE),
        (_case(CaseState.WAITING), Relation.WAITING),
        (_case(CaseState.CLAIMED, ME), Relation.MINE),
        (_case(CaseState.CLAIMED, OTHER), Relation.OTHERS),
        (_case(CaseState.CLAIMED), Relation.OTHERS),
        (_case(CaseState.CLOSED, ME), Relation.CLOSED),
        (_case(CaseState.WITHDRAWN, ME), Relation.WITHDRAWN),
    ],
)
def test_how_somebody_stands_to_a_case(case: Case | None, stands: Relation) -> None:
    assert relation(ME, case) is stands
    assert relation(ME, case, own=True) is Relation.OWN


@pytest.mark.promise("one-permission-table")
@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("role", Role)
def test_that_nobody_acts_as_staff_on_their_own_case(role: Role, state: CaseState) -> None:
    """Not even on one that they had claimed before they were known to be its applicant."""
    who = Staff(id=7, name="Ratna", roles=frozenset({role}))
    case = _case(state, who if state is CaseState.CLAIMED else None)
    of_cases = set(Action) - GENERAL - {Action.RING}
    may = {action for action in of_cases if allowed(action, who, case, own=True)}
    assert may <= {Action.EDIT, Action.TAKE_BACK, Action.SEND_AGAIN, Action.REACT, Action.TELL}
    assert not may or role is Role.APPLICANT


def test_who_somebody_is() -> None:
    assert parties(ME) == {Party.WORKER}
    assert parties(Staff(id=-1, name="", roles=frozenset())) == {Party.NOBODY}
    assert parties(Staff(id=9, name="", roles=frozenset())) == {Party.NOBODY}
    assert parties(Staff(id=0, name="", roles=frozenset())) == {Party.SYSTEM}


def test_that_whoever_is_nobody_may_nothing_but_join_and_look_at_health() -> None:
    may = {one for one in Action if any(permitted(one, (Party.NOBODY,), stands) for stands in Relation)}
    assert may == {Action.JOIN, Action.PAGE_HEALTH, Action.PAGE_METRICS}


def test_pages() -> None:
    assert may_open(Action.PAGE_WEBHOOK, Party.TELEGRAM)
    assert not may_open(Action.PAGE_WEBHOOK, Party.NOBODY)
    assert may_open(Action.PAGE_HEALTH, Party.NOBODY)
    assert not may_open(Action.PAGE_DEMO, Party.NOBODY)


def test_that_buttons_and_commands_are_actions_of_staff() -> None:
    assert set(COMMANDS.values()) <= set(Action)
    assert not {action for action in BUTTONS if action.value.startswith("page_")}
    assert {Action.BIND} == GENERAL - BUTTONS
    assert len({*COMMANDS}) == len(COMMANDS)


def _handlers() -> dict[str, ast.FunctionDef]:
    tree = ast.parse((BOT / "casework" / "staff_turn.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _called(node: ast.AST) -> list[str]:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return [func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls]


def test_that_what_staff_do_is_reached_only_past_the_question() -> None:
    """Each act hangs below one of three functions; each of these is called after `allowed`, by nobody else."""
    handlers = _handlers()
    for act, asked_in in (("_on_case", "_turn"), ("act_in_general", "_general"), ("rang", "_rang")):
        callers = {name for name, node in handlers.items() if act in _called(node)}
        assert callers == {asked_in}
        names = _called(handlers[asked_in])
        assert "allowed" in names


def test_that_roles_are_compared_nowhere_else() -> None:
    """Whoever names a role decides something by it: only the table, its parties and what roles are called may."""
    knows = {
        "casework/permissions.py",
        "situation/case.py",
        "store/staff.py",
        "store/cases.py",
        "engine/seed.py",
    }
    knows |= {"app/inviting.py", "casework/staff_general.py", "cli.py", "app/demonstrating.py"}
    naming = {
        str(path.relative_to(BOT))
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"
    }
    assert naming <= knows

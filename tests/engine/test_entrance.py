"""By which door mail comes in: whoever is nobody opens none that leads to a case."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.casework.actions import COMMANDS, Action
from bot.engine.entrance import Door, Known, deed, door
from bot.situation.case import Role, Staff
from bot.situation.incoming import ChatKind, Incoming, Kind, Press
from bot.store.cards import Group
from bot.store.staff import Member

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GROUP = Group("default", "g", -100, True)
HOUSE = (ChatKind.GROUP, ChatKind.SUPERGROUP)


def mail(kind: Kind = Kind.TEXT, **more: Any) -> Incoming:
    told = {"kind": kind, "chat": 42, "sender": 42, "at": NOW, "text": "halo"} | more
    if kind is Kind.BUTTON and "press" not in told:
        told["press"] = Press(callback_id="1", action="claim", argument="41")
    return Incoming(**told)


def command(name: str, **more: Any) -> Incoming:
    return mail(Kind.COMMAND, command=name, **more)


def member(*roles: Role) -> Member:
    return Member(Staff(id=7, name="Ratna", roles=frozenset(roles)), 42, "default", True)


DEWI = member(Role.WORKER)
BY_PEOPLE = tuple(kind for kind in Kind if kind.value not in ("service", "topic_made"))
IN_GROUP = {"chat": -100, "chat_kind": ChatKind.SUPERGROUP}


@pytest.mark.promise("one-permission-table")
@pytest.mark.parametrize("kind", BY_PEOPLE)
def test_that_bots_channels_and_service_messages_are_nobody(kind: Kind) -> None:
    for known in (Known(), Known(member=DEWI, group=GROUP)):
        assert door(mail(kind, sender_is_bot=True, **IN_GROUP), known, own_lane=True) is Door.NOBODY
        channel = mail(kind, chat=-100, chat_kind=ChatKind.CHANNEL, sender=None)
        assert door(channel, known, own_lane=False) is Door.NOBODY
    assert door(mail(Kind.SERVICE), Known(member=DEWI), own_lane=False) is Door.NOBODY


@pytest.mark.promise("one-permission-table")
@pytest.mark.parametrize("kind", sorted(set(BY_PEOPLE) - {Kind.MIGRATED, Kind.JOINED}))
def test_that_a_stranger_in_the_staff_group_is_without_any_role(kind: Kind) -> None:
    for sender, own_lane in product((42, None), (True, False)):
        there = mail(kind, sender=sender, **IN_GROUP)
        assert door(there, Known(group=GROUP), own_lane=own_lane) is Door.STRANGER
        assert door(there, Known(group=GROUP, former=True), own_lane=own_lane) is Door.STRANGER
    assert door(mail(kind, **IN_GROUP), Known(member=DEWI, group=GROUP), own_lane=False) is Door.STAFF


@pytest.mark.parametrize("kind", sorted(set(BY_PEOPLE) - {Kind.MIGRATED}))
def test_that_mail_about_somebodys_case_is_for_staff_of_today_alone(kind: Kind) -> None:
    assert door(mail(kind), Known(member=DEWI), own_lane=False) is Door.STAFF
    for known in (Known(), Known(former=True)):
        assert door(mail(kind), known, own_lane=False) is Door.NO_LONGER


def test_that_nobody_writes_in_somebody_elses_private_chat() -> None:
    for own_lane in (True, False):
        assert door(mail(sender=43), Known(member=DEWI, holds=True), own_lane=own_lane) is Door.NOBODY


@pytest.mark.parametrize("name", COMMANDS)
def test_that_commands_of_staff_are_heard_from_staff_alone(name: str) -> None:
    assert door(command(name), Known(member=DEWI), own_lane=True) is Door.STAFF
    assert door(command(name), Known(former=True), own_lane=True) is Door.NO_LONGER
    assert door(command(name), Known(), own_lane=True) is Door.PERSON
    assert door(command(name, **IN_GROUP), Known(group=GROUP), own_lane=True) is Door.STRANGER


@pytest.mark.parametrize("name", ["hapus", "darurat", "menu", "start", "datasaya"])
def test_that_commands_of_applicants_are_heard_in_private_alone(name: str) -> None:
    assert door(command(name), Known(member=DEWI), own_lane=True) is Door.PERSON
    assert door(command(name, **IN_GROUP), Known(), own_lane=True) is Door.OTHER_GROUP
    assert door(command(name, **IN_GROUP), Known(member=DEWI, group=GROUP), own_lane=True) is Door.STAFF


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", HOUSE)
def test_who_binds_a_group(role: Role, kind: ChatKind) -> None:
    there = command("hubungkan", chat=-100, chat_kind=kind)
    binds = role in (Role.ADMIN, Role.SUPERVISOR)
    expected = Door.STAFF if binds else Door.OTHER_GROUP
    assert door(there, Known(member=member(role)), own_lane=True) is expected
    assert door(there, Known(), own_lane=True) is Door.OTHER_GROUP


def test_that_an_invitation_is_opened_by_oneself_in_private() -> None:
    opened = command("start", argument="inv-abc")
    assert door(opened, Known(), own_lane=True) is Door.JOINS
    assert door(opened, Known(member=DEWI, holds=True), own_lane=True) is Door.JOINS
    assert door(opened, Known(former=True), own_lane=True) is Door.JOINS
    passed_on = command("start", argument="inv-abc", forwarded=True)
    assert door(passed_on, Known(), own_lane=True) is Door.PERSON
    assert door(command("start", argument="inv-abc", **IN_GROUP), Known(), own_lane=True) is Door.OTHER_GROUP


def test_that_who_carries_confidential_cases_says_which_one_is_meant() -> None:
    holds = Known(member=DEWI, holds=True)
    assert door(command("start"), holds, own_lane=True) is Door.OPENS_CHAT
    assert door(mail(Kind.UNBLOCKED), holds, own_lane=True) is Door.OPENS_CHAT
    assert door(mail(), holds, own_lane=True) is Door.STAFF
    assert door(mail(Kind.BLOCKED), holds, own_lane=True) is Door.PERSON
    publisher = Known(member=member(Role.PUBLISHER), holds=True)
    assert door(command("start"), publisher, own_lane=True) is Door.STAFF


@pytest.mark.parametrize("action", ["leave_staff_yes", "remove_staff_yes", "roster"])
def test_that_old_buttons_of_staff_say_that_they_are_over(action: str) -> None:
    pressed = mail(Kind.BUTTON, press=Press(callback_id="1", action=action, argument=":7"))
    assert door(pressed, Known(), own_lane=True) is Door.NO_LONGER
    assert door(pressed, Known(member=DEWI), own_lane=True) is Door.STAFF


def test_groups_that_move_and_let_the_bot_in_again() -> None:
    moved = mail(Kind.MIGRATED, chat=-1, chat_kind=ChatKind.GROUP)
    assert door(moved, Known(), own_lane=True) is Door.GROUP_MOVED
    let_in = mail(Kind.JOINED, **IN_GROUP)
    assert door(let_in, Known(group=GROUP), own_lane=True) is Door.BACK_IN_GROUP
    assert door(let_in, Known(), own_lane=True) is Door.OTHER_GROUP


@pytest.mark.parametrize(
    ("incoming", "done"),
    [
        (mail(), Action.TELL),
        (mail(Kind.EDITED), Action.EDIT),
        (mail(Kind.REACTION), Action.REACT),
        (command("hapuspesan", reply_to=3), Action.TAKE_BACK),
        (command("hapuspesan"), Action.TELL),
        (mail(Kind.BUTTON, press=Press(callback_id="1", action="send_again")), Action.SEND_AGAIN),
        (mail(Kind.BUTTON), Action.TELL),
    ],
)
def test_what_is_done_to_words(incoming: Incoming, done: Action) -> None:
    assert deed(incoming) is done

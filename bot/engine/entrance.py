"""By which door mail comes in: who sends it, where, and what the table of permissions says to that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from bot.casework.actions import COMMANDS, GENERAL, Action
from bot.casework.permissions import Party, Relation, allowed, parties, permitted
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store.cards import Group
from bot.store.people import Person
from bot.store.staff import Member

from . import apply_changes, joining, notices

_GENERAL = frozenset(action.value for action in GENERAL)
_ABOUT_THE_BOT = frozenset({Kind.BLOCKED, Kind.UNBLOCKED})


class Door(StrEnum):
    """Who handles it."""

    PERSON = auto()
    """Somebody's own conversation."""
    STAFF = auto()
    """The staff's side: what they may do with which case is asked there, act by act."""
    STRANGER = auto()
    """The same for somebody without any role: everything is refused."""
    OPENS_CHAT = auto()
    """A worker of confidential cases opens their private chat."""
    JOINS = auto()
    NO_LONGER = auto()
    """Meant for staff, by somebody who is not (or no longer) staff: it goes nowhere, and says so."""
    GROUP_MOVED = auto()
    TOPIC_MADE = auto()
    """By the bot itself."""
    BACK_IN_GROUP = auto()
    OTHER_GROUP = auto()
    NOBODY = auto()
    """Nothing happens and nothing is said."""


@dataclass(frozen=True)
class Known:
    """What the store knows around a heap of mail. `member` is staff today, `former` was once."""

    person: Person | None = None
    member: Member | None = None
    group: Group | None = None
    holds: bool = False
    """A worker with confidential cases, in their private chat."""
    repeated: bool = False
    former: bool = False


def door(incoming: Incoming, known: Known, *, own_lane: bool) -> Door:
    """`own_lane`: the mail is about no case but what its sender may have of their own."""
    if incoming.kind is Kind.TOPIC_MADE:
        return Door.TOPIC_MADE if incoming.sender_is_bot and known.group else Door.NOBODY
    if incoming.sender_is_bot or incoming.kind is Kind.SERVICE or incoming.chat_kind is ChatKind.CHANNEL:
        return Door.NOBODY
    if incoming.kind is Kind.MIGRATED:
        return Door.GROUP_MOVED
    if incoming.chat_kind is not ChatKind.PRIVATE:
        return _group(incoming, known)
    if incoming.sender not in (None, incoming.chat):
        return Door.NOBODY
    return _private(incoming, known) if own_lane else _about_a_case(known)


def _group(incoming: Incoming, known: Known) -> Door:
    if known.group is None:
        return Door.STAFF if _binds(incoming, known.member) else Door.OTHER_GROUP
    if incoming.kind is Kind.JOINED:
        return Door.BACK_IN_GROUP
    return Door.STAFF if known.member else Door.STRANGER


def _binds(incoming: Incoming, member: Member | None) -> bool:
    binds = COMMANDS.get(incoming.command) is Action.BIND
    return binds and member is not None and allowed(Action.BIND, member.staff, None)


def _about_a_case(known: Known) -> Door:
    return Door.STAFF if known.member else Door.NO_LONGER


def _private(incoming: Incoming, known: Known) -> Door:
    member = known.member
    if joining.is_invitation(incoming):
        return Door.JOINS if _may_join(known) else Door.NOBODY
    if _is_for_staff(incoming) and (member or known.former or incoming.press):
        return Door.STAFF if member else Door.NO_LONGER
    if member and known.holds and incoming.kind is not Kind.BLOCKED:
        return _holder(incoming, member)
    return Door.PERSON if permitted(deed(incoming), (Party.APPLICANT,), Relation.OWN) else Door.NOBODY


def _may_join(known: Known) -> bool:
    who = parties(known.member.staff) if known.member else frozenset({Party.APPLICANT, Party.NOBODY})
    return permitted(Action.JOIN, who, Relation.NO_CASE)


def _is_for_staff(incoming: Incoming) -> bool:
    """Commands of staff, and buttons of theirs that are about no case."""
    return incoming.command in COMMANDS or bool(incoming.press and incoming.press.action in _GENERAL)


def _holder(incoming: Incoming, member: Member) -> Door:
    """Never an applicant: they open their chat for the words that wait, or must say which case they mean."""
    opens = incoming.command == "start" or incoming.kind is Kind.UNBLOCKED
    return Door.OPENS_CHAT if opens and allowed(Action.OPEN_CHAT, member.staff, None) else Door.STAFF


def deed(incoming: Incoming) -> Action:
    """What somebody does to words that were sent before; all else is telling."""
    if incoming.press and incoming.press.action == notices.SEND_AGAIN:
        return Action.SEND_AGAIN
    if incoming.command == apply_changes.TAKE_BACK and incoming.reply_to is not None:
        return Action.TAKE_BACK
    if incoming.kind is Kind.EDITED:
        return Action.EDIT
    return Action.REACT if incoming.kind is Kind.REACTION else Action.TELL

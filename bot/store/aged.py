"""Rows whose time is over, by kind: queries of (id, at). Never a row of an open case, never mail that is not done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from .cases import OPEN as OPEN_CASES
from .kinds import Kind
from .letter import OPEN as OPEN_LETTERS
from .letter import UNKNOWN
from .mail import POISONED
from .tables import (
    applicants,
    audit,
    cases,
    chats,
    engagements,
    erasures,
    inbox,
    invitations,
    message_versions,
    messages,
    outbox,
    staff_groups,
)

Query = Callable[[int, datetime], Select[Any]]


def aged(kind: Kind, bot: int, before: datetime) -> Select[Any]:
    """Of one bot, not touched since `before`, the oldest first."""
    found = _BY_KIND[kind](bot, before)
    row, at = found.selected_columns
    return found.order_by(at, row)


def _open_engagements() -> Any:
    return select(cases.c.engagement_id).where(cases.c.state.in_(OPEN_CASES))


def _open_lanes() -> Any:
    return (
        select(applicants.c.person_key)
        .join(engagements, engagements.c.applicant_id == applicants.c.id)
        .where(engagements.c.id.in_(_open_engagements()))
    )


def _mail(bot: int, before: datetime, *, poisoned: bool) -> Select[Any]:
    return select(inbox.c.id, inbox.c.done_at.label("at")).where(
        inbox.c.bot_id == bot,
        inbox.c.done_at < before,
        (inbox.c.state == POISONED) if poisoned else (inbox.c.state != POISONED),
        inbox.c.lane.not_in(_open_lanes()),
    )


def _letters(bot: int, before: datetime, *more: Any) -> Select[Any]:
    at = func.coalesce(outbox.c.sent_at, outbox.c.not_before)
    of_open = or_(
        outbox.c.engagement_id.in_(_open_engagements()),
        outbox.c.case_id.in_(select(cases.c.id).where(cases.c.state.in_(OPEN_CASES))),
    )
    return select(outbox.c.id, at.label("at")).where(
        outbox.c.bot_id == bot,
        outbox.c.state.not_in(OPEN_LETTERS),
        at < before,
        func.coalesce(of_open, False).is_(False),
        *more,
    )


def _of_bot(bot: int) -> Any:
    return select(engagements.c.id).where(
        engagements.c.bot_id == bot, engagements.c.id.not_in(_open_engagements())
    )


def _messages(bot: int, before: datetime) -> Select[Any]:
    return select(messages.c.id, messages.c.written_at.label("at")).where(
        messages.c.engagement_id.in_(_of_bot(bot)), messages.c.written_at < before
    )


def _versions(bot: int, before: datetime) -> Select[Any]:
    mine = select(messages.c.id).where(messages.c.engagement_id.in_(_of_bot(bot)))
    return select(message_versions.c.id, message_versions.c.replaced_at.label("at")).where(
        message_versions.c.message_id.in_(mine), message_versions.c.replaced_at < before
    )


def _people(bot: int, before: datetime, ended: Any) -> Select[Any]:
    """`ended`: a condition on (cases, cases not withdrawn, withdrawn engagements) of a person."""
    last = func.max(engagements.c.changed_at)
    waits = select(inbox.c.lane).where(
        inbox.c.bot_id == bot, inbox.c.done_at.is_(None), inbox.c.timer.is_(None)
    )
    return (
        select(applicants.c.id, last.label("at"))
        .join(engagements, engagements.c.applicant_id == applicants.c.id)
        .outerjoin(cases, cases.c.engagement_id == engagements.c.id)
        .where(applicants.c.bot_id == bot, applicants.c.person_key.not_in(waits))
        .group_by(applicants.c.id)
        .having(and_(last < before, _count(cases.c.state.in_(OPEN_CASES)) == 0, ended))
    )


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_HAS_CASE = func.count(cases.c.id) > 0
_HAS_CLOSED = _count(cases.c.state == "closed") > 0
_LEFT = and_(
    _count(cases.c.state == "closed") == 0, or_(_HAS_CASE, _count(engagements.c.stage == "withdrawn") > 0)
)
_NEVER = and_(func.count(cases.c.id) == 0, _count(engagements.c.stage == "withdrawn") == 0)


def _groups(bot: int, before: datetime) -> Select[Any]:
    bound = select(staff_groups.c.chat_key).where(staff_groups.c.bot_id == bot)
    return select(chats.c.id, chats.c.told_at.label("at")).where(
        chats.c.bot_id == bot,
        chats.c.kind != "private",
        chats.c.told_at < before,
        chats.c.chat_key.not_in(bound),
    )


def _invitations(bot: int, before: datetime) -> Select[Any]:
    at = func.coalesce(invitations.c.used_at, invitations.c.expires_at)
    return select(invitations.c.id, at.label("at")).where(invitations.c.bot_id == bot, at < before)


def _audit(bot: int, before: datetime) -> Select[Any]:
    return select(audit.c.id, audit.c.at).where(audit.c.bot_id == bot, audit.c.at < before)


def _erasures(bot: int, before: datetime) -> Select[Any]:
    return select(erasures.c.id, erasures.c.at).where(erasures.c.bot_id == bot, erasures.c.at < before)


_BY_KIND: dict[Kind, Query] = {
    Kind.HANDLED_MAIL: lambda bot, before: _mail(bot, before, poisoned=False),
    Kind.MAIL_SET_ASIDE: lambda bot, before: _mail(bot, before, poisoned=True),
    Kind.SENT_LETTERS: _letters,
    Kind.UNCLEAR_LETTERS: lambda bot, before: _letters(
        bot, before, outbox.c.state == UNKNOWN, outbox.c.payload.is_not(None)
    ),
    Kind.MESSAGE_VERSIONS: _versions,
    Kind.MESSAGES: _messages,
    Kind.ABANDONED: lambda bot, before: _people(bot, before, _NEVER),
    Kind.WITHDRAWN: lambda bot, before: _people(bot, before, _LEFT),
    Kind.CLOSED: lambda bot, before: _people(bot, before, _HAS_CLOSED),
    Kind.FOREIGN_GROUPS: _groups,
    Kind.INVITATIONS: _invitations,
    Kind.AUDIT: _audit,
    Kind.ERASURES: _erasures,
}

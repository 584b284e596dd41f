"""Which data goes after which time, and why: one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    HANDLED_MAIL = "handled_mail"
    MAIL_SET_ASIDE = "mail_set_aside"
    SENT_LETTERS = "sent_letters"
    UNCLEAR_LETTERS = "unclear_letters"
    MESSAGE_VERSIONS = "message_versions"
    MESSAGES = "messages"
    ABANDONED = "abandoned_conversations"
    WITHDRAWN = "withdrawn_people"
    CLOSED = "closed_cases"
    FOREIGN_GROUPS = "foreign_groups"
    INVITATIONS = "invitations"
    AUDIT = "audit"
    ERASURES = "erasures"


@dataclass(frozen=True)
class Term:
    """`days` since the row's own last moment. Rows of an open case and mail that is not done never go."""

    kind: Kind
    days: int
    what: str
    why: str


TERMS = (
    Term(Kind.HANDLED_MAIL, 30, "emptied updates and timers",
         "Telegram repeats an update for a day; a month shows what happened"),
    Term(Kind.MAIL_SET_ASIDE, 90, "sealed updates that made a turn fail",
         "an operator looks into them and hands them on, or nobody will"),
    Term(Kind.SENT_LETTERS, 30, "emptied calls to Telegram",
         "quick exit and erasure delete what Telegram still lets a bot delete: two days"),
    Term(Kind.UNCLEAR_LETTERS, 7, "words of unknown fate, kept for sending them again",
         "whoever has not sent them again in a week will not"),
    Term(Kind.MESSAGE_VERSIONS, 90, "words before they were edited",
         "needed while a case is open, and to answer a complaint soon after"),
    Term(Kind.MESSAGES, 365, "what was written, of people without an open case",
         "facts and summary stay with the case; the words are more than it needs"),
    Term(Kind.ABANDONED, 180, "people who never came to a case, with everything of theirs",
         "long enough to come back to; nobody works with it"),
    Term(Kind.WITHDRAWN, 90, "people who stopped, with everything of theirs",
         "they asked for an end; a change of mind comes within weeks"),
    Term(Kind.CLOSED, 730, "people whose cases are all closed, with everything of theirs",
         "what an agency must be able to account for; it may choose (RANGKUL_KEEP_CLOSED_DAYS)"),
    Term(Kind.FOREIGN_GROUPS, 30, "groups that were told once that the bot answers in private",
         "they may be told again"),
    Term(Kind.INVITATIONS, 30, "invitations used or run out", "the audit log says who came in"),
    Term(Kind.AUDIT, 1825, "who did what, in ids",
         "claims out of a breach or a wrong reading can be raised for years"),
    Term(Kind.ERASURES, 1825, "keyed marks of who was erased, here and in the ledger",
         "longer than any backup may be kept, or a backup brings them back"),
)  # fmt: skip


def terms(keep_closed_days: int | None = None) -> tuple[Term, ...]:
    """The table with what the agency has chosen."""
    if keep_closed_days is None:
        return TERMS
    return tuple(replace(one, days=keep_closed_days) if one.kind is Kind.CLOSED else one for one in TERMS)

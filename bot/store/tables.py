"""All tables on one page. What identifies or quotes a person is sealed (LargeBinary) or a keyed look-up value (`_key`).

Plain columns about a person are the few that routing, queues and statistics need; a test names them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC: SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Id = BigInteger().with_variant(Integer(), "sqlite")
_Time = Moment()
_Key = String(64)
"""HMAC of a Telegram id, see seal.py."""


def _id() -> Column[int]:
    return Column("id", _Id, primary_key=True)


def _bot() -> Column[int]:
    return Column("bot_id", BigInteger, nullable=False)


def _must(name: str, type_: Any, **more: Any) -> Column[Any]:
    return Column(name, type_, nullable=False, **more)


def _to(table: str, *, name: str = "", nullable: bool = False, index: bool = True) -> Column[int]:
    """Gone with what it belongs to."""
    reference = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name or f"{table.removesuffix('s')}_id", reference, nullable=nullable, index=index)


bots = Table(
    "bots",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    _must("seen_at", _Time),
)
leases = Table(
    "leases",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("duty", String(16), primary_key=True),
    _must("holder", _Key),
    _must("fence", Integer),
    _must("until", _Time),
)
keyring = Table(
    "keyring",
    metadata,
    # The installation's secrets since the first rotation, wrapped by the newest master key (see keyring.py).
    Column("generation", Integer, primary_key=True, autoincrement=False),
    _must("secrets", LargeBinary),
    _must("made_at", _Time),
)
agencies = Table(
    "agencies",
    metadata,
    _id(),
    _bot(),
    _must("slug", String(64)),
    _must("document", Text),
    _must("imported_at", _Time),
    UniqueConstraint("bot_id", "slug"),
)
chats = Table(
    "chats",
    metadata,
    _id(),
    _bot(),
    _must("chat_key", _Key),
    _must("chat", LargeBinary),
    _must("kind", String(16)),
    Column("blocked_at", _Time),
    Column("told_at", _Time),
    UniqueConstraint("bot_id", "chat_key"),
)
applicants = Table(
    "applicants",
    metadata,
    _id(),
    _bot(),
    _must("person_key", _Key),
    _must("data_key", LargeBinary),
    _must("profile", LargeBinary),
    _must("created_at", _Time),
    UniqueConstraint("bot_id", "person_key"),
    # Ids are never given twice: what waits to be sent names the erased by them.
    sqlite_autoincrement=True,
)
engagements = Table(
    "engagements",
    metadata,
    _id(),
    _bot(),
    _to("applicants"),
    _must("label", Integer),
    _must("frame", LargeBinary),
    _must("version", Integer),
    _must("speaker", String(16)),
    _must("stage", String(32)),
    Column("pathway", String(16)),
    _must("urgency", String(16)),
    _must("language", String(8)),
    _must("needs", String(200)),
    Column("regency", String(8)),
    _must("agency", String(64)),
    Column("service", String(64)),
    _must("turns", Integer),
    _must("opened_at", _Time),
    _must("changed_at", _Time),
    sqlite_autoincrement=True,
)
messages = Table(
    "messages",
    metadata,
    # The id of the mail that brought it: facts refer to it.
    Column("id", _Id, primary_key=True, autoincrement=False),
    _to("engagements"),
    _must("author", String(16)),
    Column("staff_id", BigInteger),
    _must("kind", String(16)),
    _must("body", LargeBinary),
    Column("telegram_message", BigInteger),
    _must("written_at", _Time),
    _must("versions", Integer),
    # Meant for the worker of the case: it reaches them also when that is possible only later.
    _must("for_case", Boolean),
)
message_versions = Table(
    "message_versions",
    metadata,
    _id(),
    _to("messages"),
    _must("body", LargeBinary),
    _must("replaced_at", _Time),
)
relays = Table(
    "relays",
    metadata,
    _id(),
    _bot(),
    _to("engagements"),
    # A message of ours about this engagement; where it mirrors one of a person's, that one's place.
    _must("chat_key", _Key),
    _must("message", BigInteger),
    Column("source_key", _Key),
    Column("source_message", BigInteger),
    _must("at", _Time),
    # Nothing that the person wrote, or that is known of them, stands in it.
    _must("wordless", Boolean),
    Index("ix_relays_place", "bot_id", "chat_key", "message"),
    Index("ix_relays_source", "bot_id", "source_key", "source_message"),
)
cases = Table(
    "cases",
    metadata,
    _id(),
    _bot(),
    _to("engagements"),
    _must("agency", String(64)),
    _must("code_key", _Key),
    _must("code", LargeBinary),
    _must("state", String(16)),
    _must("urgency", String(16)),
    _must("confidential", Boolean),
    _must("opened_at", _Time),
    Column("promised", _Time),
    Column("staff_id", ForeignKey("staff.id"), index=True),
    Column("claimed_at", _Time),
    _must("times_handed_back", Integer),
    _must("read_by_worker", Boolean),
    _must("outcome", String(32)),
    _must("alarms", Integer),
    _must("told_others", Boolean),
    Column("share_id", BigInteger),
    UniqueConstraint("bot_id", "code_key"),
    # No ON DELETE: while a case is open, what it rests on cannot go.
    ForeignKeyConstraint(
        ["share_id", "engagement_id"], ["shares.id", "shares.engagement_id"], name="fk_cases_share"
    ),
    CheckConstraint(
        "state NOT IN ('waiting', 'claimed') OR share_id IS NOT NULL", name="open_rests_on_share"
    ),
    Index("ix_cases_share_id", "share_id"),
    Index("ix_cases_queue", "bot_id", "agency", "state"),
    sqlite_autoincrement=True,
)
case_cards = Table(
    "case_cards",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _must("chat_key", _Key),
    Column("topic", BigInteger),
    Column("message", BigInteger),
    Column("title_key", _Key),
    _must("closed", Boolean),
    Index("ix_case_cards_place", "chat_key", "topic"),
)
notes = Table(
    "notes",
    metadata,
    _id(),
    _to("cases"),
    _must("kind", String(16)),
    _must("staff_id", BigInteger),
    _must("body", LargeBinary),
    _must("at", _Time),
)
staff = Table(
    "staff",
    metadata,
    _id(),
    _bot(),
    _must("agency", String(64)),
    _must("person_key", _Key),
    _must("profile", LargeBinary),
    _must("roles", String(120)),
    # Those of `roles` that stay when the settings do not name this person any more.
    _must("invited", String(120)),
    _must("on_duty", Boolean),
    _must("joined_at", _Time),
    UniqueConstraint("bot_id", "agency", "person_key"),
)
staff_groups = Table(
    "staff_groups",
    metadata,
    _id(),
    _bot(),
    _must("agency", String(64)),
    _must("chat_key", _Key),
    _must("chat", LargeBinary),
    _must("is_forum", Boolean),
    _must("bound_at", _Time),
    UniqueConstraint("bot_id", "agency"),
    UniqueConstraint("bot_id", "chat_key"),
)
invitations = Table(
    "invitations",
    metadata,
    _id(),
    _bot(),
    _must("agency", String(64)),
    _must("secret_hash", _Key),
    _must("role", String(24)),
    _must("expires_at", _Time),
    Column("used_at", _Time),
    UniqueConstraint("bot_id", "secret_hash"),
)
consents = Table(
    "consents",
    metadata,
    _id(),
    _to("engagements"),
    _must("purpose", String(16)),
    _must("given", Boolean),
    _must("text_version", String(16)),
    _must("words", LargeBinary),
    _must("at", _Time),
    # The newest answer for its purpose. What rests on an answer keeps it standing (see `shares`).
    _must("stands", Boolean),
    UniqueConstraint("id", "engagement_id", "purpose", "given", "stands", name="uq_consents_standing"),
    Index(
        "ix_consents_one_stands",
        "engagement_id",
        "purpose",
        unique=True,
        sqlite_where=text("stands"),
        postgresql_where=text("stands"),
    ),
)
shares = Table(
    "shares",
    metadata,
    # Why staff may read words of an engagement: a consent that was given and stands, or an audited danger to life.
    # A consent cannot be superseded while this row points to it; open cases and letters with words point to this row.
    _id(),
    _must("engagement_id", ForeignKey("engagements.id", ondelete="CASCADE"), unique=True),
    _must("basis", String(16)),
    Column("consent_id", BigInteger),
    _must("purpose", String(16)),
    _must("given", Boolean),
    _must("stands", Boolean),
    Column("audit_id", ForeignKey("audit.id"), index=True),
    _must("at", _Time),
    UniqueConstraint("id", "engagement_id", name="uq_shares_id_engagement_id"),
    ForeignKeyConstraint(
        ["consent_id", "engagement_id", "purpose", "given", "stands"],
        ["consents.id", "consents.engagement_id", "consents.purpose", "consents.given", "consents.stands"],
        name="fk_shares_consent",
        # At the commit: a newer yes takes the place of an older one.
        deferrable=True,
        initially="DEFERRED",
    ),
    CheckConstraint("purpose = 'share' AND given AND stands", name="of_sharing"),
    CheckConstraint(
        "(basis = 'consent' AND consent_id IS NOT NULL AND audit_id IS NULL)"
        " OR (basis = 'vital_danger' AND audit_id IS NOT NULL AND consent_id IS NULL)",
        name="has_its_basis",
    ),
    sqlite_autoincrement=True,
)
audit = Table(
    "audit",
    metadata,
    # Append-only; ids only, no foreign keys: it outlives what it tells of.
    _id(),
    _bot(),
    _must("at", _Time),
    _must("actor", String(16)),
    Column("staff_id", BigInteger),
    Column("case_id", BigInteger, index=True),
    _must("act", String(48)),
    # Number and link in the bot's chain, see audit.py; without them: noted before there was a chain.
    Column("seq", BigInteger),
    Column("link", _Key),
    Index("ix_audit_bot_id_seq", "bot_id", "seq", unique=True),
)
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    _must("count", BigInteger),
    _must("link", _Key),
    # Lines before this one were deleted because of their age; the link of the last of them.
    _must("kept_from", BigInteger),
    _must("kept_link", _Key),
)
erasures = Table(
    "erasures",
    metadata,
    _id(),
    _bot(),
    _must("receipt_key", _Key, unique=True),
    _must("person_key", _Key),
    _must("at", _Time),
    Index("ix_erasures_person", "bot_id", "person_key"),
)
inbox = Table(
    "inbox",
    metadata,
    _id(),
    _bot(),
    Column("update_id", BigInteger),
    _must("lane", _Key),
    Column("timer", String(64)),
    Column("payload", LargeBinary),
    _must("received_at", _Time),
    _must("due_at", _Time),
    Column("done_at", _Time),
    _must("state", String(16)),
    _must("failures", Integer),
    Column("error", String(80)),
    UniqueConstraint("bot_id", "update_id"),
    Index(
        "ix_inbox_open",
        "bot_id",
        "lane",
        "due_at",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    # Ids are never given twice: messages are named by them.
    sqlite_autoincrement=True,
)
_OPEN = text("state IN ('queued', 'sending')")
outbox = Table(
    "outbox",
    metadata,
    _id(),
    _bot(),
    # Rows of one queue go out in order; several queues can lead to one chat (a forum's topics).
    _must("queue", String(80)),
    _must("chat_key", _Key),
    _must("fate", String(16)),
    _must("method", String(40)),
    Column("payload", LargeBinary),
    _must("state", String(16)),
    _must("attempts", Integer),
    _must("not_before", _Time),
    Column("engagement_id", BigInteger, index=True),
    Column("case_id", BigInteger),
    _must("anchor", String(16)),
    Column("replaces", String(80)),
    Column("source_key", _Key),
    Column("source_message", BigInteger),
    Column("telegram_message", BigInteger),
    Column("sent_at", _Time),
    Column("queued_at", _Time),
    # When the message came that it is the first answer to.
    Column("answers_at", _Time),
    # Words of a person for staff go out on what they rest on, and are gone with it, sent or not.
    _to("shares", nullable=True),
    _must("wordless", Boolean),
    # Letters of one deletion: what Telegram refuses of it is told when the others are done.
    Column("job", String(48)),
    CheckConstraint(
        "case_id IS NULL OR share_id IS NOT NULL OR (wordless AND method <> 'copyMessage')",
        name="words_rest_on_share",
    ),
    Index("ix_outbox_job", "bot_id", "job"),
    Index("ix_outbox_open", "bot_id", "queue", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_outbox_chat", "bot_id", "chat_key", "sent_at"),
    sqlite_autoincrement=True,
)

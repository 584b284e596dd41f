"""All tables on one page. Columns that hold people's words or ids are sealed bytes or keyed look-up values.

Plain columns are the few that routing, queues and statistics need.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Id = BigInteger().with_variant(Integer(), "sqlite")
_Time = DateTime(timezone=True)

applicants = Table(
    "applicants",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("person", String(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("profile", LargeBinary, nullable=False),
    Column("created_at", _Time, nullable=False),
    UniqueConstraint("bot_id", "person"),
)
engagements = Table(
    "engagements",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("applicant_id", ForeignKey("applicants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("frame", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("speaker", String(16), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("changed_at", _Time, nullable=False),
)
messages = Table(
    "messages",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("engagement_id", ForeignKey("engagements.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("telegram_message", BigInteger),
    Column("written_at", _Time, nullable=False),
)
consents = Table(
    "consents",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("engagement_id", ForeignKey("engagements.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("text_version", String(16), nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("at", _Time, nullable=False),
)
erasures = Table(
    "erasures",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("receipt", String(32), nullable=False, unique=True),
    Column("person", String(64), nullable=False),
    Column("at", _Time, nullable=False),
)
inbox = Table(
    "inbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger),
    Column("lane", String(80), nullable=False),
    Column("timer", String(64)),
    Column("payload", LargeBinary),
    Column("received_at", _Time, nullable=False),
    Column("due_at", _Time, nullable=False),
    Column("done_at", _Time),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", String(80)),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_open", "done_at", "due_at", "lane"),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("chat", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("method", String(40), nullable=False),
    Column("payload", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", _Time, nullable=False),
    Column("telegram_message", BigInteger),
    Column("sent_at", _Time),
    Index("ix_outbox_waiting", "state", "not_before", "id"),
)
leases = Table(
    "leases",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("duty", String(16), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("until", _Time, nullable=False),
)

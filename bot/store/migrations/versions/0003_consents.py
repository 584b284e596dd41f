"""Sharing rests on a consent that stands, by constraint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_SHARING = "purpose = 'share' AND given AND stands"
_BASIS = (
    "(basis = 'consent' AND consent_id IS NOT NULL AND audit_id IS NULL)"
    " OR (basis = 'vital_danger' AND audit_id IS NOT NULL AND consent_id IS NULL)"
)
_OPEN = "state NOT IN ('waiting', 'claimed') OR share_id IS NOT NULL"
_WORDS = "case_id IS NULL OR share_id IS NOT NULL OR (wordless AND method <> 'copyMessage')"
_STANDING = ["id", "engagement_id", "purpose", "given", "stands"]


def upgrade() -> None:
    _answers_stand()
    _make_shares()
    _fill_shares()
    _cases()
    _letters()
    with op.batch_alter_table("relays") as relays:
        relays.add_column(sa.Column("wordless", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("relays") as relays:
        relays.alter_column("wordless", existing_type=sa.Boolean(), server_default=None)


def _answers_stand() -> None:
    """The newest answer of a purpose is the one that stands."""
    with op.batch_alter_table("consents") as consents:
        consents.add_column(sa.Column("stands", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE consents SET stands = (id = (SELECT max(newer.id) FROM consents newer"
        " WHERE newer.engagement_id = consents.engagement_id AND newer.purpose = consents.purpose))"
    )
    with op.batch_alter_table("consents") as consents:
        consents.alter_column("stands", existing_type=sa.Boolean(), nullable=False)
        consents.create_unique_constraint("uq_consents_standing", _STANDING)
        consents.create_index(
            "ix_consents_one_stands",
            ["engagement_id", "purpose"],
            unique=True,
            sqlite_where=sa.text("stands"),
            postgresql_where=sa.text("stands"),
        )


def _make_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("engagement_id", _BIG, nullable=False),
        sa.Column("basis", sa.String(16), nullable=False),
        sa.Column("consent_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("audit_id", _BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_OF_SHARING, name=op.f("ck_shares_of_sharing")),
        sa.CheckConstraint(_BASIS, name=op.f("ck_shares_has_its_basis")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_shares_engagement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_shares_audit_id")),
        sa.ForeignKeyConstraint(
            ["consent_id", "engagement_id", "purpose", "given", "stands"],
            [f"consents.{name}" for name in _STANDING],
            name="fk_shares_consent",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_shares_engagement_id")),
        sa.UniqueConstraint("id", "engagement_id", name="uq_shares_id_engagement_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shares_audit_id"), "shares", ["audit_id"])


def _fill_shares() -> None:
    """From consents that stand. What is open without one was opened by danger: that goes on record as what it is."""
    connection = op.get_bind()
    rows = "INSERT INTO shares (engagement_id, basis, consent_id, purpose, given, stands, audit_id, at) "
    consented = "SELECT engagement_id, 'consent', id, purpose, given, stands, NULL, at FROM consents WHERE "
    connection.execute(sa.text(rows + consented + _OF_SHARING))
    open_without = connection.execute(
        sa.text(
            "SELECT c.bot_id, c.engagement_id, max(c.id) AS id, min(c.opened_at) AS at FROM cases c"
            " LEFT JOIN shares s ON s.engagement_id = c.engagement_id"
            " WHERE c.state IN ('waiting', 'claimed') AND s.id IS NULL GROUP BY c.bot_id, c.engagement_id"
        )
    ).all()
    noted = sa.text(
        "INSERT INTO audit (bot_id, at, actor, case_id, act)"
        " VALUES (:bot, :at, 'system', :case, 'vital_danger before_0003') RETURNING id"
    )
    danger = "VALUES (:engagement, 'vital_danger', NULL, 'share', :yes, :yes, :audit, :at)"
    for bot, engagement, case, at in open_without:
        line = connection.execute(noted, {"bot": bot, "at": at, "case": case}).scalar_one()
        row = {"engagement": engagement, "yes": True, "audit": line, "at": at}
        connection.execute(sa.text(rows + danger), row)


def _cases() -> None:
    with _counting_on("cases"):
        with op.batch_alter_table("cases", table_kwargs={"sqlite_autoincrement": True}) as cases:
            cases.add_column(sa.Column("share_id", sa.BigInteger(), nullable=True))
        op.execute(
            "UPDATE cases SET share_id = (SELECT s.id FROM shares s WHERE s.engagement_id = cases.engagement_id)"
            " WHERE state <> 'withdrawn'"
        )
        with op.batch_alter_table("cases", table_kwargs={"sqlite_autoincrement": True}) as cases:
            cases.create_foreign_key(
                "fk_cases_share", "shares", ["share_id", "engagement_id"], ["id", "engagement_id"]
            )
            cases.create_check_constraint(op.f("ck_cases_open_rests_on_share"), _OPEN)
            cases.create_index("ix_cases_share_id", ["share_id"])


def _letters() -> None:
    """What waits rests on its case's share; what is done is empty."""
    with _counting_on("outbox"):
        with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
            outbox.add_column(sa.Column("share_id", _BIG, nullable=True))
            outbox.add_column(sa.Column("wordless", sa.Boolean(), nullable=True))
            outbox.add_column(sa.Column("job", sa.String(48), nullable=True))
        op.execute(
            "UPDATE outbox SET share_id = (SELECT c.share_id FROM cases c WHERE c.id = outbox.case_id),"
            " wordless = (case_id IS NULL)"
        )
        # Words about a case that is over do not go out any more; what was said is past.
        over = "case_id IS NOT NULL AND share_id IS NULL"
        op.execute(f"DELETE FROM outbox WHERE {over} AND method = 'copyMessage'")  # noqa: S608 - names of our own, no words
        op.execute(f"UPDATE outbox SET wordless = (1 = 1) WHERE {over}")  # noqa: S608 - names of our own, no words
        with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
            outbox.alter_column("wordless", existing_type=sa.Boolean(), nullable=False)
            outbox.create_foreign_key(
                op.f("fk_outbox_share_id"), "shares", ["share_id"], ["id"], ondelete="CASCADE"
            )
            outbox.create_check_constraint(op.f("ck_outbox_words_rest_on_share"), _WORDS)
            outbox.create_index(op.f("ix_outbox_share_id"), ["share_id"])
            outbox.create_index("ix_outbox_job", ["bot_id", "job"])


def downgrade() -> None:
    with op.batch_alter_table("relays") as relays:
        relays.drop_column("wordless")
    with _counting_on("outbox"):
        kept = {"sqlite_autoincrement": True}
        with op.batch_alter_table("outbox", table_kwargs=kept) as outbox:
            outbox.drop_index("ix_outbox_job")
            outbox.drop_index(op.f("ix_outbox_share_id"))
            outbox.drop_constraint(op.f("ck_outbox_words_rest_on_share"), type_="check")
            outbox.drop_constraint(op.f("fk_outbox_share_id"), type_="foreignkey")
            outbox.drop_column("job")
            outbox.drop_column("wordless")
            outbox.drop_column("share_id")
    with _counting_on("cases"), op.batch_alter_table("cases", table_kwargs=kept) as cases:
        cases.drop_index("ix_cases_share_id")
        cases.drop_constraint(op.f("ck_cases_open_rests_on_share"), type_="check")
        cases.drop_constraint("fk_cases_share", type_="foreignkey")
        cases.drop_column("share_id")
    op.drop_table("shares")
    with op.batch_alter_table("consents") as consents:
        consents.drop_index("ix_consents_one_stands")
        consents.drop_constraint("uq_consents_standing", type_="unique")
        consents.drop_column("stands")


@contextmanager
def _counting_on(table: str) -> Iterator[None]:
    """Ids are never given twice: SQLite counts on where it was, also when it makes the table anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    before = connection.execute(asked, {"name": table}).scalar() or 0
    yield
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    row = {"name": table, "seq": before}
    connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)

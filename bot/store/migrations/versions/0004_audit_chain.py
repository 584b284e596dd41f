"""The audit log is a chain that can only grow.

Rows that are there already stay as they are: the key that links lines is not known here. The first line that the
program writes afterwards binds them in.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A deletion is allowed only below the line from which on the log is kept (see bot/store/audit.py, prune).
_SQLITE = (
    """CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
    WHEN coalesce(OLD.seq, 1) >= coalesce((SELECT kept_from FROM audit_heads WHERE bot_id = OLD.bot_id), 1)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR (bot_id = NEW.bot_id AND seq = NEW.seq))
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF coalesce(OLD.seq, 1) < coalesce((SELECT kept_from FROM audit_heads WHERE bot_id = OLD.bot_id), 1)
            THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only';
    END $$""",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
)


def upgrade() -> None:
    op.add_column("audit", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("audit", sa.Column("link", sa.String(length=64), nullable=True))
    op.create_index("ix_audit_bot_id_seq", "audit", ["bot_id", "seq"], unique=True)
    op.create_table(
        "audit_heads",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("kept_from", sa.BigInteger(), nullable=False),
        sa.Column("kept_link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_audit_heads")),
    )
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """The lines stay, the chain goes: a later upgrade begins a new one, which binds all of them in."""
    if _is_sqlite():
        for name in ("audit_not_changed", "audit_not_deleted", "audit_not_replaced"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER audit_append_only ON audit")
        op.execute("DROP TRIGGER audit_not_emptied ON audit")
        op.execute("DROP FUNCTION audit_append_only()")
    op.drop_table("audit_heads")
    op.drop_index("ix_audit_bot_id_seq", "audit")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("link")
        batch_op.drop_column("seq")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"

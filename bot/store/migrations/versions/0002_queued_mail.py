"""When a letter was queued, and when the message came that it answers: what an operator needs to see of mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without making the table anew: its count of ids, and what it refers to, stay as they are.
    op.add_column("outbox", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True))
    # Not known of older letters: they were sent then, or were to be sent then.
    op.execute("UPDATE outbox SET queued_at = COALESCE(sent_at, not_before)")


def downgrade() -> None:
    op.drop_column("outbox", "answers_at")
    op.drop_column("outbox", "queued_at")

"""What erasure, rotation of keys and retention need.

A receipt is kept as a keyed value; those that are readable yet are keyed at the next start, which has the key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.migrate import SchemaError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keyring",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("generation", name=op.f("pk_keyring")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_erasures_receipt"), type_="unique")
        batch_op.alter_column(
            "receipt",
            new_column_name="receipt_key",
            existing_type=sa.String(length=32),
            type_=sa.String(length=64),
            existing_nullable=False,
        )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_erasures_receipt_key"), ["receipt_key"])


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM keyring LIMIT 1")).first():
        raise SchemaError(
            "the master key was rotated: an older version could open nothing any more; go back by a backup"
        )
    op.execute("UPDATE erasures SET receipt_key = substr(receipt_key, 1, 32)")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_erasures_receipt_key"), type_="unique")
        batch_op.alter_column(
            "receipt_key",
            new_column_name="receipt",
            existing_type=sa.String(length=64),
            type_=sa.String(length=32),
            existing_nullable=False,
        )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_erasures_receipt"), ["receipt"])
    op.drop_table("keyring")

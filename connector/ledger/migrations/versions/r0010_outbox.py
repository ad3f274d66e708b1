"""Letters, and who was told what."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "letter",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("made", sa.String(32), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("settled", sa.String(32)),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_letter"),
        sa.UniqueConstraint("id", name="uq_letter_id"),
    )
    op.create_index("ix_letter_state", "letter", ["state"])
    op.create_table(
        "told",
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.Column("letter", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "event", name="pk_told"),
    )

"""Turns of schedules: which slot was taken, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "turn",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("schedule", sa.String(64), nullable=False),
        sa.Column("job", sa.String(32), nullable=False),
        sa.Column("slot", sa.String(32)),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("finished", sa.String(32)),
        sa.Column("ending", sa.String(16)),
        sa.Column("words_vi", sa.Text, nullable=False),
        sa.Column("words_en", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_turn"),
        sa.UniqueConstraint("schedule", "slot", "attempt", name="uq_turn_schedule_slot_attempt"),
    )
    op.create_index("ix_turn_schedule", "turn", ["schedule"])

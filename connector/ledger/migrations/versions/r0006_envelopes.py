"""Sealed passwords on their way to the people they are for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "envelope",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("occasion", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("ours", sa.String(1), nullable=False),
        sa.Column("made", sa.String(32), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("moved", sa.String(32), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_envelope"),
    )
    op.create_index("ix_envelope_key", "envelope", ["key"])
    op.create_index("ix_envelope_state_made", "envelope", ["state", "made"])

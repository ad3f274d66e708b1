"""Reorganisations: their phases, the two addresses of each box, and who inherits whose addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reorganisation",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_reorganisation"),
        sa.UniqueConstraint("id", name="uq_reorganisation_id"),
    )
    op.create_table(
        "converted",
        sa.Column("reorganisation", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("old", sa.String(320), nullable=False),
        sa.Column("new", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("reorganisation", "key", name="pk_converted"),
    )
    op.create_table(
        "heir",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("heir", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_heir"),
    )

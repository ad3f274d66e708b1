"""What became of boxes: since when they are suspended or closed and why, what was ordered, what was told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "life",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("part", "key", name="pk_life"),
    )
    op.create_table(
        "life_order",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
        sa.Column("demand", sa.String(16), nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("against", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_life_order"),
    )
    op.create_index("ix_life_order_key", "life_order", ["key"])

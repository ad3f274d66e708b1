"""What waits for approval since the last run of each target, and whether the ledger is trusted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "held",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("limit_name", sa.String(32), nullable=False),
        sa.Column("text_vi", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("run", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_held"),
    )
    op.create_table(
        "distrust",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("why_vi", sa.Text, nullable=False),
        sa.Column("why_en", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_distrust"),
    )

"""Files that came through the watched folder."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "seen_file",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("detail_vi", sa.Text, nullable=False),
        sa.Column("detail_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_seen_file"),
    )
    op.create_index("ix_seen_file_digest", "seen_file", ["digest"])

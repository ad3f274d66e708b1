"""Which target a run wrote to; every run before this wrote to the first."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("run", sa.Column("target", sa.Text, nullable=False, server_default=""))

"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ADDRESS = 320
KEY = 255
RUN = 64
MOMENT = 32
WORD = 16


def upgrade() -> None:
    """Make the tables."""
    _runs_and_records()
    _decisions()
    op.create_table(
        "acceptance",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("run", sa.String(RUN), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("digests", sa.Text, nullable=False),
        sa.Column("row_counts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_acceptance"),
    )


def _runs_and_records() -> None:
    op.create_table(
        "address",
        sa.Column("address", sa.String(ADDRESS), nullable=False),
        sa.Column("owner", sa.String(KEY), nullable=False),
        sa.Column("standing", sa.String(WORD), nullable=False),
        sa.Column("first_run", sa.String(RUN), nullable=False),
        sa.Column("last_seen", sa.String(MOMENT), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_address"),
        sa.UniqueConstraint("address", "owner", name="uq_address_address_owner"),
    )
    op.create_table(
        "run",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("run", sa.String(RUN), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started", sa.String(MOMENT), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("finished", sa.String(MOMENT)),
        sa.Column("stopped_vi", sa.Text, nullable=False),
        sa.Column("stopped_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_run"),
        sa.UniqueConstraint("run", name="uq_run_run"),
    )
    op.create_table(
        "record",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("key", sa.String(KEY), nullable=False),
        sa.Column("kind", sa.String(WORD), nullable=False),
        sa.Column("address", sa.String(ADDRESS), nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("reason_vi", sa.Text, nullable=False),
        sa.Column("reason_en", sa.Text, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("result", sa.String(WORD)),
        sa.Column("detail_vi", sa.Text, nullable=False),
        sa.Column("detail_en", sa.Text, nullable=False),
        sa.Column("settled", sa.String(MOMENT)),
        sa.PrimaryKeyConstraint("serial", name="pk_record"),
        sa.ForeignKeyConstraint(["run"], ["run.number"], name="fk_record_run"),
    )
    op.create_index("ix_record_key_run", "record", ["key", "run"])
    op.create_index("ix_record_run_result", "record", ["run", "result"])
    op.create_index("ix_record_result_settled_kind", "record", ["result", "settled", "kind"])
    op.create_table(
        "touch",
        sa.Column("address", sa.String(ADDRESS), nullable=False),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(KEY), nullable=False),
        sa.PrimaryKeyConstraint("address", "record", name="pk_touch"),
        sa.ForeignKeyConstraint(["record"], ["record.serial"], name="fk_touch_record"),
        sa.ForeignKeyConstraint(
            ["address", "owner"], ["address.address", "address.owner"], name="fk_touch_address_owner"
        ),
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("question", sa.String(KEY), nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_decision"),
    )
    op.create_index("ix_decision_question", "decision", ["question"])
    op.create_table(
        "question",
        sa.Column("key", sa.String(KEY), nullable=False),
        sa.Column("run", sa.String(RUN), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_question"),
    )
    op.create_table(
        "approval",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_approval"),
    )
    op.create_index("ix_approval_digest", "approval", ["digest"])

"""What the county needs for bodies that arrive in pieces, and for attachments.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but the backup taken before."""
    op.create_table(
        "pieces",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stop", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["devices.device"], name=op.f("fk_pieces_owner")),
        sa.PrimaryKeyConstraint("kind", "owner", "sha256", "start", name=op.f("pk_pieces")),
        comment="What has come of a body, `start` to `stop` without a gap; kept for a day.",
    )
    op.create_index(op.f("ix_pieces_at_ms"), "pieces", ["at_ms"])
    op.create_table(
        "attachments",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("stored_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_from", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachments")),
        comment="Whole files, named by the SHA-256 of what stands in `content`.",
    )

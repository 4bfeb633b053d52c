"""The first schema of the county's database.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but the backup taken before."""
    _devices()
    _ledger()
    _watch()


def _ledger() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
        comment="One row.  Whoever holds its lock gives out sequences and positions.",
    )
    op.create_table(
        "events",
        sa.Column("server_sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_from", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("server_sequence", name=op.f("pk_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_events_event_id")),
    )
    op.create_index(op.f("ix_events_case_id"), "events", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_events_device_generation_n"), "events", ["device", "generation", "n"], unique=False
    )
    op.create_table(
        "streams",
        sa.Column("scope", sa.String(length=9), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("prefix_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_streams")),
        comment="The end of each township's stream.",
    )
    op.create_table(
        "stream_entries",
        sa.Column("scope", sa.String(length=9), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("server_sequence", sa.BigInteger(), nullable=False),
        sa.Column("prefix_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["scope"], ["streams.scope"], name=op.f("fk_stream_entries_scope")),
        sa.ForeignKeyConstraint(
            ["server_sequence"],
            ["events.server_sequence"],
            name=op.f("fk_stream_entries_server_sequence"),
        ),
        sa.PrimaryKeyConstraint("scope", "position", name=op.f("pk_stream_entries")),
        sa.UniqueConstraint(
            "scope", "server_sequence", name=op.f("uq_stream_entries_scope_server_sequence")
        ),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("counter_code", sa.String(length=11), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_devices")),
    )
    op.create_table(
        "device_keys",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.device"], name=op.f("fk_device_keys_device")),
        sa.PrimaryKeyConstraint("device", "generation", name=op.f("pk_device_keys")),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("counter_code", sa.String(length=11), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.String(length=16), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolment_codes")),
        comment="The code itself is printed once and kept nowhere.",
    )


def _watch() -> None:
    op.create_table(
        "quarantine",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_from", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_quarantine")),
        comment="Events outside the log until a person admits them.",
    )
    op.create_index(
        op.f("ix_quarantine_received_from"), "quarantine", ["received_from"], unique=False
    )
    op.create_table(
        "chain_flags",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.String(length=64), nullable=False),
        sa.Column("flagged_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_chain_flags")),
        comment="What was odd about a chain when an event came; evidence, never a gate.",
    )
    op.create_index(op.f("ix_chain_flags_device"), "chain_flags", ["device"], unique=False)
    op.create_index(op.f("ix_chain_flags_missing"), "chain_flags", ["missing"], unique=False)
    op.create_table(
        "nonces",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "nonce", name=op.f("pk_nonces")),
    )
    op.create_index(op.f("ix_nonces_seen_at_ms"), "nonces", ["seen_at_ms"], unique=False)
    op.create_table(
        "security_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("first_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
        sa.UniqueConstraint(
            "kind", "device", "hour", name=op.f("uq_security_events_kind_device_hour")
        ),
        comment="Counted by the hour, so that nobody fills the disk with them.",
    )

"""What the county needs for devices, publications, bundles and work at length.

Revision ID: 0002

Each part adds its tables in a function of its own.
"""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; there is no way back but the backup taken before."""
    _devices()
    _reconcile()
    _scopes()
    _publications()
    _courier()


def _scopes() -> None:
    """Cases that the county shows to more than one township."""
    op.create_table(
        "scope_cases",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=9), nullable=False),
        sa.Column("linked_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "scope", name=op.f("pk_scope_cases")),
        comment="Townships that the county shows a case to, besides its own.",
    )


def _devices() -> None:
    """Approval, several keys a device, and a settlement of what stands in quarantine.

    Every device that is known before was let in by its code alone: it stays let in.
    """
    op.add_column("devices", sa.Column("approved_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("device_keys", sa.Column("registered_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("device_keys", sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("enrolment_codes", sa.Column("approved_at_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "device_key_aliases",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"], ["devices.device"], name=op.f("fk_device_key_aliases_device")
        ),
        sa.PrimaryKeyConstraint(
            "device", "generation", "public_key", name=op.f("pk_device_key_aliases")
        ),
        comment="Two copies of a device began one generation: the key of whoever came second.",
    )
    op.add_column("quarantine", sa.Column("device", sa.String(length=16), nullable=True))
    op.add_column("quarantine", sa.Column("generation", sa.BigInteger(), nullable=True))
    op.add_column("quarantine", sa.Column("settled_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("quarantine", sa.Column("settlement", sa.String(length=16), nullable=True))
    op.create_index(op.f("ix_quarantine_device"), "quarantine", ["device"])
    op.execute("UPDATE devices SET approved_at_ms = enrolled_at_ms")
    op.execute(
        "UPDATE device_keys SET (registered_at_ms, revoked_at_ms) ="
        " (SELECT enrolled_at_ms, revoked_at_ms FROM devices"
        " WHERE devices.device = device_keys.device)"
    )
    op.execute("UPDATE enrolment_codes SET approved_at_ms = made_at_ms")
    _name_authors()


def _name_authors() -> None:
    """Write down whose each event in quarantine says it is."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT event_id, data FROM quarantine")).all()
    for event_id, data in rows:
        try:
            value = json.loads(bytes(data))
        except (ValueError, RecursionError):
            continue
        device = value.get("device") if isinstance(value, dict) else None
        generation = value.get("generation") if isinstance(value, dict) else None
        if not isinstance(device, str) or not re.fullmatch("[0-9a-f]{16}", device):
            continue
        if type(generation) is not int or not 1 <= generation < 2**53:
            continue
        connection.execute(
            sa.text(
                "UPDATE quarantine SET device = :device, generation = :generation"
                " WHERE event_id = :event"
            ),
            {"device": device, "generation": generation, "event": event_id},
        )


def _reconcile() -> None:
    """Which epochs were drawn after a restore, and who has told since what it holds."""
    op.create_table(
        "epochs",
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("drawn_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_epochs")),
        comment="Epochs drawn because the log had been put back; never the first one.",
    )
    op.create_table(
        "digests",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("given_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.device"], name=op.f("fk_digests_device")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_digests")),
        comment="In which epoch each device has last told what it holds.",
    )


def _publications() -> None:
    op.create_table(
        "publications",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("packed_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_publications")),
        comment="Not published yet while it waits for a signature; never changed afterwards.",
    )
    op.create_table(
        "publisher_keys",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("named_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_publisher_keys")),
        comment="Who may publish: every set since the first, each endorsed by the one before it.",
    )
    op.create_table(
        "trust_state",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_state")),
        comment="One row: what the devices looked like when the last trust list was made.",
    )


def _courier() -> None:
    op.create_table(
        "device_bundle_keys",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"], ["devices.device"], name=op.f("fk_device_bundle_keys_device")
        ),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_bundle_keys")),
        comment="X25519, as each device told it last; return bundles are sealed to it.",
    )
    op.create_table(
        "bundles_received",
        sa.Column("bundle", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("anchor_nonce", sa.String(length=32), nullable=False),
        sa.Column("void", sa.Text(), nullable=False),
        sa.Column("hello", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"], ["devices.device"], name=op.f("fk_bundles_received_device")
        ),
        sa.PrimaryKeyConstraint("bundle", name=op.f("pk_bundles_received")),
        comment="Outgoing bundles that were opened; `hello` is the message as it came.",
    )
    op.create_index(
        op.f("ix_bundles_received_device_number"), "bundles_received", ["device", "number"]
    )
    op.create_table(
        "bundle_answers",
        sa.Column("bundle", sa.String(length=32), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle"], ["bundles_received.bundle"], name=op.f("fk_bundle_answers_bundle")
        ),
        sa.PrimaryKeyConstraint("bundle", "place", name=op.f("pk_bundle_answers")),
        comment="What was answered to each push of a bundle, for a return that is made later.",
    )
    op.create_table(
        "bundles_returned",
        sa.Column("bundle", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.String(length=32), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"], ["devices.device"], name=op.f("fk_bundles_returned_device")
        ),
        sa.PrimaryKeyConstraint("bundle", name=op.f("pk_bundles_returned")),
    )
    op.create_index(
        op.f("ix_bundles_returned_device_number"), "bundles_returned", ["device", "number"]
    )

"""Tables for what goes between counter and county beside the events.

Publications come down signed, bundles go by stick, attachments follow their events.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE publications (
        kind VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        manifest BLOB NOT NULL,
        signatures VARCHAR NOT NULL,
        content BLOB NOT NULL,
        installed_at VARCHAR NOT NULL,
        CONSTRAINT pk_publications PRIMARY KEY (kind, version)
    )
    """,
    """
    CREATE TABLE refused_publications (
        kind VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        reason VARCHAR NOT NULL,
        basis VARCHAR NOT NULL,
        refused_at VARCHAR NOT NULL,
        CONSTRAINT pk_refused_publications PRIMARY KEY (kind, version)
    )
    """,
    """
    CREATE TABLE bundles (
        id INTEGER NOT NULL,
        direction VARCHAR NOT NULL,
        number INTEGER NOT NULL,
        bundle VARCHAR NOT NULL,
        sha256 VARCHAR NOT NULL,
        made_at VARCHAR NOT NULL,
        events INTEGER NOT NULL,
        last_row_id INTEGER NOT NULL,
        anchor_nonce VARCHAR NOT NULL,
        answered_at VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        record VARCHAR NOT NULL,
        CONSTRAINT pk_bundles PRIMARY KEY (id),
        CONSTRAINT uq_bundles_bundle UNIQUE (bundle)
    )
    """,
    """
    CREATE TABLE attachments (
        sha256 VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        media_type VARCHAR NOT NULL,
        size_bytes INTEGER NOT NULL,
        added_at VARCHAR NOT NULL,
        is_here INTEGER NOT NULL,
        is_at_county INTEGER NOT NULL,
        CONSTRAINT pk_attachments PRIMARY KEY (sha256, case_id)
    )
    """,
    "CREATE INDEX ix_attachments_waiting ON attachments (size_bytes) WHERE is_at_county = 0",
    "CREATE INDEX ix_cases_contested ON cases (id) WHERE open_conflicts > 0",
)


def upgrade() -> None:
    """Make the tables; nothing that exists is touched."""
    for statement in _TABLES:
        op.execute(statement)

"""Tables for cases whose bodies went by the rule of retention: header, hashes, signed list."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE disposed_cases (
        case_id VARCHAR NOT NULL,
        number VARCHAR NOT NULL,
        item_name VARCHAR NOT NULL,
        handling_type VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        received_at VARCHAR NOT NULL,
        last_act_at VARCHAR NOT NULL,
        list_event VARCHAR NOT NULL,
        list_number VARCHAR NOT NULL,
        disposed_at VARCHAR NOT NULL,
        bodies INTEGER NOT NULL,
        is_wanted INTEGER NOT NULL,
        is_not_given INTEGER NOT NULL,
        back_at_ms INTEGER NOT NULL,
        CONSTRAINT pk_disposed_cases PRIMARY KEY (case_id)
    )
    """,
    """
    CREATE TABLE disposed_events (
        event_id VARCHAR NOT NULL,
        verdict VARCHAR NOT NULL,
        prev VARCHAR NOT NULL,
        list_event VARCHAR NOT NULL,
        CONSTRAINT pk_disposed_events PRIMARY KEY (event_id)
    )
    """,
    "CREATE INDEX ix_disposed_cases_wanted ON disposed_cases (case_id) WHERE is_wanted = 1",
)


def upgrade() -> None:
    """Make the tables; nothing that exists is touched."""
    for statement in _TABLES:
        op.execute(statement)

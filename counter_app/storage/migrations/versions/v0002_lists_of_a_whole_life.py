"""Lists for what happens after acceptance; `cases` is a projection and is made anew.

Rows of a projection hold nothing that the events do not, so the table is dropped and the store
fills the new one at its next opening.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE: Final = (
    """
    CREATE TABLE cases (
        id INTEGER NOT NULL,
        case_id VARCHAR NOT NULL,
        number VARCHAR NOT NULL,
        item_name VARCHAR NOT NULL,
        applicant_name VARCHAR NOT NULL,
        number_masked VARCHAR NOT NULL,
        handling_type VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        received_at VARCHAR NOT NULL,
        binding_on VARCHAR,
        binding_from VARCHAR,
        notice_over_on VARCHAR,
        is_provisional INTEGER NOT NULL,
        deemed_due_on VARCHAR,
        is_deemed_provisional INTEGER NOT NULL,
        unacknowledged INTEGER NOT NULL,
        open_conflicts INTEGER NOT NULL,
        search_text VARCHAR NOT NULL,
        search_keys VARCHAR NOT NULL,
        CONSTRAINT pk_cases PRIMARY KEY (id),
        CONSTRAINT uq_cases_case_id UNIQUE (case_id)
    )
    """,
    """
    CREATE INDEX ix_cases_binding ON cases (binding_on, id) WHERE binding_on IS NOT NULL
    """,
    """
    CREATE INDEX ix_cases_forwarded ON cases (id) WHERE status IN ('forwarded', 'paused')
    """,
    """
    CREATE INDEX ix_cases_number ON cases (number)
    """,
    """
    CREATE INDEX ix_cases_open ON cases (id) WHERE unacknowledged > 0
    """,
    """
    CREATE INDEX ix_cases_to_hand_out ON cases (id) WHERE status = 'concluded'
    """,
    """
    CREATE INDEX ix_cases_waiting ON cases (id) WHERE status = 'awaiting-supplement'
    """,
)


def upgrade() -> None:
    """Drop the lists and make them with what they show now."""
    op.execute("DROP TABLE cases")
    for statement in _TABLE:
        op.execute(statement)
    op.execute("INSERT INTO search (search) VALUES ('delete-all')")
    op.execute("DELETE FROM meta WHERE key = 'projections'")

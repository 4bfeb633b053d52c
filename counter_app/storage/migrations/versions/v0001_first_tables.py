"""The first released tables."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE acks (
        id INTEGER NOT NULL,
        data BLOB NOT NULL,
        signature BLOB NOT NULL,
        CONSTRAINT pk_acks PRIMARY KEY (id)
    )
    """,
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
    CREATE INDEX ix_cases_number ON cases (number)
    """,
    """
    CREATE INDEX ix_cases_open ON cases (id) WHERE unacknowledged > 0
    """,
    """
    CREATE INDEX ix_cases_waiting ON cases (id) WHERE status = 'awaiting-supplement'
    """,
    """
    CREATE TABLE drafts (
        draft_id VARCHAR NOT NULL,
        staff VARCHAR NOT NULL,
        saved_at VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        payload VARCHAR NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (draft_id)
    )
    """,
    """
    CREATE TABLE events (
        id INTEGER NOT NULL,
        event_id VARCHAR NOT NULL,
        device VARCHAR NOT NULL,
        generation INTEGER NOT NULL,
        n INTEGER NOT NULL,
        hlc_ms INTEGER NOT NULL,
        hlc_counter INTEGER NOT NULL,
        case_id VARCHAR NOT NULL,
        type VARCHAR NOT NULL,
        data BLOB NOT NULL,
        signature BLOB NOT NULL,
        server_sequence INTEGER,
        position INTEGER,
        received_at_ms INTEGER,
        verdict VARCHAR NOT NULL,
        parked_reason VARCHAR NOT NULL,
        CONSTRAINT pk_events PRIMARY KEY (id),
        CONSTRAINT uq_events_event_id UNIQUE (event_id)
    )
    """,
    """
    CREATE INDEX ix_events_anchor ON events (device, generation, n) WHERE type = 'time.anchored'
    """,
    """
    CREATE INDEX ix_events_case ON events (case_id, id) WHERE case_id <> ''
    """,
    """
    CREATE INDEX ix_events_chain ON events (device, generation, n)
    """,
    """
    CREATE INDEX ix_events_open ON events (id) WHERE server_sequence IS NULL
    """,
    """
    CREATE TABLE meta (
        key VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        CONSTRAINT pk_meta PRIMARY KEY (key)
    )
    """,
    """
    CREATE TABLE numbers (
        key VARCHAR NOT NULL,
        value INTEGER NOT NULL,
        CONSTRAINT pk_numbers PRIMARY KEY (key)
    )
    """,
    """
    CREATE TABLE print_jobs (
        id INTEGER NOT NULL,
        job VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        device VARCHAR NOT NULL,
        form VARCHAR NOT NULL,
        document_number VARCHAR NOT NULL,
        copy_number INTEGER NOT NULL,
        state VARCHAR NOT NULL,
        came_out INTEGER,
        run VARCHAR NOT NULL,
        is_open INTEGER NOT NULL,
        CONSTRAINT pk_print_jobs PRIMARY KEY (id),
        CONSTRAINT uq_print_jobs_job UNIQUE (job)
    )
    """,
    """
    CREATE INDEX ix_print_jobs_open ON print_jobs (id) WHERE is_open
    """,
    """
    CREATE TABLE stream (
        position INTEGER NOT NULL,
        epoch VARCHAR NOT NULL,
        prefix_hash VARCHAR NOT NULL,
        CONSTRAINT pk_stream PRIMARY KEY (position)
    )
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5(tokens, content='', contentless_delete=1,
        detail=none, tokenize='ascii')
    """,
)


def upgrade() -> None:
    """Make every table; nothing was there before."""
    for statement in _TABLES:
        op.execute(statement)

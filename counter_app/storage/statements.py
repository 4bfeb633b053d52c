"""The statements of the append path: constant, so that the driver prepares each only once."""

from __future__ import annotations

from typing import Final

BEGIN: Final = "BEGIN IMMEDIATE"
BEGIN_LOOKING: Final = "BEGIN"
COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"
DATA_VERSION: Final = "PRAGMA data_version"

APPEND_EVENT: Final = (
    "INSERT INTO events (event_id, device, generation, n, hlc_ms, hlc_counter, case_id, type,"
    " data, signature, server_sequence, position, received_at_ms, verdict, parked_reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')"
)

CHAIN_END: Final = (
    "SELECT n, event_id, hlc_ms, hlc_counter, generation FROM events"
    " WHERE device = ? AND generation <= ? AND verdict IN ('own', 'valid')"
    " ORDER BY generation DESC, n DESC, id DESC LIMIT 1"
)
CHAIN_ANCHOR: Final = (
    "SELECT event_id, generation, data FROM events INDEXED BY ix_events_anchor"
    " WHERE type = 'time.anchored' AND device = ? AND generation <= ?"
    " AND verdict IN ('own', 'valid') ORDER BY generation DESC, n DESC LIMIT 1"
)

# The county's order first, then what it has not signed for, in the order made.
EVENTS_OF_CASE: Final = (
    "SELECT data, event_id, server_sequence IS NULL FROM events"
    " WHERE case_id = ? AND case_id <> '' AND verdict IN ('own', 'valid', 'vouched')"
    " ORDER BY server_sequence IS NULL, server_sequence, hlc_ms, hlc_counter, device,"
    " generation, n, event_id"
)
ORDER_OF_CASE: Final = (
    "SELECT event_id FROM events"
    " WHERE case_id = ? AND case_id <> '' AND verdict IN ('own', 'valid', 'vouched')"
    " ORDER BY server_sequence IS NULL, server_sequence, hlc_ms, hlc_counter, device,"
    " generation, n, event_id"
)
HAS_EVENTS: Final = "SELECT 1 FROM events WHERE case_id = ? AND case_id <> '' LIMIT 1"
HAS_DISPOSED: Final = (
    "SELECT 1 FROM events WHERE case_id = ? AND case_id <> '' AND verdict = 'disposed' LIMIT 1"
)
"""Whether bodies of a case are away: what is left of it can then not be folded."""

HAS_EVENT: Final = "SELECT 1 FROM events WHERE event_id = ?"

COUNT_OPEN_OF_CASE: Final = (
    "SELECT COUNT(*) FROM events WHERE case_id = ? AND case_id <> '' AND server_sequence IS NULL"
    " AND verdict <> 'disposed'"
)

LOOK_AT_NUMBER: Final = "SELECT COALESCE(MAX(value), 0) + 1 FROM numbers WHERE key = ?"
NEXT_NUMBER: Final = (
    "INSERT INTO numbers (key, value) VALUES (?, 1)"
    " ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value"
)

FIND_CASE: Final = "SELECT case_id FROM cases WHERE number = ? ORDER BY id LIMIT 1"
FIND_CASE_ROW: Final = "SELECT id, search_text, search_keys FROM cases WHERE case_id = ?"
INSERT_CASE: Final = (
    "INSERT INTO cases (number, item_name, applicant_name, number_masked, handling_type, status,"
    " received_at, binding_on, binding_from, notice_over_on, is_provisional, deemed_due_on,"
    " is_deemed_provisional, unacknowledged, open_conflicts, search_text, search_keys, case_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_CASE: Final = (
    "UPDATE cases SET number = ?, item_name = ?, applicant_name = ?, number_masked = ?,"
    " handling_type = ?, status = ?, received_at = ?, binding_on = ?, binding_from = ?,"
    " notice_over_on = ?, is_provisional = ?, deemed_due_on = ?, is_deemed_provisional = ?,"
    " unacknowledged = ?, open_conflicts = ?"
    " WHERE id = ?"
)
UPDATE_CASE_SEARCH: Final = "UPDATE cases SET search_text = ?, search_keys = ? WHERE id = ?"
UPDATE_CASE_OPEN: Final = "UPDATE cases SET unacknowledged = ? WHERE case_id = ?"
INSERT_SEARCH: Final = "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
DELETE_SEARCH: Final = "DELETE FROM search WHERE rowid = ?"

INSERT_PRINT_JOB: Final = (
    "INSERT INTO print_jobs (job, case_id, device, form, document_number, copy_number, state,"
    " came_out, run, is_open) VALUES (?, ?, ?, ?, ?, ?, 'intended', NULL, ?, 1)"
    " ON CONFLICT (job) DO NOTHING"
)
UPDATE_PRINT_JOB: Final = (
    "UPDATE print_jobs SET state = ?, is_open = ? WHERE job = ? AND device = ?"
)
SETTLE_PRINT_JOB: Final = (
    "UPDATE print_jobs SET came_out = ?, is_open = 0 WHERE job = ? AND device = ?"
)
EVENT_AT_PLACE: Final = "SELECT event_id FROM events WHERE device = ? AND generation = ? AND n = ?"
LAST_PLACE: Final = (
    "SELECT MAX(n) FROM events WHERE device = ? AND generation = ? AND verdict IN ('own', 'valid')"
)

DELETE_CASES: Final = "DELETE FROM cases"
DELETE_ALL_SEARCH: Final = "INSERT INTO search (search) VALUES ('delete-all')"
DELETE_PRINT_JOBS: Final = (
    "DELETE FROM print_jobs WHERE case_id NOT IN"
    " (SELECT case_id FROM disposed_cases WHERE back_at_ms = 0)"
)
JOBS_OF_RUNS: Final = "SELECT run, job FROM print_jobs WHERE is_open AND run <> ''"
SET_RUN: Final = "UPDATE print_jobs SET run = ? WHERE job = ?"
CASES_IN_ORDER: Final = (
    "SELECT case_id FROM events WHERE case_id <> '' GROUP BY case_id ORDER BY MIN(id)"
)
PRINT_EVENTS: Final = (
    "SELECT data FROM events WHERE type LIKE 'print.%'"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id"
)
EVENTS_OF_TYPE: Final = (
    "SELECT data FROM events WHERE type = ? AND verdict IN ('own', 'valid', 'vouched') ORDER BY id"
)
RUNNING_CASES: Final = "SELECT case_id FROM cases WHERE binding_on IS NOT NULL"
TAIL: Final = "tail_copy"
"""Key of the table of single values: how far the second copy of what waits goes, as JSON."""

GET_META: Final = "SELECT value FROM meta WHERE key = ?"
SET_META: Final = (
    "INSERT INTO meta (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)

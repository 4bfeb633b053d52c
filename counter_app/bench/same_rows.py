"""What a store has written, as statements that write the same into another database."""

from __future__ import annotations

from typing import Any, Final

from counter_app.storage.search_text import SearchEntry
from counter_app.storage.statements import (
    APPEND_EVENT,
    BEGIN,
    COMMIT,
    INSERT_CASE,
    INSERT_PRINT_JOB,
    INSERT_SEARCH,
)

Statement = tuple[str, tuple[Any, ...]]

# Columns in the order in which the store's own statements take them, and the row's number last.
_NEW_EVENTS: Final = (
    "SELECT event_id, device, generation, n, hlc_ms, hlc_counter, case_id, type, data, signature,"
    " server_sequence, position, received_at_ms, verdict, id FROM events WHERE id > ? ORDER BY id"
)
_NEW_CASES: Final = (
    "SELECT number, item_name, applicant_name, number_masked, handling_type, status, received_at,"
    " binding_on, binding_from, notice_over_on, is_provisional, deemed_due_on,"
    " is_deemed_provisional, unacknowledged, open_conflicts, search_text, search_keys, case_id,"
    " id FROM cases WHERE id > ? ORDER BY id"
)
_NEW_JOBS: Final = (
    "SELECT job, case_id, device, form, document_number, copy_number, run, id FROM print_jobs"
    " WHERE id > ? ORDER BY id"
)
_LAST_EVENT: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_LAST_CASE: Final = "SELECT COALESCE(MAX(id), 0) FROM cases"
_LAST_JOB: Final = "SELECT COALESCE(MAX(id), 0) FROM print_jobs"
_NUMBERS: Final = "SELECT key, value FROM numbers"
_PUT_NUMBER: Final = (
    "INSERT INTO numbers (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_TEXT, _KEYS = 15, 16


class NewRows:
    """Tells again and again what has been written since it was last asked.

    Args:
        connection: Driver connection to the store.
        with_present: Whether what it holds already is new too.
    """

    def __init__(self, connection: Any, *, with_present: bool = False) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._event = self._case = self._job = 0
        if not with_present:
            self._numbers = dict(connection.execute(_NUMBERS).fetchall())
            (self._event,) = connection.execute(_LAST_EVENT).fetchone()
            (self._case,) = connection.execute(_LAST_CASE).fetchone()
            (self._job,) = connection.execute(_LAST_JOB).fetchone()

    def statements(self) -> list[Statement]:
        """Return statements for every row that is new since the last call."""
        events = self._connection.execute(_NEW_EVENTS, (self._event,)).fetchall()
        cases = self._connection.execute(_NEW_CASES, (self._case,)).fetchall()
        jobs = self._connection.execute(_NEW_JOBS, (self._job,)).fetchall()
        self._event = max((each[-1] for each in events), default=self._event)
        self._case = max((each[-1] for each in cases), default=self._case)
        self._job = max((each[-1] for each in jobs), default=self._job)
        found: list[Statement] = [(APPEND_EVENT, each[:-1]) for each in events]
        for case in cases:
            entry = SearchEntry(text=case[_TEXT], keys=case[_KEYS])
            found += [(INSERT_CASE, case[:-1]), (INSERT_SEARCH, (case[-1], entry.tokens()))]
        found += [(INSERT_PRINT_JOB, each[:-1]) for each in jobs]
        return [*found, *self._new_numbers()]

    def _new_numbers(self) -> list[Statement]:
        numbers = dict(self._connection.execute(_NUMBERS).fetchall())
        changed = [
            (_PUT_NUMBER, (key, value))
            for key, value in numbers.items()
            if self._numbers.get(key) != value
        ]
        self._numbers = numbers
        return changed


def write(connection: Any, statements: list[Statement]) -> None:
    """Run statements in one transaction and wait until the disk has it."""
    connection.execute(BEGIN)
    for statement, values in statements:
        connection.execute(statement, values)
    connection.execute(COMMIT)

"""Files of closed cases on this disk: which may go, and how they go."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine

from counter_app.domain.case_status import ENDED
from counter_app.domain.ids import CaseId
from counter_app.storage.attachment_store import SqlAttachments
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading

# The statuses are words of this program, none of them anybody's input.
_ENDED: Final = " ".join(sorted(status.value for status in ENDED))
_CLOSED: Final = (
    "SELECT cases.case_id FROM attachments JOIN cases ON cases.case_id = attachments.case_id"
    " WHERE attachments.is_here = 1 AND instr(?, ' ' || cases.status || ' ') > 0"
    " GROUP BY cases.case_id ORDER BY MIN(cases.id) LIMIT ?"
)
_OWN_FILES: Final = (
    "SELECT sha256 FROM attachments AS own WHERE case_id = ? AND is_here = 1 AND NOT EXISTS"
    " (SELECT 1 FROM attachments AS other WHERE other.sha256 = own.sha256"
    " AND other.case_id <> own.case_id) ORDER BY sha256"
)
_WAITING: Final = (
    "SELECT (SELECT COUNT(*) FROM events WHERE case_id = ?1 AND case_id <> ''"
    " AND server_sequence IS NULL),"
    " (SELECT COUNT(*) FROM attachments WHERE case_id = ?1 AND is_at_county = 0)"
)


class SqlCopyShelf:
    """The `CopyShelf` of one store."""

    def __init__(self, store: Store) -> None:
        """Look at this store, and destroy in it."""
        self._engine: Engine = store.reading_engine
        self._attachments: SqlAttachments = store.attachments

    def closed_with_files(self, limit: int) -> tuple[CaseId, ...]:
        """Return closed cases of which files are on this disk, the longest here first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_CLOSED, (f" {_ENDED} ", limit)).fetchall()
        return tuple(CaseId(case_id) for (case_id,) in rows)

    def copies_of(self, case_id: CaseId) -> tuple[tuple[str, ...], int, int]:
        """Return files here that no other case names, events and files that still wait."""
        with reading(self._engine) as connection:
            files = tuple(name for (name,) in connection.execute(_OWN_FILES, (case_id,)))
            events, waiting = connection.execute(_WAITING, (case_id,)).fetchone()
        return files, int(events), int(waiting)

    def destroy(self, files: tuple[str, ...]) -> None:
        """Remove the bytes of files; they can be fetched from the county again."""
        for sha256 in files:
            self._attachments.destroy(sha256)

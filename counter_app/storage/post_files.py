"""Files of the cases of a post: which can go along on a stick, and keeping what came on one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.ids import CaseId
from counter_app.storage.attachment_store import SqlAttachments
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading

_OF_CASES: Final = (
    "SELECT DISTINCT sha256, size_bytes FROM attachments WHERE is_here = 1 AND size_bytes > 0"
    " AND case_id IN (SELECT value FROM json_each(?)) ORDER BY size_bytes, sha256 LIMIT ?"
)
_CALLED: Final = (
    "SELECT cases.number, attachments.name FROM attachments"
    " JOIN cases ON cases.case_id = attachments.case_id WHERE attachments.sha256 = ? LIMIT 1"
)
_HERE: Final = "UPDATE attachments SET is_here = 1 WHERE sha256 = ?"


class SqlPostFiles:
    """Files that go from one counter to another without the county."""

    def __init__(self, ledger: Ledger, reading_engine: Engine, files: SqlAttachments) -> None:
        self._ledger = ledger
        self._engine = reading_engine
        self._files = files

    def of_cases(
        self, cases: Iterable[CaseId], *, limit: int, bytes_max: int
    ) -> list[tuple[str, int]]:
        """Return (SHA-256, size) of the files of these cases that are here, smallest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_OF_CASES, (json.dumps(list(cases)), limit)).fetchall()
        found: list[tuple[str, int]] = []
        for sha256, size in rows:
            if size > bytes_max:
                break
            found.append((sha256, size))
            bytes_max -= size
        return found

    def is_here(self, sha256: str) -> bool:
        return self._files.is_here(sha256)

    def called(self, sha256: str) -> str:
        """Return the case and the name of a file, for people; "" where no act names it here."""
        with reading(self._engine) as connection:
            row = connection.execute(_CALLED, (sha256,)).fetchone()
        return f"{row[0]}（{row[1]}）" if row else ""

    def keep(self, content: bytes) -> None:
        """Keep a file whose hash was compared; whether the county has it is asked later.

        Raises:
            DiskFull, DiskReadOnly: It is not kept.
        """
        sha256 = self._files.keep(content)
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_HERE, (sha256,))
            transaction.commit()

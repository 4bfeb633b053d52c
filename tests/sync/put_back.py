"""A county whose database can be put back to an earlier day, and counters that reach it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import select

from sync.server.schema import epochs, events, ledger_head, security_events


class Backups:
    """Copies of a county's SQLite file; the county has no port, so nothing is open in between."""

    def __init__(self, county, folder: Path) -> None:
        self.county = county
        self._file = Path(county.database.engine.url.database)
        self._copy = folder / "backup.db"

    def make(self) -> None:
        self.county.database.close()
        shutil.copyfile(self._file, self._copy)

    def put_back(self) -> None:
        self.county.database.close()
        for leftover in self._file.parent.glob(self._file.name + "-*"):
            leftover.unlink()
        shutil.copyfile(self._copy, self._file)

    # What a test looks at

    def epoch(self) -> str:
        return self.county.rows(select(ledger_head.c.epoch))[0][0]

    def drawn(self) -> list[str]:
        """Reasons of all epochs that were drawn after the first."""
        return [row.reason for row in self.county.rows(select(epochs.c.reason))]

    def noted(self) -> list[str]:
        return sorted(row.kind for row in self.county.rows(select(security_events.c.kind)))

    def log(self) -> set[str]:
        return {row.event_id for row in self.county.rows(select(events.c.event_id))}

    def received_at(self, event: str) -> int:
        statement = select(events.c.received_at_ms).where(events.c.event_id == event)
        return self.county.rows(statement)[0][0]

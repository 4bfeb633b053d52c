"""The files of this counter's cases: on the disk, and what the database knows of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.attachment_port import PlainFile
from counter_app.domain.attachment import AttachmentState, files_named
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay
from counter_app.domain.ids import CaseId, EventId
from counter_app.storage.attachment_files import SealedFiles
from counter_app.storage.attachment_intake import made_fit, read_outside
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from sync.codec import open_event

_ALL: Final = -1
PACKED_BESIDES: Final = 128
"""What a file costs in a bundle besides its bytes: names, and its line of the manifest."""


_STATES: Final = "SELECT sha256, is_here, is_at_county FROM attachments WHERE case_id = ?"
_OF_FILE: Final = (
    "SELECT case_id, size_bytes, is_here, is_at_county FROM attachments WHERE sha256 = ?"
)
_NAMED: Final = "SELECT DISTINCT sha256 FROM attachments"
_WAITING: Final = (
    "SELECT sha256, case_id, size_bytes FROM attachments"
    " WHERE is_at_county = 0 AND is_here = 1 ORDER BY size_bytes, sha256 LIMIT ?"
)
_TO_SEND: Final = (
    "SELECT COUNT(*), COALESCE(SUM(size_bytes), 0) FROM"
    " (SELECT DISTINCT sha256, size_bytes FROM attachments WHERE is_at_county = 0 AND is_here = 1)"
)
_ATTACHING: Final = (
    "SELECT event_id, data FROM events WHERE case_id = ? AND case_id <> ''"
    " AND type = 'material.attached' AND server_sequence IS NOT NULL"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY server_sequence"
)
_ANY_ATTACHING: Final = (
    "SELECT event_id, data FROM events WHERE case_id = ? AND case_id <> ''"
    " AND type = 'material.attached' AND parked_reason = ''"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id"
)
_BEGINNINGS: Final = (
    "SELECT data FROM events WHERE device = ? AND type = 'device.generation_started'"
)
_PLACES: Final = (
    "SELECT COUNT(DISTINCT n) FROM events WHERE device = ? AND generation = ? AND n BETWEEN ? AND ?"
)
_AT_COUNTY: Final = "UPDATE attachments SET is_at_county = 1 WHERE sha256 = ?"
_HERE: Final = "UPDATE attachments SET is_here = ? WHERE sha256 = ?"
_NOT_AT_COUNTY: Final = "UPDATE attachments SET is_at_county = 0 WHERE is_at_county = 1"

log = logging.getLogger(__name__)


class SqlAttachments:
    """The ports of `attachment_port` and of `sync.client.attachments`."""

    def __init__(self, ledger: Ledger, reading_engine: Engine, files: SealedFiles) -> None:
        self._ledger = ledger
        self._engine = reading_engine
        self._files = files

    def prepare(self, path: Path) -> PlainFile:
        """Read what somebody wants to add and make it fit to be kept.

        Raises:
            AttachmentRefused: It is no picture or PDF, is too large, or cannot be read.
        """
        return made_fit(read_outside(path))

    def keep(self, content: bytes) -> str:
        """Write a file down durably; returns its SHA-256.

        Raises:
            DiskFull, DiskReadOnly: It is not kept.
        """
        return self._files.keep(content)

    def read(self, sha256: str) -> bytes:
        """Return the plain bytes of a file.

        A file that the database believes here and that cannot be read is noted as not here, so
        that it is fetched from the county instead.

        Raises:
            AttachmentOnTheWay: It has not come here yet.
            AttachmentDamaged: It was here, and is not what it was.
        """
        try:
            content = self._files.read(sha256)
        except (AttachmentOnTheWay, AttachmentDamaged) as error:
            was_here = any(is_here for _, _, is_here, _ in self._rows(sha256))
            if was_here:
                self._note(_HERE, 0, sha256)
                log.warning("file %s was here and cannot be read: %s", sha256[:8], error.code)
            if was_here and isinstance(error, AttachmentOnTheWay):
                raise AttachmentDamaged(sha256[:8]) from error
            raise
        if not self.is_here(sha256):  # The database was put back, the folder was not.
            self._note(_HERE, 1, sha256)
        return content

    def states(self, case_id: CaseId) -> Mapping[str, AttachmentState]:
        """Return where each file of a case is, by SHA-256."""
        with reading(self._engine) as connection:
            rows = connection.execute(_STATES, (case_id,)).fetchall()
        return {sha256: _state(is_here, is_at_county) for sha256, is_here, is_at_county in rows}

    def to_send(self) -> tuple[int, int]:
        """Return how many files the county does not have yet, and their bytes together."""
        with reading(self._engine) as connection:
            count, size = connection.execute(_TO_SEND).fetchone()
        return int(count), int(size)

    def next_to_send(self, *, beside: frozenset[str] = frozenset()) -> tuple[str, EventId] | None:
        """Return the smallest file that the county lacks, and an act there that names it.

        Args:
            beside: Files that were tried in this run already.
        """
        with reading(self._engine) as connection:
            # All of them: were it the first few, those that cannot go would hold the rest back.
            for sha256, case_id, _ in connection.execute(_WAITING, (_ALL,)):
                if sha256 not in beside:
                    event = _attaching(connection, CaseId(case_id), sha256)
                    if event is not None:
                        return sha256, event
        return None

    def to_pack(self, *, bytes_max: int, limit: int) -> list[tuple[str, str, int]]:
        """Return (SHA-256, id of an act, size) of the smallest files for a bundle.

        The act need not have come to the county: it lies in the same bundle or in one before.
        What cannot be read is passed over, so that no bundle breaks off over it.
        """
        found: list[tuple[str, str, int]] = []
        with reading(self._engine) as connection:
            rows = connection.execute(_WAITING, (limit,)).fetchall()
            acts = {row[0]: _attaching(connection, row[1], row[0], _ANY_ATTACHING) for row in rows}
        for sha256, _, size in rows:
            cost = size + PACKED_BESIDES
            if cost > bytes_max:
                break
            event = acts[sha256]
            if event is not None and sha256 not in {name for name, _, _ in found}:
                with suppress(AttachmentDamaged, AttachmentOnTheWay):
                    self.read(sha256)
                    found.append((sha256, event, size))
                    bytes_max -= cost
        return found

    def act_of(self, sha256: str) -> EventId | None:
        """Return an act that names a file and that the county has; None when there is none."""
        with reading(self._engine) as connection:
            for case_id, *_ in connection.execute(_OF_FILE, (sha256,)).fetchall():
                event = _attaching(connection, CaseId(case_id), sha256)
                if event is not None:
                    return event
        return None

    def size_of(self, sha256: str) -> int:
        """Return how many bytes a file has, as the act says that added it; 0 for an unknown."""
        return max((int(size) for _, size, _, _ in self._rows(sha256)), default=0)

    def is_here(self, sha256: str) -> bool:
        """Whether the bytes of a file are on this disk, as far as the database knows."""
        return any(is_here for _, _, is_here, _ in self._rows(sha256))

    def at_county(self, sha256: str) -> None:
        """Note that the county has a file whole."""
        self._note(_AT_COUNTY, sha256)

    def take(self, content: bytes) -> str:
        """Keep a file that came from the county, whoever calls this has compared its hash."""
        sha256 = self._files.keep(content)
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_HERE, (1, sha256))
            transaction.connection.execute(_AT_COUNTY, (sha256,))
            transaction.commit()
        return sha256

    def destroy(self, sha256: str) -> None:
        """Remove the bytes of a file that the county has; it can be fetched again.

        Raises:
            StorageError: The disk refused; the file is still here and known to be.
        """
        self._files.remove(sha256)
        self._note(_HERE, 0, sha256)

    def sweep(self, now_s: float) -> int:
        """Remove files that no event names; returns how many.

        None while acts of this device are missing that a restored database had lost: they may
        come back from the county, and a file that it does not have yet lies nowhere else.
        """
        with reading(self._engine) as connection:
            if _lacks_own_acts(connection, self._ledger.log.signatory.device):
                return 0
            named = {sha256 for (sha256,) in connection.execute(_NAMED)}
        return self._files.sweep(named.__contains__, now_s=now_s)

    def _rows(self, sha256: str) -> list[tuple[str, int, int, int]]:
        with reading(self._engine) as connection:
            return list(connection.execute(_OF_FILE, (sha256,)).fetchall())

    def _note(self, statement: str, *values: object) -> None:
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(statement, values)
            transaction.commit()


def county_forgot_files(connection: Any) -> None:
    """Take back that the county has any file: it was put back, and is asked again."""
    connection.execute(_NOT_AT_COUNTY)


def _lacks_own_acts(connection: Any, device: str) -> bool:
    """Answer whether acts of this device were written before a restore and are not here."""
    for (data,) in connection.execute(_BEGINNINGS, (device,)).fetchall():
        began = open_event(data).fact
        if isinstance(began, GenerationStarted) and began.missing_to:
            first, last = began.missing_from, began.missing_to
            places = (device, began.generation_before, first, last)
            if connection.execute(_PLACES, places).fetchone()[0] <= last - first:
                return True
    return False


def _attaching(
    connection: Any, case_id: CaseId, sha256: str, statement: str = _ATTACHING
) -> EventId | None:
    for event_id, data in connection.execute(statement, (case_id,)).fetchall():
        if files_named(open_event(data).fact) == (sha256,):
            return EventId(event_id)
    return None


def _state(is_here: int, is_at_county: int) -> AttachmentState:
    if is_at_county:
        return AttachmentState.AT_COUNTY
    return AttachmentState.HERE if is_here else AttachmentState.ON_THE_WAY

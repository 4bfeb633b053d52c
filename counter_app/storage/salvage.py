"""Reads events out of a database that was set aside, damaged or not, and adds them by id.

Every event proves itself: its id is the hash of its bytes, and its device has signed them.  So
what can still be read of a damaged file comes back, whatever happened to the pages around it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlcipher3 import dbapi2

from counter_app.domain.ids import CaseId
from counter_app.storage.attachment_projection import write_attachment
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.event_log import FOLDED, Verdict, keep
from counter_app.storage.ledger import Ledger
from counter_app.storage.print_projection import write_print_job
from counter_app.storage.still_file import CopyKey
from counter_app.storage.torn_file import TornFile
from sync.codec import event_id, event_of, open_header
from sync.protocol import Header, SignedEvent
from sync.segments import UNSIGNED
from sync.signing import Purpose, is_signed

KeyOf = Callable[[str, int], Ed25519PublicKey | None]

AT_ONCE: Final = 200
"""Events a transaction."""

_HAS: Final = "SELECT 1 FROM events WHERE event_id = ?"
_ROW: Final = "SELECT data, signature, verdict FROM events WHERE id = ?"
_ENDS: Final = "SELECT MIN(id), MAX(id) FROM events"
_LAST_KNOWN: Final = "SELECT MAX(id) FROM events"
_NUMBER: Final = "SELECT number FROM cases WHERE case_id = ?"
_CASES: Final = "SELECT case_id, number FROM cases ORDER BY id DESC LIMIT ?"
_PLACES: Final = "SELECT n FROM events WHERE device = ? AND generation = ? AND n <= ?"
CASES_NAMED_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came back out of a file that was set aside.

    Attributes:
        read: Events that could be read there and are not in the backup.
        added: How many of them are here now.
        is_readable: Whether the file opened at all.
        cases: Case id → number, as far as its list of cases could be read.
    """

    read: int = 0
    added: int = 0
    is_readable: bool = False
    cases: tuple[tuple[str, str], ...] = ()


@contextmanager
def still_copy(folder: Path, key: CopyKey) -> Iterator[Path]:
    """Lend the database in a folder as it stands, with what its journal holds.

    With a journal beside it, a copy of both is made and read: reading itself would change them.
    """
    database, journal = folder / "counter.db", folder / "counter.db-wal"
    if not journal.exists() or journal.stat().st_size == 0:
        yield database
        return
    with tempfile.TemporaryDirectory(prefix="look-") as place:
        for path in (database, journal):
            shutil.copyfile(path, Path(place) / path.name)
        with suppress(dbapi2.Error):  # A damaged one is read as far as it goes.
            _take_journal_in(Path(place) / database.name, key)
        yield Path(place) / database.name


def _take_journal_in(path: Path, key: CopyKey) -> None:
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        connection.execute(key.statement)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def salvage(
    folder: Path, key: CopyKey, ledger: Ledger, projection: CaseProjection, key_of: KeyOf
) -> Salvaged:
    """Add what a set-aside database has and this one lacks; it is only read.

    Args:
        folder: With `counter.db` and perhaps its journal.
        key: Of both.
        ledger: This database's writer.
        projection: Writes the rows of cases that changed.
        key_of: Public keys of this and other devices, as far as they are known.

    Raises:
        StorageError: This database, or its disk, failed.
    """
    if not (folder / "counter.db").exists():
        return Salvaged()
    with still_copy(folder, key) as path:
        reader = TornFile(path, key)
        ends = reader.one(_ENDS)
        if ends is None or ends[1] is None:
            return Salvaged(is_readable=ends is not None)
        read = added = 0
        for batch in _batches(_events(reader, _first_unknown(ledger), int(ends[1]))):
            read += len(batch)
            added += add_events(batch, ledger, projection, key_of)
        cases = tuple((str(i), str(number)) for i, number in reader.many(_CASES, CASES_NAMED_MAX))
        reader.close()
    return Salvaged(read=read, added=added, is_readable=True, cases=cases)


def add_events(
    events: Sequence[tuple[SignedEvent, Verdict]],
    ledger: Ledger,
    projection: CaseProjection,
    key_of: KeyOf,
) -> int:
    """Keep events that are not here, in one transaction; returns how many were new.

    Whose signature does not fit is left out: its bytes stay in the file they came from.
    """
    sound = [each for event, verdict in events if (each := _judged(event, verdict, key_of))]
    added = 0
    with ledger.transaction() as transaction:
        connection = transaction.connection
        cases: set[CaseId] = set()
        for header, signed, verdict in sound:
            identifier = event_id(signed.data)
            if connection.execute(_HAS, (identifier,)).fetchone() is not None:
                continue
            keep(connection, header, signed, identifier, verdict)
            added += 1
            if verdict in FOLDED:
                event = event_of(header, identifier)
                write_print_job(connection, event, run="")
                write_attachment(connection, event, is_here=False)
                cases.add(CaseId(header.case))
        for case_id in cases - {CaseId("")}:
            held = ledger.folds.read_again(connection, case_id)
            if held.case is not None:
                projection.write(connection, case_id, held)
        transaction.commit()
    ledger.forget()
    return added


def missing_places(connection: Any, chain: tuple[str, int], last: int) -> list[tuple[int, int]]:
    """Return which places of a chain are not here: (first, last) of each run.

    Args:
        connection: Driver connection.
        chain: Device and generation.
        last: How far it is known to have come.
    """
    here = {n for (n,) in connection.execute(_PLACES, (*chain, last))}
    runs: list[tuple[int, int]] = []
    for n in range(1, last + 1):
        if n in here:
            continue
        if runs and runs[-1][1] == n - 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs


def missing_numbers(connection: Any, cases: Iterable[tuple[str, str]]) -> list[str]:
    """Return the numbers of those cases that are not here."""
    return [
        number
        for case_id, number in cases
        if connection.execute(_NUMBER, (case_id,)).fetchone() is None
    ]


def _events(reader: TornFile, first: int, last: int) -> Iterator[tuple[SignedEvent, Verdict]]:
    for row_id in range(first, last + 1):
        row = reader.one(_ROW, row_id)
        if row is not None:
            with suppress(ValueError):
                yield SignedEvent(data=row[0], signature=row[1]), Verdict(row[2])


def _first_unknown(ledger: Ledger) -> int:
    """Return the first row to look at: a backup has the rows before it under the same ids."""
    with ledger.transaction() as transaction:
        (last,) = transaction.connection.execute(_LAST_KNOWN).fetchone()
    return max(int(last or 0) - AT_ONCE, 1)


def _judged(
    event: SignedEvent, verdict: Verdict, key_of: KeyOf
) -> tuple[Header, SignedEvent, Verdict] | None:
    try:
        header = open_header(event.data)
        event_of(header, event_id(event.data))
    except ValueError:
        return None
    key = key_of(header.device, header.generation)
    if key is None or event.signature == UNSIGNED:
        return (header, event, Verdict.VOUCHED) if verdict in FOLDED else None
    if not is_signed(key, Purpose.EVENT, event.data, event.signature):
        return None
    return header, event, Verdict.VALID


def _batches(
    events: Iterable[tuple[SignedEvent, Verdict]],
) -> Iterator[list[tuple[SignedEvent, Verdict]]]:
    batch: list[tuple[SignedEvent, Verdict]] = []
    for event in events:
        batch.append(event)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch

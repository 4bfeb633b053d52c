"""What a counter holds, compared with the county: chains, checkpoints, evidence, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.ids import CaseId
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import SET_META
from sync.codec import open_acks
from sync.digest import chain_digest
from sync.protocol import CHECKPOINTS_MAX, ChainDigest, ChainRange, Signed

NOTES: Final = "sync."
"""Prefix of the keys in `meta` that hold what the exchange remembers."""

EVIDENCE_MS: Final = 31 * 24 * 3_600_000
"""How old acks are, counted from the newest, that a county in a new epoch is shown anyway."""

EVIDENCE: Final = "sync.evidence"
"""Ids of the first and last row of `acks` that the county has yet to be shown: "17:40"."""

_CHAINS: Final = (
    "SELECT device, generation, n, event_id FROM events WHERE device <> '' AND n > 0"
    " ORDER BY device, generation, n, event_id"
)
_PLACES: Final = (
    "SELECT DISTINCT n FROM events WHERE device = ? AND generation = ? AND n BETWEEN ? AND ?"
)
_CHECKPOINTS: Final = (
    "SELECT position, prefix_hash FROM stream WHERE position > 0 ORDER BY position DESC"
)
_EARLIEST: Final = (
    "SELECT MIN(received_at_ms) FROM events"
    " WHERE server_sequence IS NOT NULL AND (position IS NULL OR position > ?)"
)
_SHARED_CASES: Final = (
    "SELECT DISTINCT case_id FROM events"
    " WHERE server_sequence IS NOT NULL AND (position IS NULL OR position > ?)"
    " AND case_id <> '' AND case_id IN (SELECT case_id FROM events WHERE device <> ?)"
)
_FORGET_ORDER: Final = (
    "UPDATE events SET server_sequence = NULL, position = NULL"
    " WHERE server_sequence IS NOT NULL AND (position IS NULL OR position > ?)"
)
_EPOCH: Final = "SELECT epoch FROM stream ORDER BY position DESC LIMIT 1"
_PREFIX_AT: Final = "SELECT prefix_hash FROM stream WHERE position = ?"
_FORGET_STREAM: Final = "DELETE FROM stream WHERE position > ?"
_NEWEST_ACKS: Final = "SELECT id, data FROM acks ORDER BY id DESC"
_ACKS_BETWEEN: Final = "SELECT id, data, signature FROM acks WHERE id BETWEEN ? AND ? ORDER BY id"
_NOTES: Final = "SELECT key, value FROM meta WHERE key LIKE 'sync.%'"
_NOTE: Final = "SELECT value FROM meta WHERE key = ?"
_FORGET_NOTE: Final = "DELETE FROM meta WHERE key = ?"
_OFFERED_CASES: Final = (
    "SELECT DISTINCT case_id FROM events WHERE device = ? AND generation = ?"
    " AND n BETWEEN ? AND ? AND server_sequence IS NOT NULL AND case_id <> ''"
)
_OFFER_AGAIN: Final = (
    "UPDATE events SET server_sequence = NULL WHERE device = ? AND generation = ?"
    " AND n BETWEEN ? AND ? AND server_sequence IS NOT NULL"
)


class HeldFacts:
    """Reads for the digest; a part of `SqlSyncStore`."""

    _ledger: Ledger
    _engine: Engine

    def chains(self) -> list[ChainDigest]:
        """Return the digest of every chain of which something is here.

        The whole log is walked in the order of an index: 100,000 events in about half a second.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(_CHAINS)
            return [
                chain_digest(device, generation, ((n, event) for _, _, n, event in links))
                for (device, generation), links in groupby(rows, itemgetter(0, 1))
            ]

    def places(self, span: ChainRange) -> set[int]:
        """Return the places of a chain that are here, within a range."""
        with reading(self._engine) as connection:
            return {row[0] for row in connection.execute(_PLACES, _span(span))}

    def checkpoints(self) -> list[tuple[int, str]]:
        """Return where the stream stood after some pages: dense near its end, sparse before."""
        with reading(self._engine) as connection:
            return list(thinned(connection.execute(_CHECKPOINTS)))

    def recall(self) -> dict[str, str]:
        """Return what the exchange remembers, by key."""
        with reading(self._engine) as connection:
            rows = connection.execute(_NOTES).fetchall()
        return {key.removeprefix(NOTES): value for key, value in rows}

    def remember(self, notes: Mapping[str, str]) -> None:
        """Write down what the exchange shall remember; other notes stay."""
        with self._ledger.transaction() as transaction:
            rows = [(NOTES + key, value) for key, value in notes.items()]
            transaction.connection.executemany(SET_META, rows)
            transaction.commit()

    def evidence(self, *, limit: int, bytes_max: int) -> list[tuple[int, Signed]]:
        """Return acks of an earlier epoch that the county has yet to be shown, oldest first."""
        with reading(self._engine) as connection:
            found = connection.execute(_NOTE, (EVIDENCE,)).fetchone()
            if found is None:
                return []
            shown: list[tuple[int, Signed]] = []
            spent = 0
            for row, data, signature in connection.execute(_ACKS_BETWEEN, _ends(found[0])):
                spent += len(data)
                if shown and (len(shown) == limit or spent > bytes_max):
                    break
                shown.append((row, Signed(data=data, signature=signature)))
            return shown

    def evidence_shown(self, last: int) -> None:
        """Note that the county has seen the evidence up to a row; with none left, nothing stays."""
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            found = connection.execute(_NOTE, (EVIDENCE,)).fetchone()
            if found is None:
                return
            _, end = _ends(found[0])
            if last >= end:
                connection.execute(_FORGET_NOTE, (EVIDENCE,))
            else:
                connection.execute(SET_META, (EVIDENCE, f"{last + 1}:{end}"))
            transaction.commit()


def take_back(connection: Any, *, position: int, epoch: str) -> None:
    """Forget the county's order beyond a position, and note what shows when it received what.

    A county that was put back has forgotten when it received some events; its own signature
    reminds it.  Acks of taken-back events are evidence, and in a new epoch all acks of the last
    `EVIDENCE_MS`: a peer may have offered the same events in the same order before us.
    """
    before = connection.execute(_EPOCH).fetchone()
    is_new = before is not None and before[0] not in {"", epoch}
    _note_evidence(connection, position, is_new_epoch=is_new)
    connection.execute(_FORGET_ORDER, (position,))
    connection.execute(_FORGET_STREAM, (position,))


def cases_to_reorder(connection: Any, own_device: str, *, position: int) -> set[CaseId]:
    """Return the cases whose order may come out otherwise without the county's word."""
    rows = connection.execute(_SHARED_CASES, (position, own_device))
    return {CaseId(row[0]) for row in rows}


def prefix_at(connection: Any, position: int) -> str | None:
    """Return the prefix hash of a page that ended at a position; None when none did."""
    row = connection.execute(_PREFIX_AT, (position,)).fetchone()
    return None if row is None else str(row[0])


def cases_at(connection: Any, spans: Iterable[ChainRange]) -> set[CaseId]:
    """Return the cases of the acknowledged events at these places."""
    return {
        CaseId(row[0]) for span in spans for row in connection.execute(_OFFERED_CASES, _span(span))
    }


def offer_again(connection: Any, spans: Iterable[ChainRange]) -> int:
    """Take the acknowledgement of the events at these places back; returns of how many."""
    return sum(connection.execute(_OFFER_AGAIN, _span(span)).rowcount for span in spans)


def thinned(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Choose checkpoints whose distance from the end doubles; rows come last first."""
    end: int | None = None
    distance, count = 0, 0
    last: tuple[int, str] | None = None
    for position, prefix_hash in rows:
        last = (position, prefix_hash)
        end = position if end is None else end
        if end - position < distance:
            continue
        yield last
        last = None
        count += 1
        if count == CHECKPOINTS_MAX - 1:
            return
        distance = (end - position) + max(1, (end - position) // 4)
    if last is not None:
        yield last


def _note_evidence(connection: Any, position: int, *, is_new_epoch: bool) -> None:
    (earliest,) = connection.execute(_EARLIEST, (position,)).fetchone()
    since = float("inf") if earliest is None else float(earliest)
    first = last = 0
    for row, data in connection.execute(_NEWEST_ACKS):
        newest = _newest_receipt(data)
        if not last and is_new_epoch:
            since = min(since, newest - EVIDENCE_MS)
        if newest < since:
            break
        first, last = row, last or row
    if not last:
        return
    waiting = connection.execute(_NOTE, (EVIDENCE,)).fetchone()
    if waiting is not None:  # The county was put back again before it was shown everything.
        first = min(first, _ends(waiting[0])[0])
    connection.execute(SET_META, (EVIDENCE, f"{first}:{last}"))


def _newest_receipt(data: bytes) -> float:
    """Return the latest receipt that a list of acks tells of.

    A list that cannot be read, or that only repeats what was known, tells no time: it is shown.
    """
    try:
        acks = open_acks(data).acks
    except ValueError:
        return float("inf")
    stored = (ack.received_at_ms for ack in acks if ack.outcome == "stored")
    return max(stored, default=float("inf"))


def _ends(note: str) -> tuple[int, int]:
    first, _, last = note.partition(":")
    return int(first), int(last)


def _span(span: ChainRange) -> tuple[str, int, int, int]:
    return span.device, span.generation, span.first, span.last

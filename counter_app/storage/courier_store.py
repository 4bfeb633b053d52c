"""What the courier bundles need of the local database: the port of `courier_port`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.courier import (
    BundleNote,
    BundleStand,
    BundleState,
    BundleWay,
    WaitingEvent,
)
from counter_app.domain.ids import CaseId
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import GET_META, HAS_EVENT, SET_META, TAIL
from sync.bundle_keys import KEY_BYTES
from sync.protocol import SignedEvent

COUNTY_BUNDLE_KEY: Final = "county_bundle_key"
LAST_FOLDER: Final = "courier_folder"
NOTES_MAX: Final = 200
"""As many as the window lists; older ones stay in the table."""

_WAITING: Final = (
    "SELECT id, type, device, generation, n, LENGTH(data) FROM events"
    " WHERE server_sequence IS NULL AND parked_reason = ''"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id"
)
_EVENT: Final = "SELECT data, signature FROM events WHERE id = ?"
_INSERT: Final = (
    "INSERT INTO bundles (direction, number, bundle, sha256, made_at, events, last_row_id,"
    " anchor_nonce, answered_at, state, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SET_STATE: Final = "UPDATE bundles SET state = ?, answered_at = ? WHERE bundle = ?"
_NOTES: Final = (
    "SELECT direction, number, bundle, sha256, made_at, events, last_row_id, anchor_nonce,"
    " answered_at, state, record FROM bundles ORDER BY id DESC LIMIT ?"
)
_NOTE: Final = (
    "SELECT direction, number, bundle, sha256, made_at, events, last_row_id, anchor_nonce,"
    " answered_at, state, record FROM bundles WHERE bundle = ?"
)
_OPEN_IN: Final = "SELECT COUNT(*) FROM events WHERE server_sequence IS NULL AND id BETWEEN ? AND ?"
_LAST_NUMBER: Final = (
    "SELECT COALESCE(MAX(number), 0) FROM bundles WHERE direction = ? AND state <> 'imported'"
)
_LAST_FILE: Final = (
    "SELECT number, sha256 FROM bundles WHERE direction = ? AND state IN ('made', 'answered')"
    " ORDER BY number DESC LIMIT 1"
)
_VOID: Final = (
    "SELECT number FROM bundles WHERE direction = ? AND state IN ('void', 'writing')"
    " ORDER BY number DESC LIMIT 1000"
)
_RETURNS: Final = "SELECT number FROM bundles WHERE direction = 'return'"
_PACKED: Final = (
    "SELECT MAX(number) FROM bundles WHERE direction = 'outgoing' AND state = 'made'"
    " AND last_row_id >= (SELECT MAX(id) FROM events WHERE case_id = ? AND case_id <> ''"
    " AND server_sequence IS NULL)"
    " AND json_extract(record, '$.stand.epoch') = COALESCE((SELECT epoch FROM stream"
    " WHERE position >= 0 ORDER BY position DESC LIMIT 1), '')"
)


class SqlCourierStore:
    """Events that wait, and a note of each bundle; short transactions."""

    def __init__(self, ledger: Ledger, reading_engine: Engine) -> None:
        self._ledger = ledger
        self._engine = reading_engine

    def waiting(self) -> list[WaitingEvent]:
        """Return every event without the county's signature that is not set aside, oldest first.

        Whoever made it: a bundle carries what a peer left here as well.
        """
        with reading(self._engine) as connection:
            return [WaitingEvent(*row) for row in connection.execute(_WAITING)]

    def events(self, row_ids: Sequence[int]) -> list[SignedEvent]:
        """Return events by their rows, in this order."""
        with reading(self._engine) as connection:
            rows = [connection.execute(_EVENT, (row_id,)).fetchone() for row_id in row_ids]
        return [SignedEvent(data=data, signature=signature) for data, signature in rows]

    def held(self, names: Iterable[str]) -> set[str]:
        """Return which of these events are here."""
        with reading(self._engine) as connection:
            return {name for name in names if connection.execute(HAS_EVENT, (name,)).fetchone()}

    def begin(self, note: BundleNote) -> None:
        """Keep a note of a bundle."""
        record = {
            "stand": asdict(note.stand),
            "first": note.first,
            "last": note.last,
            "first_row_id": note.first_row_id,
            "name": note.name,
            "counts": dict(note.counts),
            "gaps": list(note.gaps),
            "partner": note.partner,
            "partner_counter": note.partner_counter,
            "before": list(note.before),
        }
        row = (
            note.way.value,
            note.number,
            note.bundle,
            note.sha256,
            note.made_at,
            note.events,
            note.last_row_id,
            note.anchor_nonce,
            note.answered_at,
            note.state.value,
            json.dumps(record, ensure_ascii=True),
        )
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_INSERT, row)
            transaction.commit()

    def set_state(self, bundle: str, state: BundleState, *, answered_at: str = "") -> None:
        """Say what became of a bundle."""
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_SET_STATE, (state.value, answered_at, bundle))
            transaction.commit()

    def notes(self) -> list[BundleNote]:
        """Return the newest notes, newest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_NOTES, (NOTES_MAX,)).fetchall()
            return [_note(connection, row) for row in rows]

    def note_of(self, bundle: str) -> BundleNote | None:
        """Return the note of one bundle."""
        with reading(self._engine) as connection:
            row = connection.execute(_NOTE, (bundle,)).fetchone()
            return None if row is None else _note(connection, row)

    def next_number(self, way: BundleWay) -> int:
        """Return the number of the next bundle; numbers that were thrown away stay used.

        What a colleague wrote bears their numbers.
        """
        with reading(self._engine) as connection:
            return int(connection.execute(_LAST_NUMBER, (way.value,)).fetchone()[0]) + 1

    def previous(self, way: BundleWay) -> tuple[str, tuple[int, ...]]:
        """Return the hash of the last bundle that was made, and the numbers void since then."""
        with reading(self._engine) as connection:
            row = connection.execute(_LAST_FILE, (way.value,)).fetchone()
            number, sha256 = (0, "") if row is None else (row[0], row[1])
            void = [each for (each,) in connection.execute(_VOID, (way.value,)) if each > number]
        return sha256, tuple(sorted(void))

    def returns(self) -> set[int]:
        """Return the numbers of the return bundles that were taken in."""
        with reading(self._engine) as connection:
            return {number for (number,) in connection.execute(_RETURNS)}

    def packed_number(self, case_id: CaseId) -> int | None:
        """Return in which bundle a case lies that waits for an answer; None = not all of it."""
        with reading(self._engine) as connection:
            number: int | None = connection.execute(_PACKED, (case_id,)).fetchone()[0]
        return number

    def keep_tail(self, last_row_id: int, at: str) -> None:
        """Note how far the second copy goes; writes only when that has changed."""
        with reading(self._engine) as connection:
            row = connection.execute(GET_META, (TAIL,)).fetchone()
        if row is not None and json.loads(row[0])["last"] == last_row_id:
            return
        with self._ledger.transaction() as transaction:
            note = json.dumps({"last": last_row_id, "at": at})
            transaction.connection.execute(SET_META, (TAIL, note))
            transaction.commit()

    def county_bundle_key(self) -> bytes:
        """Return to which key of the county bundles are sealed; b"" before it was told."""
        with reading(self._engine) as connection:
            row = connection.execute(GET_META, (COUNTY_BUNDLE_KEY,)).fetchone()
        return b"" if row is None else bytes.fromhex(row[0])

    def keep_county_bundle_key(self, key: bytes) -> None:
        """Keep what the county signed as its key; writes only when it is another."""
        if len(key) != KEY_BYTES or key == self.county_bundle_key():
            return
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(SET_META, (COUNTY_BUNDLE_KEY, key.hex()))
            transaction.commit()

    def last_folder(self) -> str:
        """Return where the last bundle was written, or ""."""
        with reading(self._engine) as connection:
            row = connection.execute(GET_META, (LAST_FOLDER,)).fetchone()
        return "" if row is None else str(row[0])

    def keep_last_folder(self, folder: str) -> None:
        """Remember where bundles are written."""
        if folder != self.last_folder():
            with self._ledger.transaction() as transaction:
                transaction.connection.execute(SET_META, (LAST_FOLDER, folder))
                transaction.commit()


def _note(connection: Any, row: tuple[Any, ...]) -> BundleNote:
    way, number, bundle, sha256, made_at, events, last_row_id, nonce, answered_at, state, text = row
    record = json.loads(text)
    first_row_id = record["first_row_id"]
    (still_open,) = connection.execute(_OPEN_IN, (first_row_id, last_row_id)).fetchone()
    is_ours = way == BundleWay.OUTGOING.value
    return BundleNote(
        way=BundleWay(way),
        number=number,
        bundle=bundle,
        sha256=sha256,
        name=record["name"],
        made_at=made_at,
        state=BundleState(state),
        events=events,
        first=record["first"],
        last=record["last"],
        first_row_id=first_row_id,
        last_row_id=last_row_id,
        anchor_nonce=nonce,
        answered_at=answered_at,
        stand=BundleStand(**record["stand"]),
        counts=record["counts"],
        gaps=tuple(record["gaps"]),
        acknowledged=max(0, events - still_open) if is_ours else events,
        partner=record.get("partner", ""),
        partner_counter=record.get("partner_counter", ""),
        before=tuple(record.get("before", ())),
    )

"""Reads what no event holds out of a database that was set aside: drafts, and sticks written.

    drafts     what stands on intake pages; the later of two versions counts
    bundles    which numbers and files the county may have been given on a stick

All else is made anew from events, or comes back from the county (docs/backups.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from counter_app.storage.ledger import Ledger
from counter_app.storage.salvage import still_copy
from counter_app.storage.still_file import CopyKey
from counter_app.storage.torn_file import TornFile

DRAFTS_MAX: Final = 5_000
"""More rows than a counter's drafts ever had; a damaged number of rows is no reason to go on."""

_DRAFT_ID: Final = re.compile(r"[0-9a-f]{32}")
_LISTED: Final = "SELECT rowid, draft_id FROM drafts INDEXED BY sqlite_autoindex_drafts_1 LIMIT ?"
_ENDS: Final = "SELECT MIN(rowid), MAX(rowid) FROM drafts NOT INDEXED"
_DRAFT: Final = (
    "SELECT draft_id, staff, saved_at, title, payload FROM drafts NOT INDEXED WHERE rowid = ?"
)
_HERE: Final = "SELECT saved_at FROM drafts WHERE draft_id = ?"
_KEEP: Final = (
    "INSERT INTO drafts (draft_id, staff, saved_at, title, payload) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (draft_id) DO UPDATE SET staff = excluded.staff,"
    " saved_at = excluded.saved_at, title = excluded.title, payload = excluded.payload"
)
_BUNDLES: Final = (
    "SELECT direction, number, bundle, sha256, made_at, events, anchor_nonce, answered_at, state,"
    " record FROM bundles WHERE direction = 'outgoing' AND id = ?"
)
_BUNDLE_ENDS: Final = "SELECT MIN(id), MAX(id) FROM bundles"
_KEEP_BUNDLE: Final = (
    # What it held lies in other rows here: it says nothing about what is on its way.
    "INSERT OR IGNORE INTO bundles (direction, number, bundle, sha256, made_at, events,"
    " anchor_nonce, answered_at, state, record, last_row_id) VALUES"
    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
)


@dataclass(frozen=True, slots=True)
class SalvagedRows:
    """What came back beside events.

    Attributes:
        drafts: Drafts that are here now, or are here in a later version, because of it.
        drafts_lost: Drafts that were listed there and could not be read; None where not even
            their list could be.
        bundles: Sticks written since the backup.
    """

    drafts: int = 0
    drafts_lost: int | None = 0
    bundles: int = 0


def salvage_local(folder: Path, key: CopyKey, ledger: Ledger) -> SalvagedRows:
    """Add drafts and notes of sticks that a set-aside database has; it is only read.

    Nothing here gives way to something older, and no row here is removed.

    Args:
        folder: With `counter.db` and perhaps its journal.
        key: Of both.
        ledger: This database's writer.

    Raises:
        StorageError: This database, or its disk, failed.
    """
    if not (folder / "counter.db").exists():
        return SalvagedRows(drafts_lost=None)
    with still_copy(folder, key) as path:
        reader = TornFile(path, key)
        drafts, lost = _drafts(reader)
        bundles = _bundles(reader)
        reader.close()
    with ledger.transaction() as transaction:
        connection = transaction.connection
        added = sum(_keep_draft(connection, row) for row in drafts)
        kept = sum(int(connection.execute(_KEEP_BUNDLE, row).rowcount) for row in bundles)
        transaction.commit()
    return SalvagedRows(drafts=added, drafts_lost=lost, bundles=kept)


def _drafts(reader: TornFile) -> tuple[list[tuple[str, ...]], int | None]:
    """Return the drafts that can be read whole, and how many of those listed cannot."""
    found: dict[str, tuple[str, ...]] = {}
    names, failed_before = dict(reader.many(_LISTED, DRAFTS_MAX)), reader.failures
    lost = 0
    for rowid in _row_ids(reader, names):
        failures = reader.failures
        row = reader.one(_DRAFT, rowid)
        if row is not None and _is_sound(row):
            found[row[0]] = row
        elif row is not None or reader.failures > failures:
            lost += 1
    is_listed = bool(names) or not failed_before
    return list(found.values()), lost if is_listed or found or lost else None


def _row_ids(reader: TornFile, names: dict[int, str]) -> Iterator[int]:
    """Yield the rows of the list, and those beside it: either may lie on a damaged page."""
    yield from names
    ends = reader.one(_ENDS)
    if ends is not None and ends[0] is not None:
        first = max(int(ends[0]), int(ends[1]) - DRAFTS_MAX)
        yield from (each for each in range(first, int(ends[1]) + 1) if each not in names)


def _is_sound(row: tuple[Any, ...]) -> bool:
    """Whether a row is what this program writes: the bytes of a damaged file prove nothing."""
    if not all(isinstance(value, str) for value in row) or not _DRAFT_ID.fullmatch(row[0]):
        return False
    try:
        datetime.fromisoformat(row[2])
        return isinstance(json.loads(row[4]), dict)
    except (ValueError, RecursionError):
        return False


def _keep_draft(connection: Any, row: tuple[str, ...]) -> bool:
    """Add a draft unless this one or a later version of it is here."""
    here = connection.execute(_HERE, (row[0],)).fetchone()
    if here is not None and not _is_later(row[2], str(here[0])):
        return False
    connection.execute(_KEEP, row)
    return True


def _is_later(there: str, here: str) -> bool:
    try:
        return datetime.fromisoformat(there) > datetime.fromisoformat(here)
    except (ValueError, TypeError):  # With and without a zone: which is later cannot be said.
        return False


def _bundles(reader: TornFile) -> list[tuple[Any, ...]]:
    ends = reader.one(_BUNDLE_ENDS)
    if ends is None or ends[0] is None:
        return []
    rows = (reader.one(_BUNDLES, place) for place in range(int(ends[0]), int(ends[1]) + 1))
    return [row for row in rows if row is not None]

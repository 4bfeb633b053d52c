"""What a backup holds, for the eyes: counted and named, nothing changed, nobody named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from counter_app.domain.backup import BackupStand
from counter_app.domain.errors import BackupDamaged
from counter_app.storage.salvage import still_copy
from counter_app.storage.still_file import CopyKey, open_still, read_stand

NEWEST_SHOWN: Final = 5
_HAS_CASES: Final = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'cases'"
_COUNT: Final = "SELECT COUNT(*) FROM cases"
_NEWEST: Final = "SELECT number, item_name, received_at FROM cases ORDER BY id DESC LIMIT ?"
_WAITING: Final = (
    "SELECT COUNT(*) FROM events WHERE server_sequence IS NULL AND type <> 'time.anchored'"
    " AND verdict <> 'disposed'"
)
_PLACES: Final = "SELECT generation, MAX(n) FROM events WHERE device = ? GROUP BY generation"
_DRAFTS: Final = "SELECT COUNT(*) FROM drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of a backup as a list names it; no person."""

    number: str
    item: str
    received_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupLook:
    """What a backup holds.

    Attributes:
        waiting: Events the county had not signed for then.
        newest: The cases that came last, newest first.
        last_places: Generation → last place of this device's chain.
    """

    stand: BackupStand
    cases: int
    drafts: int
    waiting: int
    newest: tuple[CaseLine, ...]
    last_places: Mapping[int, int]


def look_into(path: Path, key: CopyKey) -> BackupLook:
    """Say what a verified backup holds.

    Raises:
        BackupDamaged: It cannot be read after all.
    """
    try:
        with open_still(path, key) as connection:
            stand = read_stand(connection, key.device)
            has_cases = connection.execute(_HAS_CASES).fetchone() is not None
            rows = connection.execute(_NEWEST, (NEWEST_SHOWN,)).fetchall() if has_cases else []
            return BackupLook(
                stand=stand,
                cases=connection.execute(_COUNT).fetchone()[0] if has_cases else 0,
                drafts=connection.execute(_DRAFTS).fetchone()[0] if has_cases else 0,
                waiting=connection.execute(_WAITING).fetchone()[0],
                newest=tuple(CaseLine(number=n, item=i, received_at=at) for n, i, at in rows),
                last_places=dict(connection.execute(_PLACES, (key.device,)).fetchall()),
            )
    except dbapi2.Error as error:
        raise BackupDamaged(path.name) from error


def stand_of_folder(folder: Path, key: CopyKey) -> BackupStand:
    """Return how far the database in a profile has come, its journal included; only read.

    Raises:
        BackupDamaged: It cannot be read, or is not there.
    """
    if not (folder / "counter.db").exists():
        raise BackupDamaged("counter.db")
    try:
        with still_copy(folder, key) as path, open_still(path, key) as connection:
            return read_stand(connection, key.device)
    except dbapi2.Error as error:
        raise BackupDamaged("counter.db") from error

"""Opens a database file that nobody may change: backups, and what lies on a read-only disk.

Nothing is locked, written or made beside it, so a look leaves every byte as it was, and a stick
with a write-protect switch can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from counter_app.domain.backup import BackupStand
from counter_app.domain.errors import BackupDamaged, BackupForeign, newer_database
from counter_app.storage.disk_words import disk_words
from counter_app.storage.engine import SALT_BYTES, SCHEMA_VERSION, still_uri

_HAS_EVENTS: Final = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'events'"
_COUNT: Final = "SELECT COUNT(*) FROM events"
_END: Final = (
    "SELECT generation, n, event_id FROM events WHERE device = ?"
    " ORDER BY generation DESC, n DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True, repr=False)
class CopyKey:
    """What opens a counter's database and every backup of it.

    Attributes:
        key, salt: 32 and 16 bytes.
        device: 16 hex digits; whose chain is looked at.
    """

    key: bytes
    salt: bytes
    device: str

    @property
    def statement(self) -> str:
        """Return the statement that opens a file with the raw key."""
        return f"PRAGMA key = \"x'{self.key.hex()}{self.salt.hex()}'\""


@contextmanager
def open_still(path: Path, key: CopyKey) -> Iterator[Any]:
    """Lend a driver connection to a file as it stands; what a `-wal` beside it holds is not seen.

    The driver's own errors pass; whoever looks at a damaged file expects them.
    """
    connection = dbapi2.connect(
        still_uri(path),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute(key.statement)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection
    finally:
        connection.close()


def read_stand(connection: Any, device: str) -> BackupStand:
    """Return how far a database has come; works on every schema this program ever had."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if connection.execute(_HAS_EVENTS).fetchone() is None:
        return BackupStand(schema=schema, events=0, device=device, generation=0, n=0, head="")
    (events,) = connection.execute(_COUNT).fetchone()
    generation, n, head = connection.execute(_END, (device,)).fetchone() or (0, 0, "")
    return BackupStand(
        schema=schema, events=events, device=device, generation=generation, n=n, head=head
    )


def verified_stand(path: Path, key: CopyKey) -> BackupStand:
    """Open a backup, look at every page of it, and return how far it had come.

    Raises:
        BackupDamaged: A page, the file's length or its head is not as it was written.
        BackupForeign: It is no database of this key at all.
    """
    try:
        with path.open("rb") as file:
            own_salt = file.read(SALT_BYTES) == key.salt
    except OSError as error:
        raise BackupDamaged(f"{path.name}：{disk_words(error)}") from error
    try:
        with open_still(path, key) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
            found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
            found += [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            stand = read_stand(connection, key.device)
    except dbapi2.Error as error:
        if own_salt:
            raise BackupDamaged(path.name) from error
        raise BackupForeign(path.name) from error
    damage = [line for line in found if line != "ok"]
    # The cipher does not vouch for the salt: it was given to it, not read from the file.
    if damage or not own_salt or not stand.schema:
        raise BackupDamaged(path.name)
    return stand


def require_known_schema(path: Path, *, key: bytes, salt: bytes) -> None:
    """Look whether a newer program made a database, before anything opens it for writing.

    Raises:
        NewerDatabase: It did; not one byte was changed.
    """
    if not path.exists():
        return
    found = 0
    with suppress(dbapi2.Error), open_still(path, CopyKey(key, salt, "")) as connection:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > SCHEMA_VERSION:
        raise newer_database(found, SCHEMA_VERSION)

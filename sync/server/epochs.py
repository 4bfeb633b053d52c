"""Epochs of the county's log: when a new one is drawn, and who has told since what it holds."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from sync.codec import open_anchor
from sync.protocol import Signed, TimeAnchor
from sync.server import security_log, streams
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey
from sync.server.engine import HEAD_ID, Database, lock_head
from sync.server.schema import devices, digests, epochs, ledger_head
from sync.signing import Purpose

ROLLED_BACK: Final = "county-rolled-back"
"""Reason, and kind of the security event: a counter proved that our log is not what it was."""

UNPROVEN: Final = "position-unproven"
"""A counter stands elsewhere than our stream, and shows nothing of ours that says why."""


SIGNED_MEANWHILE_MS: Final = 5 * 60_000
"""A request that began before an epoch was drawn may still be answered in the former one."""

_PRESENT: Final = select(ledger_head.c.epoch)
_BEGAN: Final = select(epochs.c.drawn_at_ms).where(epochs.c.epoch == bindparam("name"))
_FIRST_BEGAN: Final = select(func.min(devices.c.enrolled_at_ms))
_IS_OWED: Final = select(epochs.c.epoch).where(
    epochs.c.epoch == bindparam("name"),
    ~exists().where(digests.c.device == bindparam("of"), digests.c.epoch == epochs.c.epoch),
)


def present(database: Database) -> str:
    """Return the epoch of the log as it stands."""
    with database.reading() as connection:
        return str(connection.execute(_PRESENT).scalar_one())


def draw(
    database: Database, connection: Connection, *, reason: str, device: str = "", at_ms: int
) -> str:
    """Begin a new epoch, because the log was put back; the caller holds the head's lock.

    Args:
        database: Draws epochs.
        connection: A transaction after `lock_head`.
        reason: Kebab-case, also the kind of the security event.
        device: Who proved it; "" for a person at the county.
        at_ms: The county's time.
    """
    drawn = database.draw_epoch()
    connection.execute(update(ledger_head).where(ledger_head.c.id == HEAD_ID).values(epoch=drawn))
    connection.execute(
        insert(epochs).values(epoch=drawn, drawn_at_ms=at_ms, reason=reason, device=device)
    )
    security_log.note(connection, reason, device, at_ms=at_ms)
    return drawn


def agreed(
    database: Database, key: CountyKey, caller: Caller, shown: Signed | None, *, at_ms: int
) -> str:
    """Return the epoch: a new one when a time anchor proves that the log was rolled back.

    The anchor is our own word: it names device, epoch, end of the device's stream and the hash
    up to there.  If our stream does not hold that any more, our database was put back; likewise
    if we signed in another epoch after the present one had begun: then we have forgotten a later
    one, and counters that never heard of it would not notice.  What a device merely says of its
    position proves nothing.

    Args:
        database: The county's.
        key: That signed the anchor.
        caller: Whom it must have been given to.
        shown: The anchor, if the device showed one.
        at_ms: The county's time.
    """
    epoch = present(database)
    anchor = _anchor(key, caller, shown)
    if anchor is None:
        return epoch
    with database.reading() as connection:
        if _stands(connection, caller, anchor, epoch):
            return epoch
    with database.writing() as connection:
        locked, _ = lock_head(connection)
        if locked != epoch:  # Another counter proved it a moment ago.
            return locked
        return draw(database, connection, reason=ROLLED_BACK, device=caller.device, at_ms=at_ms)


def wants_digest(connection: Connection, device: str, epoch: str) -> bool:
    """Answer whether a device has yet to tell what it holds in an epoch that was drawn."""
    return connection.execute(_IS_OWED, {"name": epoch, "of": device}).first() is not None


def note_digest(connection: Connection, device: str, epoch: str, *, at_ms: int) -> None:
    """Remember that a device told what it holds."""
    connection.execute(delete(digests).where(digests.c.device == device))
    connection.execute(insert(digests).values(device=device, epoch=epoch, given_at_ms=at_ms))


def _anchor(key: CountyKey, caller: Caller, shown: Signed | None) -> TimeAnchor | None:
    """Return the anchor if it is our own word to this device."""
    if shown is None or not key.has_signed(Purpose.ANCHOR, shown):
        return None
    try:
        anchor = open_anchor(shown.data)
    except ValueError:
        return None
    return anchor if anchor.device == caller.device else None


def _stands(connection: Connection, caller: Caller, anchor: TimeAnchor, epoch: str) -> bool:
    """Answer whether what the anchor tells agrees with our log."""
    if anchor.epoch != epoch:
        began_ms = connection.execute(_BEGAN, {"name": epoch}).scalar()
        if began_ms is None:  # The first, which nobody drew.
            began_ms = connection.execute(_FIRST_BEGAN).scalar() or 0
        return anchor.county_ms <= began_ms + SIGNED_MEANWHILE_MS
    ours = streams.prefix_at(connection, streams.scope_of(caller.counter_code), anchor.position_max)
    # An anchor of an older program tells no hash: then only a shorter stream proves anything.
    return ours is not None and anchor.prefix_hash in {"", ours}

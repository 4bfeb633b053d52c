"""When people last recorded something at this counter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from counter_app.storage.reading import reading
from sync.codec import open_header

RECORDS_MAX: Final = 2_000
"""So many of the newest records are looked at: some weeks of a counter, a tenth of a second."""

_NEWEST: Final = (
    "SELECT data FROM events WHERE device = ? AND verdict <> 'disposed' ORDER BY id DESC LIMIT ?"
)


def last_acts(engine: Engine, device: str, wanted: Collection[str]) -> Mapping[str, datetime]:
    """Return staff number → when, by the wall clock of then; who is not found is absent.

    Args:
        engine: Reads.
        device: Whose records: 16 hex digits.
        wanted: Staff numbers; the search ends with the last of them.
    """
    found: dict[str, datetime] = {}
    with reading(engine) as connection:
        for (data,) in connection.execute(_NEWEST, (device, RECORDS_MAX)):
            head = open_header(data)
            if head.staff in wanted and head.staff not in found:
                found[head.staff] = datetime.fromisoformat(head.wall)
                if len(found) == len(set(wanted)):
                    break
    return found

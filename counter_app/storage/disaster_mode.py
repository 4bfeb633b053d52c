"""Whether a director of the township has switched the disaster mode on; read from the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.access_facts import DisasterModeSet
from counter_app.domain.permissions import Right, may
from counter_app.domain.staff import Role
from counter_app.storage.reading import reading
from sync.codec import fact_of, open_header

WORDS_MAX: Final = 100
Word = tuple[DisasterModeSet, str]
"""A switching, and the staff number of who did it."""

_LAST_EVENT: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_ANY_SINCE: Final = (
    "SELECT 1 FROM events WHERE id > ? AND type = 'access.disaster_mode_set' LIMIT 1"
)
_WORDS: Final = (
    "SELECT data FROM events WHERE type = 'access.disaster_mode_set'"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY hlc_ms DESC, hlc_counter DESC, id DESC"
)


class DisasterMode:
    """The last believed word of somebody who may give it.

    Reads the whole log once, and afterwards only what was added: it is asked at every act, but
    not before the county's permission has run out.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen = 0
        self._is_on = False

    @property
    def is_on(self) -> bool:
        """Whether decisions may go on without the county."""
        with reading(self._engine) as connection:
            (last,) = connection.execute(_LAST_EVENT).fetchone()
            if last != self._seen:
                if connection.execute(_ANY_SINCE, (self._seen,)).fetchone() is not None:
                    self._is_on = _said([row[0] for row in connection.execute(_WORDS).fetchall()])
                self._seen = int(last)
        return self._is_on


def disaster_words(engine: Engine, limit: int = WORDS_MAX) -> tuple[Word, ...]:
    """Return every switching that counts with who did it, the latest first."""
    with reading(engine) as connection:
        rows = connection.execute(_WORDS).fetchall()
    return tuple(islice(_counting(data for (data,) in rows), limit))


def _said(events: list[bytes]) -> bool:
    """Return what the newest word says that counts."""
    return next((fact.is_on for fact, _ in _counting(events)), False)


def _counting(events: Iterable[bytes]) -> Iterator[Word]:
    """Yield the words of those who may give them, in the order given, with their staff number."""
    for data in events:
        head = open_header(data)
        fact = fact_of(head.type, head.type_version, head.body)
        if isinstance(fact, DisasterModeSet) and may(Role(head.role), Right.SET_DISASTER_MODE):
            yield fact, head.staff

"""What somebody did on the cases of a post while they only waited to take it over.

Nothing of it is undone when the take-over is refused: it is named, so that somebody looks at it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.post_book import Covering
from counter_app.domain.trusted_time import CHINA
from counter_app.domain.two_persons import is_same_person
from counter_app.storage.reading import reading

_LAST_MS: Final = 2**53
_NEWEST: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_ACTS: Final = (
    "SELECT cases.number, events.data FROM cases"
    " JOIN events ON events.case_id = cases.case_id AND events.case_id <> ''"
    " WHERE cases.number >= ? AND cases.number < ? AND events.hlc_ms BETWEEN ? AND ?"
    " AND (events.type LIKE 'case.%' OR events.type LIKE 'material.%'"
    " OR events.type LIKE 'conflict.%') AND events.verdict <> 'disposed' ORDER BY cases.number"
)


class SqlDoneMeanwhile:
    """Counts acts by case; asked often, so what was counted is kept until an event comes."""

    def __init__(self, reading_engine: Engine) -> None:
        self._engine = reading_engine
        self._counted: dict[str, tuple[int, Mapping[str, int]]] = {}

    def __call__(self, covering: Covering) -> Mapping[str, int]:
        """Return number of a case → acts of whoever asked, from then to the last day asked for.

        By the clocks of those who acted: what they did before they heard of the refusal counts,
        and so does what they did after it.
        """
        with reading(self._engine) as connection:
            newest = int(connection.execute(_NEWEST).fetchone()[0])
            counted = self._counted.get(covering.event_id)
            if counted is not None and counted[0] == newest:
                return counted[1]
            code = covering.post_code
            span = (code, f"{code}:", covering.asked[0], _end_ms(covering))
            rows = connection.execute(_ACTS, span).fetchall()
        found = Counter(
            number
            for number, data in rows
            if is_same_person(json.loads(data)["staff"], covering.taken_by)
        )
        self._counted[covering.event_id] = (newest, found)
        return found


def _end_ms(covering: Covering) -> int:
    """Return when the last day asked for ends, at +08:00."""
    if covering.until is None:
        return _LAST_MS
    end = datetime.combine(covering.until + timedelta(days=1), time(), CHINA)
    return int(end.timestamp() * 1_000)

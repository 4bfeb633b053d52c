"""Which hand-over sticks were written for whom, and which of those meant for us never came."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Final

from sqlalchemy import Engine

from counter_app.domain.post_stick import StickGap
from counter_app.storage.reading import reading

_MADE: Final = (
    "SELECT number, record FROM bundles WHERE direction = 'handover' AND state = 'made'"
    " ORDER BY number"
)
_TAKEN: Final = (
    "SELECT number, record, made_at FROM bundles WHERE direction = 'handover'"
    " AND state = 'imported' ORDER BY id"
)
NUMBERS_MAX: Final = 1_000


class SqlHandoverSticks:
    """Reads the notes of hand-over bundles."""

    def __init__(self, reading_engine: Engine) -> None:
        self._engine = reading_engine

    def written_for(self, device: str) -> tuple[int, ...]:
        """Return the numbers that were written for a device, the latest last."""
        with reading(self._engine) as connection:
            rows = connection.execute(_MADE).fetchall()
        found = [number for number, record in rows if json.loads(record).get("partner") == device]
        return tuple(found[-NUMBERS_MAX:])

    def gaps(self) -> tuple[StickGap, ...]:
        """Return the numbers that a giver wrote for this computer and that were never taken in.

        A giver tells with each what it had written before, so the last one is never missed here:
        whoever handed over still has it among what waits for an answer.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(_TAKEN).fetchall()
        came: dict[str, set[int]] = {}
        told: dict[tuple[str, int], tuple[str, date]] = {}
        for number, text, taken_at in rows:
            record = json.loads(text)
            device = record.get("partner", "")
            came.setdefault(device, set()).add(number)
            noticed = (record.get("partner_counter", ""), datetime.fromisoformat(taken_at).date())
            for before in record.get("before", ()):
                told.setdefault((device, before), noticed)
        return tuple(
            StickGap(number=number, device=device, counter=counter, noticed_on=noticed_on)
            for (device, number), (counter, noticed_on) in sorted(told.items())
            if number not in came[device]
        )

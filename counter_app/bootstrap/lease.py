"""Until when somebody may decide without the county, with the disaster mode counted in."""

from __future__ import annotations

from datetime import date

from counter_app.domain.county_word import CountyWord
from counter_app.storage.disaster_mode import DisasterMode
from counter_app.storage.profile_store import Store


class Lease:
    """The county's permission to decide, as it counts today.

    The disaster mode is asked for only once the usual time is over, by the county's time carried
    on: until then it changes nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._disaster = DisasterMode(store.reading_engine)

    @property
    def word(self) -> CountyWord:
        """Return the county's last word."""
        word = self._store.sync_store.county_word()
        last = word.last_day
        if last is None or self._store.timekeeper.today() <= last:
            return word
        return word.in_disaster() if self._disaster.is_on else word

    def last_day(self) -> date | None:
        """Return the last day on which somebody may decide; None without an end."""
        return self.word.last_day

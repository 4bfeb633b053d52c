"""The disaster mode at the window, joined to the running counter: the command's own service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.domain.disaster import DisasterStanding, DisasterWord
from counter_app.domain.permissions import Right, may
from counter_app.ui.disaster_parts import DisasterParts

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter


class DisasterWork:
    """What the card shows and does at one counter."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on this counter, once somebody has signed in."""
        self._counter = counter

    def parts(self) -> DisasterParts:
        """Return it for the window."""
        return DisasterParts(standing=self.standing, switch=self._counter.nudging(self._switch))

    def standing(self) -> DisasterStanding:
        """Return whether it is on, until when that counts, and every switching."""
        from counter_app.storage.disaster_mode import disaster_words

        profile = self._counter.profile
        word = profile.store.sync_store.county_word()
        said = disaster_words(profile.store.reading_engine)
        return DisasterStanding(
            usual_day=word.last_day,
            disaster_day=word.in_disaster().last_day,
            words=tuple(
                DisasterWord(
                    is_on=fact.is_on,
                    reason=fact.reason,
                    set_at=fact.set_at,
                    who=profile.staff_name(staff) or staff,
                )
                for fact, staff in said
            ),
            may_switch=may(self._counter.operator().role, Right.SET_DISASTER_MODE),
        )

    def _switch(self, *, is_on: bool, reason: str) -> object:
        from counter_app.services.disaster_mode import SetDisasterMode

        return SetDisasterMode(self._counter.profile.office)(is_on=is_on, reason=reason)

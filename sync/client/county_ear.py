"""What the county says about this device: kept, and obeyed where it is an order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from counter_app.domain.county_word import CountyWord, DeviceStanding
from counter_app.domain.errors import (
    DeviceKeyExpired,
    DevicePending,
    DeviceRevoked,
    DeviceUnknown,
    SyncError,
)
from counter_app.ports import SyncStore
from sync.protocol import HelloAnswer

SET_ASIDE_THERE: Final = ("quarantined", "quarantine-full")
"""Why an event was parked that the county may take after all."""

_STANDINGS: Final = (
    (DeviceRevoked, DeviceStanding.REVOKED),
    (DeviceKeyExpired, DeviceStanding.KEY_EXPIRED),
    (DevicePending, DeviceStanding.PENDING),
    (DeviceUnknown, DeviceStanding.UNKNOWN),
)


class CountyEar:
    """Remembers the county's last word; used by the sync thread alone."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._word = store.county_word()

    @property
    def word(self) -> CountyWord:
        return self._word

    @property
    def may_send(self) -> bool:
        """Whether events may go out: a device that was told no only asks until it is told yes."""
        return self._word.standing in {DeviceStanding.ACTIVE, DeviceStanding.PENDING}

    def heard(self, hello: HelloAnswer, generation: int) -> None:
        """Take the county's word from an answer that has been believed.

        What the county had set aside is offered again when it has let anything in since: those
        events are acknowledged then, and the others set aside again.
        """
        is_pending = "pending" in hello.flags
        word = CountyWord(
            standing=DeviceStanding.PENDING if is_pending else DeviceStanding.ACTIVE,
            permitted_until=self._lease(hello.permissions_until),
            program_min=hello.program_min,
            admitted=hello.admitted,
            forked_generation=self._forked(hello.flags, generation),
        )
        if word.admitted != self._word.admitted:
            self._store.unpark(SET_ASIDE_THERE)
        self._keep(word)

    def refused(self, error: SyncError) -> None:
        """Take a signed refusal for what it says about us."""
        for kind, standing in _STANDINGS:
            if isinstance(error, kind):
                self._keep(replace(self._word, standing=standing))

    def _forked(self, flags: Collection[str], generation: int) -> int:
        """Return the generation with two copies until a person of the county has settled it."""
        if "forked" in flags:
            return generation
        return self._word.forked_generation if "fork-open" in flags else 0

    def _lease(self, told: str) -> datetime | None:
        """Return the end of the permission; within one day the same, or each round were a save."""
        until, before = _instant(told), self._word.permitted_until
        if until is None or (before is not None and before.date() == until.date()):
            return before
        return until

    def _keep(self, word: CountyWord) -> None:
        if word != self._word:
            self._store.keep_county_word(word)
            self._word = word


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None

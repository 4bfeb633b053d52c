"""What courier bundles need of the local database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from counter_app.domain.courier import BundleNote, BundleState, BundleWay, WaitingEvent
    from sync.protocol import SignedEvent


class FilesToPack(Protocol):
    """The files of cases that a bundle can take along."""

    def to_pack(self, *, bytes_max: int, limit: int) -> list[tuple[str, str, int]]:
        """Return (SHA-256, id of an act that names it, size) of readable files, smallest first.

        Args:
            bytes_max: Of all of them together, each with what its record costs besides.
            limit: How many at most.
        """

    def read(self, sha256: str) -> bytes: ...

    def at_county(self, sha256: str) -> None:
        """Note that the county has a file whole."""


class CourierStore(Protocol):
    """What courier bundles need of the local database besides the `SyncStore`."""

    def waiting(self) -> list[WaitingEvent]:
        """Return every event without the county's signature that is not set aside."""

    def events(self, row_ids: Sequence[int]) -> list[SignedEvent]:
        """Return events by their rows, in this order."""

    def held(self, names: Iterable[str]) -> set[str]:
        """Return which of these events are here."""

    def begin(self, note: BundleNote) -> None:
        """Keep a note of a bundle."""

    def set_state(self, bundle: str, state: BundleState, *, answered_at: str = "") -> None: ...

    def notes(self) -> list[BundleNote]:
        """Return the newest notes, newest first."""

    def note_of(self, bundle: str) -> BundleNote | None: ...

    def next_number(self, way: BundleWay) -> int: ...

    def previous(self, way: BundleWay) -> tuple[str, tuple[int, ...]]:
        """Return the hash of the last bundle made, and the numbers void since then."""

    def returns(self) -> set[int]:
        """Return the numbers of the return bundles that were taken in."""

    def keep_tail(self, last_row_id: int, at: str) -> None:
        """Note that everything up to a row that waits for the county lies in a second copy."""

    def county_bundle_key(self) -> bytes:
        """Return to which key of the county bundles are sealed; b"" before it was told."""

    def keep_county_bundle_key(self, key: bytes) -> None:
        """Keep what the county signed as its key."""

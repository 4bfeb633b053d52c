"""What the card of the disaster mode works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from counter_app.domain.disaster import DisasterStanding


class SwitchDisaster(Protocol):
    """Switches it, with a reason.  Raises `NotAuthorised`, `ReasonMissing`."""

    def __call__(self, *, is_on: bool, reason: str) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DisasterParts:
    """Both are called on the `database` thread.

    Attributes:
        standing: Whether it is on, until when, and every switching.
        switch: The same service as `counter disaster`.
    """

    standing: Callable[[], DisasterStanding]
    switch: SwitchDisaster

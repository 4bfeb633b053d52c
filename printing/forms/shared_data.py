"""Small data classes that several forms share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalReturned:
    """A paper given back to the citizen.

    Attributes:
        originals: Number of originals given back.
        copies: Number of photocopies given back.
    """

    name: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalHeld:
    """A paper that goes from hand to hand inside the administration.

    Attributes:
        originals: Number of originals.
        copies: Number of photocopies.
    """

    name: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredMaterial:
    """A secondary material that follows after a provisional acceptance (容缺材料).

    Attributes:
        originals: Number to bring; None when the guide does not say.
        copies: The same of photocopies.
        standard: What a good one looks like; "" when the guide does not say.
    """

    name: str
    originals: int | None = None
    copies: int | None = None
    standard: str = ""

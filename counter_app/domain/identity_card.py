"""What a card reader tells of an identity card (居民身份证 and its relatives)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi


class CardKind(Enum):
    RESIDENT = "resident"
    HMT = "hmt"
    FOREIGN = "foreign"
    FOREIGN_OLD = "foreign-old"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IdentityCard:
    """One card as read, unchanged.  None = this kind has no such field; "" = it is blank.

    Attributes:
        sex: "male", "female", "unknown" (0 and undefined codes) or "unspecified" (9).
        valid_to: A date as YYYY-MM-DD, the word 长期, or None if it is neither.
        photo_bytes: Size of the photo block; the block itself is dropped.
        warnings: Codes, sorted; the card is usable all the same.

    Source: the SAM serial protocol's text block; GB/T 2261.1; GB/T 3304.
    """

    kind: CardKind
    name: Annotated[str | None, Pi.P2]
    english_name: Annotated[str | None, Pi.P2]
    sex: Annotated[str, Pi.P2]
    nation_code: Annotated[str | None, Pi.P2]
    nation: Annotated[str | None, Pi.P2]
    birth_date: Annotated[date | None, Pi.P2]
    address: Annotated[str | None, Pi.P2]
    number: Annotated[str, Pi.P3]
    issuer: Annotated[str | None, Pi.P2]
    valid_from: date | None
    valid_to: str | None
    pass_number: Annotated[str | None, Pi.P3]
    issue_count: str | None
    country: str | None
    photo_bytes: int
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the kind only: a card in a log or a traceback must tell nothing."""
        return f"IdentityCard(kind={self.kind.value!r})"

"""Where each field of a card's 256-byte text block lies, for the four kinds of card.

Offsets and lengths are in UTF-16 code units (two bytes each); fields are padded on the right.

Source: the SAM serial protocol's text block.  Resident, J and I agree in several sources; the
layout of the 2023 permit (Y) comes from one full source and was never seen on a card.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counter_app.domain.identity_card import CardKind

TEXT_BYTES: Final = 256
TEXT_UNITS: Final = TEXT_BYTES // 2
FLAG_AT_BYTE: Final = 248
FOR_EVER: Final = "长期"
"""What may stand instead of the last day of validity."""

Spans = tuple[tuple[int, int], ...]
"""Start and end of each piece of a field, in code units."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one kind of card, by name."""

    kind: CardKind
    fields: MappingProxyType[str, Spans]


def _layout(kind: CardKind, **fields: tuple[int, ...]) -> Layout:
    """Build a layout from byte offsets and lengths, as the protocol's tables give them."""
    spans = {
        name: tuple(
            (at // 2, (at + length) // 2)
            for at, length in zip(pieces[::2], pieces[1::2], strict=True)
        )
        for name, pieces in fields.items()
    }
    return Layout(kind, MappingProxyType(spans))


RESIDENT: Final = _layout(
    CardKind.RESIDENT,
    name=(0, 30),
    sex=(30, 2),
    nation_code=(32, 4),
    birth=(36, 16),
    address=(52, 70),
    number=(122, 36),
    issuer=(158, 30),
    valid_from=(188, 16),
    valid_to=(204, 16),
)
HMT: Final = _layout(
    CardKind.HMT,
    name=(0, 30),
    sex=(30, 2),
    birth=(36, 16),
    address=(52, 70),
    number=(122, 36),
    issuer=(158, 30),
    valid_from=(188, 16),
    valid_to=(204, 16),
    pass_number=(220, 18),
    issue_count=(238, 4),
)
FOREIGN_OLD: Final = _layout(
    CardKind.FOREIGN_OLD,
    english_name=(0, 120),
    sex=(120, 2),
    number=(122, 30),
    country=(152, 6),
    name=(158, 30),
    valid_from=(188, 16),
    valid_to=(204, 16),
    birth=(220, 16),
    card_version=(236, 4),
    authority_code=(240, 8),
)
FOREIGN: Final = _layout(
    CardKind.FOREIGN,
    name=(0, 30),
    sex=(30, 2),
    renewal_count=(32, 4),
    birth=(36, 16),
    # One name in two places, joined before the padding is taken off: unit 35 may be a space.
    english_name=(52, 70, 220, 22),
    number=(122, 36),
    valid_from=(188, 16),
    valid_to=(204, 16),
    country=(242, 6),
    related_number=(250, 6),
)

LAYOUT_OF_FLAG: Final = MappingProxyType(
    {
        b" \0": RESIDENT,
        b"\0\0": RESIDENT,
        b"J\0": HMT,
        b"I\0": FOREIGN_OLD,
        b"Y\0": FOREIGN,
    }
)
"""The layout by the two bytes at offset 248, which are read before anything else."""

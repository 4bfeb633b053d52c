"""原件去哪了: where each paper original is.  Every one has exactly one holder, always."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.errors import IdentityCardKept
from counter_app.domain.material import JudgedMaterial, OriginalHandling
from counter_app.domain.service_facts import Holder, OriginalMove

_IDENTITY_CARD: Final = "身份证"
_COPY: Final = "复印"


@dataclass(frozen=True, slots=True, order=True)
class Original:
    """One paper original: the `place`-th (from 1) of a material of a case."""

    material: str
    place: int


def holders(case: Case) -> dict[Original, Holder]:
    """Return who has each original that ever came to the counter with this case.

    Pure: intake and supplements bring originals, moves, forwarding and the end of the case
    pass them on.  A move of something that its giver does not have changes nothing.
    """
    held: dict[Original, Holder] = {}
    for materials in (
        case.received_materials,
        *(supplement.materials for supplement in case.supplements),
    ):
        for material in materials:
            _take_in(held, material)
    for move in case.service.moves:
        _pass_on(held, move.material, move.originals, move.came_from, move.went_to)
    return held


def held_by(case: Case, holder: Holder) -> tuple[tuple[str, int], ...]:
    """Return (material, originals) that one holder has, in the order they came in."""
    counts = Counter(original.material for original, has in holders(case).items() if has is holder)
    return tuple(counts.items())


def can_move(case: Case, move: OriginalMove) -> bool:
    """Whether the giver has as many originals of that material as are to be moved."""
    has = dict(held_by(case, move.came_from))
    return 0 < move.originals <= has.get(move.material, 0)


def is_identity_card(material: str) -> bool:
    """Whether a material is an identity card itself and not a copy of one."""
    return _IDENTITY_CARD in material and _COPY not in material


def refuse_kept_cards(materials: tuple[JudgedMaterial, ...]) -> None:
    """Check that no identity card is to be kept.

    Raises:
        IdentityCardKept: One is.

    Source: 居民身份证法 art. 15: nobody but the police may keep one.
    """
    kept = [
        material.name
        for material in materials
        if material.originals
        and material.handling is OriginalHandling.KEPT
        and is_identity_card(material.name)
    ]
    if kept:
        raise IdentityCardKept("、".join(kept))


def _take_in(held: dict[Original, Holder], material: JudgedMaterial) -> None:
    holder = Holder.COUNTER if material.handling is OriginalHandling.KEPT else Holder.CITIZEN
    known = sum(original.material == material.name for original in held)
    for place in range(known + 1, known + material.originals + 1):
        held[Original(material.name, place)] = holder


def _pass_on(
    held: dict[Original, Holder], material: str, originals: int, giver: Holder, taker: Holder
) -> None:
    pieces = [
        original for original, has in held.items() if original.material == material and has is giver
    ]
    if len(pieces) < originals:
        return
    for original in pieces[:originals]:
        held[original] = taker

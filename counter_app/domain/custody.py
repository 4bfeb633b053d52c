"""原件去哪了: where each paper original is.  Every one has exactly one holder, always."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Stay:
    """In whose hands an original is, and since when."""

    holder: Holder
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOriginal:
    """Originals of one material that one holder has.

    Attributes:
        originals: 1 or more.
        since: When the first of them came into these hands.
    """

    material: str
    originals: int
    since: datetime


def stays(case: Case) -> dict[Original, Stay]:
    """Return where each original is that ever came to the counter with this case.

    Pure: intake and supplements bring originals, moves, forwarding and the end of the case
    pass them on.  A move of something that its giver does not have changes nothing.
    """
    held: dict[Original, Stay] = {}
    for material in case.received_materials:
        _take_in(held, material, case.received_at)
    for supplement in case.supplements:
        for material in supplement.materials:
            _take_in(held, material, supplement.supplemented_at)
    for move in case.service.moves:
        _pass_on(held, move)
    return held


def holders(case: Case) -> dict[Original, Holder]:
    """Return who has each original that ever came to the counter with this case."""
    return {original: stay.holder for original, stay in stays(case).items()}


def held_since(case: Case, holder: Holder) -> tuple[HeldOriginal, ...]:
    """Return what one holder has of a case, in the order it came in, and since when."""
    since: dict[str, datetime] = {}
    for original, stay in stays(case).items():
        if stay.holder is holder:
            known = since.setdefault(original.material, stay.since)
            since[original.material] = min(known, stay.since)
    return tuple(
        HeldOriginal(material=material, originals=count, since=since[material])
        for material, count in held_by(case, holder)
    )


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


def _take_in(held: dict[Original, Stay], material: JudgedMaterial, at: datetime) -> None:
    holder = Holder.COUNTER if material.handling is OriginalHandling.KEPT else Holder.CITIZEN
    known = sum(original.material == material.name for original in held)
    for place in range(known + 1, known + material.originals + 1):
        held[Original(material.name, place)] = Stay(holder, at)


def _pass_on(held: dict[Original, Stay], move: OriginalMove) -> None:
    pieces = [
        original
        for original, stay in held.items()
        if original.material == move.material and stay.holder is move.came_from
    ]
    if len(pieces) < move.originals:
        return
    for original in pieces[: move.originals]:
        held[original] = Stay(move.went_to, move.moved_at)

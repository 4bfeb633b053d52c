"""One-time notices (一次性告知书): everything that is missing, told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from counter_app.domain.errors import (
    NothingMissing,
    UnknownMaterial,
)
from counter_app.domain.material import JudgedMaterial, Verdict, outstanding, require_all_judged
from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NoticeLine:
    """One thing to bring, and why what was brought is not enough.

    Attributes:
        verdict: MISSING, DEFECTIVE or DEFERRABLE; never COMPLETE.
        problem: What is wrong, in words for the citizen.
        standard: What a good one looks like; "" when the guide does not say.
    """

    name: Annotated[str, Pi.P1]
    verdict: Annotated[Verdict, Pi.P1]
    problem: Annotated[str, Pi.P2]
    standard: Annotated[str, Pi.P1]
    originals: Annotated[int | None, Pi.P1]
    copies: Annotated[int | None, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NoticeOverride:
    """A new demand after the first notice, allowed by the chief representative; counted.

    Attributes:
        names: What is demanded anew.
    """

    approved_by: Annotated[str, Pi.P1]
    reason: Annotated[str, Pi.P2]
    names: Annotated[tuple[str, ...], Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OneTimeNotice:
    """A notice as issued.  Kept for ever, so it holds copies and not references.

    Attributes:
        lines: Everything that is not complete; at least one.
        received: Names of the materials that were complete.
        is_repeat: It names only what an earlier notice had named: no new demand.
        supplement_due_on: Until when to supplement, where the item has such a limit.
        override: Who allowed a new demand after the first notice; None for all others.
    """

    document_number: Annotated[str, Pi.P1]
    issued_at: Annotated[datetime, Pi.P1]
    lines: Annotated[tuple[NoticeLine, ...], Pi.P2]
    received: Annotated[tuple[str, ...], Pi.P1]
    is_repeat: Annotated[bool, Pi.P1]
    supplement_due_on: Annotated[date | None, Pi.P1] = None
    supplement_is_provisional: Annotated[bool, Pi.P1] = False
    override: Annotated[NoticeOverride | None, Pi.P1] = None

    @property
    def names(self) -> frozenset[str]:
        """Names of the materials that this notice demands."""
        return frozenset(line.name for line in self.lines)


def notice_lines(materials: Sequence[JudgedMaterial]) -> tuple[NoticeLine, ...]:
    """Return all that has to be told about judged materials.

    Raises:
        MaterialsNotJudged: A required line has no verdict: the notice could not be complete.
        NothingMissing: Everything is complete; the case is to be accepted instead.
    """
    require_all_judged(materials)
    lines = tuple(_line(material) for material in outstanding(materials))
    if not lines:
        raise NothingMissing
    return lines


def chosen_lines(
    materials: Sequence[JudgedMaterial], names: Sequence[str] | None, *, is_first: bool
) -> tuple[NoticeLine, ...]:
    """Return the lines a notice names: what is open, or a choice of it.

    What a first notice leaves out can only be demanded by an override later, just as a line
    that was complete.

    Args:
        materials: All lines of the case, judged.
        names: What to name; None for everything that is open.
        is_first: No notice was told before: a complete line cannot be named.

    Raises:
        MaterialsNotJudged, NothingMissing: See `notice_lines`.
        UnknownMaterial: A name is not on the list, or complete already in the first notice.
    """
    open_lines = {line.name: line for line in notice_lines(materials)}
    if names is None:
        return tuple(open_lines.values())
    known = {material.name: material for material in materials}
    strange = [name for name in names if name not in known or (is_first and name not in open_lines)]
    if strange or not names:
        raise UnknownMaterial("、".join(strange) or "没有选择任何材料")
    return tuple(
        open_lines.get(name) or _demanded_again(material)
        for name, material in known.items()
        if name in names
    )


def new_demands(
    lines: Iterable[NoticeLine],
    told: Sequence[OneTimeNotice],
    complete: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return what a notice would demand anew; nothing is new before the first.

    Args:
        lines: What the notice would demand.
        told: All notices issued before for the same case.
        complete: Names of the lines that are judged 齐: naming one again is a new demand.

    Source: 行政许可法 art. 32(1)(4), 72(4): everything is told at once.
    """
    if not told:
        return ()
    known = frozenset[str]().union(*(notice.names for notice in told)) - set(complete)
    return tuple(line.name for line in lines if line.name not in known)


def _line(material: JudgedMaterial) -> NoticeLine:
    assert material.verdict is not None
    return NoticeLine(
        name=material.name,
        verdict=material.verdict,
        problem=material.problem or ("未提交" if material.verdict is Verdict.MISSING else "需补充"),
        standard=material.standard,
        originals=material.required_originals,
        copies=material.required_copies,
    )


def _demanded_again(material: JudgedMaterial) -> NoticeLine:
    """Return a line for what was complete; it goes out only with an override."""
    return NoticeLine(
        name=material.name,
        verdict=Verdict.DEFECTIVE,
        problem=material.problem or "需重新提交",
        standard=material.standard,
        originals=material.required_originals,
        copies=material.required_copies,
    )

"""One-time notices (一次性告知书): everything that is missing, told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.errors import NewDemand, NothingMissing
from counter_app.domain.material import JudgedMaterial, Verdict, outstanding, require_all_judged
from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeNotice:
    """A notice as issued.  Kept for ever, so it holds copies and not references.

    Attributes:
        lines: Everything that is not complete; at least one.
        received: Names of the materials that were complete.
        is_repeat: It names only what an earlier notice had named: no new demand.
    """

    document_number: Annotated[str, Pi.P1]
    issued_at: Annotated[datetime, Pi.P1]
    lines: Annotated[tuple[NoticeLine, ...], Pi.P2]
    received: Annotated[tuple[str, ...], Pi.P1]
    is_repeat: Annotated[bool, Pi.P1]

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


def require_no_new_demand(lines: Iterable[NoticeLine], told: Sequence[OneTimeNotice]) -> bool:
    """Check a notice against what the citizen has already been told.

    Args:
        lines: What the notice would demand.
        told: All notices issued before for the same case.

    Returns:
        Whether the notice repeats an earlier one (a shorter "still missing" list is a repeat).

    Raises:
        NewDemand: It asks for something that no earlier notice named.

    Source: 行政许可法 art. 32(1)(4), 72(4).
    """
    if not told:
        return False
    known = frozenset[str]().union(*(notice.names for notice in told))
    new = [line.name for line in lines if line.name not in known]
    if new:
        raise NewDemand("、".join(new))
    return True


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

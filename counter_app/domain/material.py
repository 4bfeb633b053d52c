"""What was handed in, judged against what the item asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from counter_app.domain.errors import MaterialsNotJudged, UnknownMaterial
from counter_app.domain.item import Necessity, RequiredMaterial
from counter_app.domain.privacy import Pi


class Verdict(Enum):
    """The clerk's judgement of one material; each is judged before anything is told."""

    COMPLETE = "complete"
    MISSING = "missing"
    DEFECTIVE = "defective"
    DEFERRABLE = "deferrable"


class OriginalHandling(Enum):
    """What became of a paper original at intake (kept, or checked and given back)."""

    RETURNED = "checked-and-returned"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JudgedMaterial:
    """One line of the checklist as it stood when it was judged.

    It repeats what the item asked for, so that the record says the same when the catalogue
    has moved on.

    Attributes:
        required_originals: Asked for; None when the guide does not say.
        verdict: None until the clerk has judged the line.
        originals: Handed in; 0 or more.
        problem: What is wrong, in words the citizen reads; required for DEFECTIVE.
    """

    name: Annotated[str, Pi.P1]
    necessity: Annotated[Necessity, Pi.P1]
    required_originals: Annotated[int | None, Pi.P1] = None
    required_copies: Annotated[int | None, Pi.P1] = None
    standard: Annotated[str, Pi.P1] = ""
    verdict: Annotated[Verdict | None, Pi.P1] = None
    originals: Annotated[int, Pi.P1] = 0
    copies: Annotated[int, Pi.P1] = 0
    problem: Annotated[str, Pi.P2] = ""
    handling: Annotated[OriginalHandling, Pi.P1] = OriginalHandling.RETURNED

    @property
    def is_outstanding(self) -> bool:
        """Whether acceptance waits for this line.  Optional lines never hold a case up."""
        return self.necessity is not Necessity.OPTIONAL and self.verdict is not Verdict.COMPLETE


def checklist(required: Iterable[RequiredMaterial]) -> tuple[JudgedMaterial, ...]:
    """Return the lines to be judged for an item, none of them judged yet."""
    return tuple(
        JudgedMaterial(
            name=material.name,
            necessity=material.necessity,
            required_originals=material.originals,
            required_copies=material.copies,
            standard=material.standard or material.note,
        )
        for material in required
    )


def outstanding(materials: Iterable[JudgedMaterial]) -> tuple[JudgedMaterial, ...]:
    """Return the lines that are not complete, in the order of the checklist."""
    return tuple(material for material in materials if material.is_outstanding)


def require_all_judged(materials: Sequence[JudgedMaterial]) -> None:
    """Raise `MaterialsNotJudged`, naming the lines, unless every required one has a verdict.

    Source: 行政许可法 art. 32(1)(4): everything is told at once, so everything is looked at
    first.
    """
    open_lines = [
        material.name
        for material in materials
        if material.verdict is None and material.necessity is not Necessity.OPTIONAL
    ]
    if open_lines:
        raise MaterialsNotJudged("、".join(open_lines))
    wordless = [
        material.name
        for material in materials
        if material.verdict is Verdict.DEFECTIVE and not material.problem.strip()
    ]
    if wordless:
        raise MaterialsNotJudged("请写明不合格的原因：" + "、".join(wordless))
    wrongly_deferred = [
        material.name
        for material in materials
        if material.verdict is Verdict.DEFERRABLE and material.necessity is Necessity.REQUIRED
    ]
    if wrongly_deferred:
        raise MaterialsNotJudged("清单未公布可容缺：" + "、".join(wrongly_deferred))


def require_known(materials: Sequence[JudgedMaterial], required: Sequence[str]) -> None:
    """Raise `UnknownMaterial` unless the lines are exactly those of the item, in order.

    Source: 行政许可法 art. 31: the list is closed.
    """
    names = [material.name for material in materials]
    strange = [name for name in names if name not in required]
    if strange or len(set(names)) != len(names) or set(names) != set(required):
        raise UnknownMaterial("、".join(strange) or "材料清单与事项不一致")


def judged_anew(
    before: Sequence[JudgedMaterial], later: Iterable[JudgedMaterial]
) -> tuple[JudgedMaterial, ...]:
    """Return a checklist in which lines that were judged later have replaced their forerunners."""
    latest = {material.name: material for material in later}
    return tuple(latest.get(material.name, material) for material in before)

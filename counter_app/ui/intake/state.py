"""What stands on the intake page (收件), and every change a clerk can make to it.  No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Final

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.item import Necessity, ServiceItem
from counter_app.domain.material import JudgedMaterial, OriginalHandling, Verdict, checklist
from counter_app.domain.service_facts import USUAL_TERMS, ServiceTerms
from counter_app.services.receive_case import CorrectionMade
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.person import PersonEntry

COPIES_MAX: Final = 99
WORDS_MAX: Final = 200
CORRECTIONS_MAX: Final = 20


class Count(Enum):
    """What of a material is counted: 原件 or 复印件."""

    ORIGINALS = "originals"
    COPIES = "copies"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IntakeState:
    """One intake page as it stands; every change gives another state.

    Attributes:
        proxy: Who acts for the applicant; None while the fold is closed.
        entry_reason: Why the applicant was typed in by hand.
        materials: The item's checklist, in its order; () without an item.
        choice: The outcome the clerk insists on; None follows what the page proposes.
        ground, reason, authority: Of a refusal.
        not_duplicate_reason: Why a case like an open one is made all the same.
        terms: Green channel, home visit and the like.
        pledge_due_on: Until when what is missing follows, with a provisional acceptance.
    """

    person: PersonEntry = field(default_factory=PersonEntry)
    proxy: PersonEntry | None = None
    entry_reason: str = ""
    item: ServiceItem | None = None
    materials: tuple[JudgedMaterial, ...] = ()
    choice: Outcome | None = None
    ground: RefusalGround = RefusalGround.NOT_COMPETENT
    reason: str = ""
    authority: str = ""
    corrections: tuple[CorrectionMade, ...] = ()
    not_duplicate_reason: str = ""
    terms: ServiceTerms = USUAL_TERMS
    pledge_due_on: date | None = None

    @property
    def has_content(self) -> bool:
        """Whether something would be lost with this page."""
        has_person = self.person.has_content or (self.proxy is not None and self.proxy.has_content)
        has_words = bool(self.reason or self.corrections) or self.terms != USUAL_TERMS
        return has_person or self.item is not None or has_words

    def pick(self, item: ServiceItem) -> IntakeState:
        """Take an item and its unjudged checklist; judgements of another item are gone.

        What data sharing supplies may not be asked for (国令716 art. 7), so it is complete.
        """
        if self.item is not None and self.item.item_id == item.item_id:
            return self
        shared = {line.name for line in item.materials if line.is_shared_data}
        lines = tuple(
            replace(line, verdict=Verdict.COMPLETE) if line.name in shared else line
            for line in checklist(item.materials)
        )
        return replace(
            self,
            item=item,
            materials=lines,
            choice=None,
            not_duplicate_reason="",
            pledge_due_on=None,
        )

    def judge(self, row: int, verdict: Verdict | None) -> IntakeState:
        """Judge one line; None takes the judgement back.

        A line that is complete counts as handed in as asked.  容缺 is possible only where the
        county has published it; otherwise nothing changes.
        """
        line = self._line(row)
        if line is None or (verdict is Verdict.DEFERRABLE and not _is_deferrable(line)):
            return self
        return self._with_line(row, _judged(line, verdict))

    def all_complete(self) -> IntakeState:
        """Judge everything demanded complete; optional lines stay, since nobody saw them."""
        lines = tuple(
            line if line.necessity is Necessity.OPTIONAL else _judged(line, Verdict.COMPLETE)
            for line in self.materials
        )
        return replace(self, materials=lines)

    def explain(self, row: int, problem: str) -> IntakeState:
        """Say what is wrong with a line, in words that the citizen reads."""
        line = self._line(row)
        if line is None:
            return self
        return self._with_line(row, replace(line, problem=plain_words(problem, WORDS_MAX)))

    def count(self, row: int, which: Count, step: int) -> IntakeState:
        """Say that more or fewer originals or copies were handed in."""
        line = self._line(row)
        if line is None:
            return self
        if which is Count.ORIGINALS:
            return self._with_line(row, replace(line, originals=_bounded(line.originals + step)))
        return self._with_line(row, replace(line, copies=_bounded(line.copies + step)))

    def toggle_handling(self, row: int) -> IntakeState:
        """Keep an original (收存) that was only to be checked (核验退还), or the reverse."""
        line = self._line(row)
        if line is None:
            return self
        is_kept = line.handling is OriginalHandling.KEPT
        other = OriginalHandling.RETURNED if is_kept else OriginalHandling.KEPT
        return self._with_line(row, replace(line, handling=other))

    def correct(self, field_name: str, before: str, after: str) -> IntakeState:
        """Write down a mistake put right at the counter; blank or unchanged ones are not one."""
        made = CorrectionMade(
            field=plain_words(field_name, WORDS_MAX).strip(),
            before=plain_words(before, WORDS_MAX).strip(),
            after=plain_words(after, WORDS_MAX).strip(),
        )
        is_one = bool(made.field and made.after) and made.before != made.after
        if not is_one or len(self.corrections) >= CORRECTIONS_MAX:
            return self
        return replace(self, corrections=(*self.corrections, made))

    def drop_correction(self, place: int) -> IntakeState:
        kept = tuple(made for n, made in enumerate(self.corrections) if n != place)
        return replace(self, corrections=kept)

    def _line(self, row: int) -> JudgedMaterial | None:
        return self.materials[row] if 0 <= row < len(self.materials) else None

    def _with_line(self, row: int, line: JudgedMaterial) -> IntakeState:
        lines = (*self.materials[:row], line, *self.materials[row + 1 :])
        return replace(self, materials=lines)


def next_unjudged(materials: tuple[JudgedMaterial, ...], after: int) -> int | None:
    """Return the next line without a verdict, from `after` on and round; None when none is."""
    rows = [*range(after + 1, len(materials)), *range(after + 1)]
    return next((row for row in rows if row < len(materials) and _is_open(materials[row])), None)


def _is_open(line: JudgedMaterial) -> bool:
    return line.verdict is None and line.necessity is not Necessity.OPTIONAL


def _is_deferrable(line: JudgedMaterial) -> bool:
    return line.necessity is Necessity.DEFERRABLE


def _judged(line: JudgedMaterial, verdict: Verdict | None) -> JudgedMaterial:
    if verdict is line.verdict:
        return line
    if verdict in {Verdict.COMPLETE, Verdict.DEFECTIVE}:
        originals, copies = line.originals, line.copies
        if not originals and not copies:
            originals, copies = _asked(line)
    else:
        originals = copies = 0
    problem = line.problem if verdict is Verdict.DEFECTIVE else ""
    return replace(line, verdict=verdict, originals=originals, copies=copies, problem=problem)


def _asked(line: JudgedMaterial) -> tuple[int, int]:
    """Return what is handed in when a line is simply complete; one original if unsaid."""
    if line.required_originals is None and line.required_copies is None:
        return 1, 0
    return _bounded(line.required_originals or 0), _bounded(line.required_copies or 0)


def _bounded(count: int) -> int:
    return max(0, min(COPIES_MAX, count))

"""日清: what was printed, stored and acknowledged in a day, compared case by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.domain.authority import require
from counter_app.domain.case import Case
from counter_app.domain.case_card import CaseCard, WorkQueue
from counter_app.domain.case_status import AcceptanceBasis, CaseStatus
from counter_app.domain.day_report import FiveChecks
from counter_app.domain.errors import AlreadyDone
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.ids import CaseId
from counter_app.domain.material import outstanding
from counter_app.domain.permissions import Right
from counter_app.domain.post_facts import DayClosed
from counter_app.domain.print_job import FormId
from counter_app.ports import CaseFinder, UnitOfWork
from counter_app.services.day_gaps import (
    INTAKE_PAPERS,
    DayBooks,
    NoBooks,
    came_out,
    differences,
    missing_numbers,
)
from counter_app.services.hand_over_post import open_cards
from counter_app.services.looking import look
from counter_app.services.office import Office

_OUTCOME_PAPER: Final = {
    AcceptanceBasis.COMPLETE: FormId.ACCEPTANCE_NOTICE,
    AcceptanceBasis.SUPPLEMENTED: FormId.ACCEPTANCE_NOTICE,
    AcceptanceBasis.DEEMED: FormId.ACCEPTANCE_NOTICE,
    AcceptanceBasis.PROVISIONAL: FormId.PROVISIONAL_ACCEPTANCE_NOTICE,
}


@dataclass(frozen=True, slots=True)
class DayClose:
    """What closing the day found.

    Attributes:
        checked: Cases that the five checks looked at.
    """

    fact: DayClosed
    checks: FiveChecks
    checked: int = 0


class CloseDay:
    """Closes the day of this counter, once."""

    def __init__(self, office: Office, finder: CaseFinder, books: DayBooks | None = None) -> None:
        """Take the desk, what finds cases, and what else knows of numbers and papers."""
        self._office = office
        self._finder = finder
        self._books = books or NoBooks()

    def __call__(self) -> DayClose:
        """Compare, check and record; what does not agree is told, and stops nothing.

        Raises:
            AlreadyDone: The day is closed.
            NotAuthorised: Not by this person.

        Source: 行政许可法 art. 72.
        """
        require(self._office.desk.operator().role, Right.CLOSE_DAY)
        with self._office.unit_of_work() as work:
            closed = self._look(work)
            work.record(CaseId(""), closed.fact)
            work.commit()
        return closed

    def preview(self) -> DayClose:
        """Return what closing the day now would find; nothing is kept, no number is taken.

        Raises:
            AlreadyDone: The day is closed.
        """
        with self._office.unit_of_work() as work:
            return self._look(work)

    def _look(self, work: UnitOfWork) -> DayClose:
        office = self._office
        today = office.today()
        received = list(self._received_on(today))
        still_open = list(open_cards(office, self._finder))
        if work.next_number(f"day-close/{work.generation:02d}/{today:%Y%m%d}") > 1:
            raise AlreadyDone(f"{today:%Y-%m-%d} 已经日清")
        cases = {card.case_id: work.case(card.case_id) for card in received}
        printed = [case for case in cases.values() if came_out(case, INTAKE_PAPERS)]
        code = office.desk.profile.counter_code
        missing = missing_numbers(code, today, received, self._books)
        fact = DayClosed(
            document_number=office.next_document_number(work, FormId.DAY_CLOSE_SHEET),
            day=today,
            closed_at=office.now(),
            cases_stored=len(received),
            receipts_printed=len(printed),
            acknowledged=sum(card.stage.is_at_county for card in received),
            differences=tuple(differences(received, cases, missing)),
        )
        checked = dict.fromkeys(card.case_id for card in (*received, *still_open))
        seen = [look(office, work, case_id).case for case_id in checked]
        return DayClose(fact, five_checks(office, seen), len(seen))

    def _received_on(self, day: date) -> Iterator[CaseCard]:
        """Yield the cases that this counter took in on a day; the newest stand in front."""
        own = self._office.desk.profile.counter_code
        after: str | None = None
        while True:
            page = self._finder.worklist(WorkQueue.ALL, today=day, after=after)
            for card in page.cards:
                if card.received_at.date() == day and card.number.startswith(own):
                    yield card
            is_older = all(card.received_at.date() < day for card in page.cards)
            after = page.next_key
            if after is None or is_older:
                return


def five_checks(office: Office, cases: Iterable[Case]) -> FiveChecks:
    """Look at cases, as seen today, for the five of art. 72."""
    cases = tuple(cases)
    catalogue = office.rulebook.catalogue
    shown = {item.item_id for item in catalogue.items if item.is_usable}
    return FiveChecks(
        not_accepted=_numbers(case for case in cases if _is_kept_waiting(case)),
        not_displayed=_numbers(case for case in cases if case.item.item_id not in shown),
        not_informed=_numbers(case for case in cases if _lacks_outcome_paper(case)),
        not_told_at_once=_numbers(case for case in cases if _was_told_twice(case)),
        without_reason=_numbers(case for case in cases if _lacks_reason(case)),
    )


def _numbers(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(case.number for case in cases)


def _is_kept_waiting(case: Case) -> bool:
    is_complete = case.status is CaseStatus.RECEIVED and not outstanding(case.materials)
    return is_complete or case.status is CaseStatus.DEEMED_ACCEPTED


def _lacks_outcome_paper(case: Case) -> bool:
    if case.refusal is not None:
        return not came_out(case, {FormId.REFUSAL_NOTICE})
    if case.acceptance is not None:
        return not came_out(case, {_OUTCOME_PAPER[case.acceptance.basis]})
    return False


def _was_told_twice(case: Case) -> bool:
    return case.demands > 1 or any(conflict.is_breach for conflict in case.conflicts)


def _lacks_reason(case: Case) -> bool:
    refusal, decision = case.refusal, case.decision
    is_denied = decision is not None and decision.kind is DecisionKind.DENIED
    return (refusal is not None and not refusal.reason.strip()) or (
        is_denied and decision is not None and not decision.reason.strip()
    )

"""What a day's numbers and papers leave unexplained, named one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Protocol

from counter_app.domain.case import Case
from counter_app.domain.case_card import CaseCard
from counter_app.domain.ids import CaseId
from counter_app.domain.numbering import case_number, is_case_number
from counter_app.domain.print_job import FormId, PrintedDocument, PrintState

INTAKE_PAPERS: Final = frozenset(
    {FormId.INTAKE_RECEIPT, FormId.ONE_TIME_NOTICE, FormId.REFUSAL_NOTICE}
)
"""Which paper a citizen leaves with: the receipt, or the notice that stands in its place."""

NO_CASE: Final = "编号用过，没有办件"
NO_CASE_FOR_PAPER: Final = "凭证打印过，没有办件"
NOT_PRINTED: Final = "收件凭证没有打印"
IN_DOUBT: Final = "收件凭证打印结果不明，还没有核实"
STICK_NOT_HERE: Final = "没有收到"
NOT_AT_COUNTY: Final = "县局未收"

_GENERATION: Final = slice(19, 21)
_SEQUENCE: Final = slice(21, 26)


class DayBooks(Protocol):
    """What else in the books knows of a day's numbers and papers."""

    def numbers_taken(self, day: date) -> Mapping[int, int]:
        """Return generation → last case number handed out on a day by this device."""

    def papers_without_case(self) -> tuple[str, ...]:
        """Return the document numbers of intake papers of which no case is here."""

    def missing_sticks(self, day: date) -> tuple[str, ...]:
        """Return which hand-over sticks were found missing on a day, and from whom."""


class NoBooks:
    """Knows of no other books: only what the cases themselves tell is compared."""

    def numbers_taken(self, day: date) -> Mapping[int, int]:
        """Know of no number."""
        del day
        return {}

    def papers_without_case(self) -> tuple[str, ...]:
        """Know of no paper."""
        return ()

    def missing_sticks(self, day: date) -> tuple[str, ...]:
        """Know of no stick."""
        del day
        return ()


def differences(
    received: Iterable[CaseCard], cases: Mapping[CaseId, Case], missing: Iterable[str]
) -> Iterator[str]:
    """Yield everything that does not agree, each as number：why."""
    for card in received:
        case = cases[card.case_id]
        if not came_out(case, INTAKE_PAPERS):
            yield f"{card.number}：{IN_DOUBT if _is_in_doubt(case) else NOT_PRINTED}"
        if not card.stage.is_at_county:
            yield f"{card.number}：{NOT_AT_COUNTY}"
    yield from missing


def missing_numbers(
    counter_code: str, day: date, received: Iterable[CaseCard], books: DayBooks
) -> Iterator[str]:
    """Yield the numbers of a day that stand for no case, and papers without one.

    A number is taken and given back in one transaction with its case, so a hole in the row of
    numbers is a case that was there and is not.
    """
    seen: dict[int, set[int]] = {}
    for card in received:
        if is_case_number(card.number):
            generation = int(card.number[_GENERATION])
            seen.setdefault(generation, set()).add(int(card.number[_SEQUENCE]))
    taken = books.numbers_taken(day)
    for generation in sorted({*seen, *taken}):
        there = seen.get(generation, set())
        last = max(taken.get(generation, 0), *there, 0)
        for sequence in sorted(set(range(1, last + 1)) - there):
            number = case_number(
                counter_code=counter_code, on=day, generation=generation, sequence=sequence
            )
            yield f"{number}：{NO_CASE}"
    for document in books.papers_without_case():
        yield f"{document}：{NO_CASE_FOR_PAPER}"
    for stick in books.missing_sticks(day):
        yield f"{stick}：{STICK_NOT_HERE}"


def came_out(case: Case, forms: Iterable[FormId]) -> bool:
    """Whether one of these papers of a case is known to have come out."""
    wanted = set(forms)
    return any(document.form in wanted and _is_out(document) for document in case.documents)


def _is_out(document: PrintedDocument) -> bool:
    return document.state is PrintState.PRINTED or document.came_out is True


def _is_in_doubt(case: Case) -> bool:
    return any(
        document.form in INTAKE_PAPERS
        and document.state is PrintState.UNKNOWN
        and document.came_out is None
        for document in case.documents
    )

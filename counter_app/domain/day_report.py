"""日清: what a day's close found, with every number that the sheet explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.drawer import DrawerLine
from counter_app.domain.ending_facts import Ending, EndingKind
from counter_app.domain.post_facts import DayClosed
from counter_app.domain.print_job import PrintedDocument, PrintState
from counter_app.domain.time_limit import is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveChecks:
    """Numbers of the cases that fall under one of the five of 行政许可法 art. 72.

    Attributes:
        not_accepted: Complete and not accepted, or deemed accepted since nobody said anything.
        not_displayed: Of an item that the catalogue in force does not publish with its list.
        not_informed: Accepted or refused, and no paper that says so came out.
        not_told_at_once: More was demanded after the one-time notice.
        without_reason: Refused or denied without saying why.
    """

    not_accepted: tuple[str, ...] = ()
    not_displayed: tuple[str, ...] = ()
    not_informed: tuple[str, ...] = ()
    not_told_at_once: tuple[str, ...] = ()
    without_reason: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether none of the five was found."""
        found = self.not_accepted + self.not_displayed + self.not_informed
        return not (found + self.not_told_at_once + self.without_reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """How the record of this device stands.

    Attributes:
        head_code: Hash of the last fact: 64 hexadecimal digits.
        event_count: Facts in this device's chain.
        quarantined: Facts that were set aside.
        county_count: Facts of the township that the county has shown this counter.
        county_code: Hash over all of them in their order, 64 hexadecimal digits; "" for none.
            Counters of one township at the same count have the same one, or the county has
            shown them different pasts (threat T20).
    """

    head_code: str
    event_count: int
    last_event_at: datetime
    quarantined: int = 0
    county_count: int = 0
    county_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VoidedCase:
    """A number that stands for no case any more, and who answers for that."""

    case: Case
    ending: Ending
    voided_by: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DayReport:
    """What closing a day found.

    Attributes:
        fact: Recorded, or as it would be recorded now.
        is_closed: It is recorded; a day is closed once.
        checked: Cases that the five checks looked at.
        overdue: Beyond the promised date and not decided.
        missed: Nobody was told in time, so they count as accepted.
        owed: Originals of cases that are over, which still lie in the drawer.
    """

    fact: DayClosed
    checks: FiveChecks
    checked: int
    log: LogState
    is_closed: bool
    voided: tuple[VoidedCase, ...] = ()
    unknown: tuple[PrintedDocument, ...] = ()
    overdue: tuple[CaseOnDay, ...] = ()
    missed: tuple[CaseOnDay, ...] = ()
    owed: tuple[DrawerLine, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the three numbers are one, and every number stands for a case."""
        fact = self.fact
        is_one = fact.receipts_printed == fact.cases_stored == fact.acknowledged
        return is_one and not fact.differences


def differences_by_number(fact: DayClosed) -> tuple[tuple[str, str], ...]:
    """Return (case number, everything that does not agree about it), each number once."""
    found: dict[str, list[str]] = {}
    for words in fact.differences:
        number, _, why = words.partition("：")
        found.setdefault(number, []).append(why)
    return tuple((number, "；".join(reasons)) for number, reasons in found.items())


def voided_on(case: Case, day: date) -> bool:
    """Whether a case was voided (作废) on a day."""
    ending = case.ending
    if ending is None or ending.kind is not EndingKind.VOID:
        return False
    return ending.ended_at.date() == day


def unknown_prints(cases: Iterable[Case], day: date) -> tuple[PrintedDocument, ...]:
    """Return prints of that day, or not settled yet, of which the printer told nothing."""
    return tuple(
        document
        for case in cases
        for document in case.documents
        if document.state is PrintState.UNKNOWN
        and (document.came_out is None or document.intended_at.date() == day)
    )


def overdue_on(cases: Iterable[CaseOnDay], day: date) -> tuple[CaseOnDay, ...]:
    """Return the cases whose promised date has passed while they wait for a decision."""
    return tuple(
        seen
        for seen in cases
        if seen.clocks.running is RunningClock.DECISION
        and seen.clocks.promised is not None
        and is_over(seen.clocks.promised, day)
    )


def missed_notices(cases: Iterable[CaseOnDay], day: date) -> tuple[CaseOnDay, ...]:
    """Return the cases deemed accepted whose paper is owed still, or was written that day."""
    return tuple(seen for seen in cases if _is_missed(seen.case, day))


def _is_missed(case: Case, day: date) -> bool:
    if case.status is CaseStatus.DEEMED_ACCEPTED:
        return True
    acceptance = case.acceptance
    if acceptance is None or not case.is_deemed_accepted:
        return False
    return acceptance.accepted_at.date() == day

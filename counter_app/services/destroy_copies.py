"""销毁: local copies of closed cases go by rule, listed in a signed fact; nobody chooses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.disposal import CaseHeader, Remnant, bodies_digest
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.numbering import document_number
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.domain.retention import (
    RULE,
    SIGNED_DAYS,
    LocalCopy,
    Retention,
    why_bodies_kept,
    why_kept,
)
from counter_app.domain.tasks import case_tasks
from counter_app.domain.trusted_time import CHINA
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.see_case import see

KIND: str = "销"
AT_ONCE_MAX = 200
"""Cases of one list: a save must not wait behind a year of them."""

BODIES_AT_ONCE_MAX: Final = 30
"""Cases whose bodies go with one list: each is folded and some twenty rows are emptied, and a save
that comes in between waits for all of it."""


class CopyShelf(Protocol):
    """The copies of cases on this disk, as far as destroying them goes."""

    def closed_with_files(self, limit: int) -> tuple[CaseId, ...]:
        """Return closed cases of which files are on this disk, the longest here first."""

    def closed_with_bodies(
        self, limit: int, *, made_before: datetime, signed_before: datetime
    ) -> tuple[CaseId, ...]:
        """Return closed cases whose bodies may be due; another part of them with each call."""

    def header_of(self, case_id: CaseId) -> tuple[str, EventId] | None:
        """Return number and last event of a case whose bodies went already; else None."""

    def copies_of(self, case_id: CaseId) -> tuple[tuple[str, ...], int, int]:
        """Return files here that no other case names, events and files that still wait."""

    def bodies_of(self, case_id: CaseId) -> tuple[Remnant, ...]:
        """Return what would be left of the events of a case."""

    def dispose(
        self,
        work: UnitOfWork,
        listed: tuple[EventId, CopiesDestroyed],
        cases: list[tuple[CaseHeader, tuple[Remnant, ...]]],
    ) -> None:
        """Empty bodies in the transaction that has just recorded their list."""

    def destroy(self, files: tuple[str, ...]) -> None:
        """Remove the bytes of files; they can be fetched from the county again."""

    def sweep(self) -> None:
        """Let what went leave the search index and the journal too."""


@dataclass(slots=True)
class _Due:
    """What one list will name.

    Attributes:
        bodies: Cases whose bodies go, with when their last act was made.
    """

    copies: list[DestroyedCopy] = field(default_factory=list)
    blocked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[Case, datetime, tuple[Remnant, ...]]] = field(default_factory=list)


class DestroyCopies:
    """Applies the rule: looks, lists, records, and only then destroys."""

    def __init__(self, office: Office, shelf: CopyShelf, rule: Retention = RULE) -> None:
        """Take the desk and the shelf; the rule cannot be set below what the law allows."""
        self._office = office
        self._shelf = shelf
        self._rule = rule

    def __call__(self) -> CopiesDestroyed | None:
        """Destroy what the rule says; None when nothing was due.

        Bodies go in the transaction that records the list: neither is ever there without the
        other.  Bytes of files go after it; a cut between leaves some that the next run lists and
        removes again: the list never claims less than was destroyed.

        Raises:
            StorageError: Nothing was destroyed that is not on a list.

        Source: 个人信息保护法 art. 19, 47; 档案法 art. 13-14: the county's file stays.
        """
        candidates = self._candidates()
        with self._office.unit_of_work(as_system=True) as work:
            fact = self._destroyed(work, candidates)
        if fact is not None:
            for copy in fact.copies:
                self._shelf.destroy(copy.files)
        self._shelf.sweep()
        return fact

    def _candidates(self) -> dict[CaseId, bool]:
        """Return the cases to look at, with whether their bodies may be due."""
        found = dict.fromkeys(self._shelf.closed_with_files(AT_ONCE_MAX), False)
        day = self._proven_day()
        if day is not None:
            # The first moment that is too young, at the counter's own midnight.
            made_before = _midnight(day - timedelta(days=self._rule.closed_copy_days - 1))
            signed_before = _midnight(day - timedelta(days=SIGNED_DAYS - 1))
            old = self._shelf.closed_with_bodies(
                BODIES_AT_ONCE_MAX, made_before=made_before, signed_before=signed_before
            )
            found |= dict.fromkeys(old, True)
        return found

    def _proven_day(self) -> date | None:
        """Return the day that the county's last signed time proves; None before there was one."""
        keeper = self._office.timekeeper
        if keeper is None:
            return self._office.today()
        earliest = keeper.estimate().earliest
        return earliest.date() if earliest is not None else None

    def _destroyed(
        self, work: UnitOfWork, candidates: dict[CaseId, bool]
    ) -> CopiesDestroyed | None:
        due = _Due()
        for case_id, may_be_emptied in candidates.items():
            header = self._shelf.header_of(case_id)
            if header is not None:
                self._add_files(due, case_id, header)
            else:
                self._add(work, due, case_id, may_be_emptied=may_be_emptied)
        if not due.copies:
            return None
        fact = CopiesDestroyed(
            document_number=self._number(work),
            rule=self._rule.words,
            copies=tuple(due.copies),
            blocked=tuple(due.blocked),
            destroyed_at=self._office.now(),
        )
        event = work.record(CaseId(""), fact)
        emptied = [(_header(case, at, fact, left), left) for case, at, left in due.bodies]
        self._shelf.dispose(work, (event, fact), emptied)
        work.commit()
        return fact

    def _add(self, work: UnitOfWork, due: _Due, case_id: CaseId, *, may_be_emptied: bool) -> None:
        case, events = work.case(case_id), work.events_of(case_id)
        files, waiting_events, waiting_files = self._shelf.copies_of(case_id)
        copy = LocalCopy(
            case=case,
            last_act_at=max(event.made_at for event in events),
            waiting_events=waiting_events,
            waiting_files=waiting_files,
        )
        why = why_kept(copy, self._office.today(), self._rule)
        if why:
            due.blocked.append((case.number, why))
            return
        bodies: tuple[Remnant, ...] = ()
        if may_be_emptied:
            kept = self._why_bodies_kept(copy, events)
            if kept:
                due.blocked.append((case.number, f"正文：{kept}"))
            else:
                bodies = self._shelf.bodies_of(case_id)
                due.bodies.append((case, copy.last_act_at, bodies))
        if files or bodies:
            due.copies.append(
                DestroyedCopy(
                    case=case_id,
                    number=case.number,
                    last_event=events[-1].event_id,
                    files=files,
                    bodies=len(bodies),
                    bodies_sha256=bodies_digest(bodies) if bodies else "",
                )
            )

    def _why_bodies_kept(self, copy: LocalCopy, events: list[CaseEvent]) -> str:
        office, day = self._office, self._proven_day()
        assert day is not None, "only what a proven day makes old is looked at"
        seen = see(office, copy.case, lambda _: events)
        tasks = case_tasks(seen, office.today(), office.rulebook.calendar)
        return why_bodies_kept(
            copy,
            day,
            has_tasks=bool(tasks),
            is_in_hand=office.in_hand.has(copy.case.case_id, office.clock),
            rule=self._rule,
        )

    def _add_files(self, due: _Due, case_id: CaseId, header: tuple[str, EventId]) -> None:
        """List files of a case that lie here after its bodies went: a cut left them."""
        files, waiting_events, waiting_files = self._shelf.copies_of(case_id)
        number, last_event = header
        if files and not waiting_events and not waiting_files:
            due.copies.append(
                DestroyedCopy(case=case_id, number=number, last_event=last_event, files=files)
            )

    def _number(self, work: UnitOfWork) -> str:
        year = self._office.now().year
        return document_number(
            kind=KIND,
            counter_code=self._office.desk.profile.counter_code,
            year=year,
            sequence=work.next_number(f"destroyed/{work.generation:02d}/{year}"),
            generation=work.generation,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _header(
    case: Case, last_act_at: datetime, fact: CopiesDestroyed, left: tuple[Remnant, ...]
) -> CaseHeader:
    return CaseHeader(
        case_id=case.case_id,
        number=case.number,
        item_name=case.item.name,
        handling_type=case.item.handling_type,
        status=case.status,
        received_at=case.received_at,
        last_act_at=last_act_at,
        list_number=fact.document_number,
        disposed_at=fact.destroyed_at,
        bodies=len(left),
    )

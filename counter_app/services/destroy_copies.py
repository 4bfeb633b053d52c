"""销毁: local copies of closed cases go by rule, listed in a signed fact; nobody chooses them."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.ids import CaseId
from counter_app.domain.numbering import document_number
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.domain.retention import RULE, LocalCopy, Retention, why_kept
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office

KIND: str = "销"
AT_ONCE_MAX = 200
"""Cases of one list: a save must not wait behind a year of them."""


class CopyShelf(Protocol):
    """The files of cases on this disk, as far as destroying them goes."""

    def closed_with_files(self, limit: int) -> tuple[CaseId, ...]:
        """Return closed cases of which files are on this disk, the longest here first."""

    def copies_of(self, case_id: CaseId) -> tuple[tuple[str, ...], int, int]:
        """Return files here that no other case names, events and files that still wait."""

    def destroy(self, files: tuple[str, ...]) -> None:
        """Remove the bytes of files; they can be fetched from the county again."""


class DestroyCopies:
    """Applies the rule: looks, lists, records, and only then destroys."""

    def __init__(self, office: Office, shelf: CopyShelf, rule: Retention = RULE) -> None:
        """Take the desk and the shelf; the rule cannot be set below what the law allows."""
        self._office = office
        self._shelf = shelf
        self._rule = rule

    def __call__(self) -> CopiesDestroyed | None:
        """Destroy what the rule says; None when nothing was due.

        A cut between record and removal leaves bytes that the next run lists and removes again:
        the list never claims less than was destroyed.

        Raises:
            StorageError: Nothing was destroyed that is not on a list.

        Source: 个人信息保护法 art. 47; 档案法 art. 13-14: the county's file stays.
        """
        with self._office.unit_of_work(as_system=True) as work:
            fact = self._due(work)
            if fact is None:
                return None
            work.record(CaseId(""), fact)
            work.commit()
        for copy in fact.copies:
            self._shelf.destroy(copy.files)
        return fact

    def _due(self, work: UnitOfWork) -> CopiesDestroyed | None:
        office, today = self._office, self._office.today()
        copies: list[DestroyedCopy] = []
        blocked: list[tuple[str, str]] = []
        for case_id in self._shelf.closed_with_files(AT_ONCE_MAX):
            case, events = work.case(case_id), work.events_of(case_id)
            files, waiting_events, waiting_files = self._shelf.copies_of(case_id)
            copy = LocalCopy(
                case=case,
                last_act_at=max(event.made_at for event in events),
                waiting_events=waiting_events,
                waiting_files=waiting_files,
            )
            why = why_kept(copy, today, self._rule)
            if why:
                blocked.append((case.number, why))
            elif files:
                last = events[-1].event_id
                copies.append(
                    DestroyedCopy(case=case_id, number=case.number, last_event=last, files=files)
                )
        if not copies:
            return None
        return CopiesDestroyed(
            document_number=self._number(work),
            rule=self._rule.words,
            copies=tuple(copies),
            blocked=tuple(blocked),
            destroyed_at=office.now(),
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

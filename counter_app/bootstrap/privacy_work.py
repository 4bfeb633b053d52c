"""Acts on personal data, and the audit, joined to the running counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from counter_app.bootstrap.loose_papers import paper_context, print_loose, require_printers
from counter_app.domain.print_job import FormId
from counter_app.ui.privacy_parts import DestructionParts, PrivacyParts, SheetPrinted

if TYPE_CHECKING:
    from pathlib import Path

    from counter_app.bootstrap.destruction_papers import DestructionPapers
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.access_record import Access
    from counter_app.domain.audit_words import AuditOutcome
    from counter_app.domain.data_sheet import CopyRequest, DataSheet
    from counter_app.domain.destruction_list import DestructionList
    from counter_app.domain.ids import CaseId
    from counter_app.domain.service_facts import DetailField
    from counter_app.ui.tasks import Tasks


class PrivacyWork:
    """What case page and devices page do with personal data and the record."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on this counter, once somebody has signed in."""
        self._counter = counter

    def parts(self, tasks: Tasks) -> PrivacyParts:
        """Return it for the window; `tasks` is a thread that may wait for a printer."""
        return PrivacyParts(
            tasks=tasks,
            reveal=self._counter.nudging(self._reveal),
            give_copy=self._counter.nudging(self._give_copy),
            print_sheet=self.print_sheet,
            audit=self.audit,
            accesses=self.accesses,
            destruction=DestructionParts(
                lists=self.lists, print_list=self.print_list, save_list=self.save_list
            ),
        )

    def print_sheet(self, sheet: DataSheet) -> SheetPrinted:
        """Print the sheet and wait for what becomes of it.

        Raises:
            NotSignedIn: The printers are started by the first sign-in.
            FormDataInvalid: It does not fit on the paper.
        """
        from printing.forms.from_privacy import data_sheet_data

        require_printers(self._counter)
        issuer = paper_context(self._counter).issuer()
        data = data_sheet_data(sheet, issuer, printed_at=self._counter.profile.office.now())
        outcome = print_loose(self._counter, FormId.PERSONAL_DATA_SHEET, data)
        return SheetPrinted(state=outcome.state, detail=outcome.detail)

    def lists(self) -> Sequence[DestructionList]:
        """Return the lists of what retention destroyed, the latest first.

        Raises:
            NotAuthorised: Only who watches over others reads the record.
        """
        from counter_app.storage.destruction_log import DestructionLog

        self._require_reader()
        return DestructionLog(self._counter.profile.store).newest()

    def print_list(self, one: DestructionList) -> SheetPrinted:
        """Print a list and wait for what becomes of it.

        Raises:
            NotAuthorised: Only who watches over others reads the record.
            NotSignedIn: The printers are started by the first sign-in.
        """
        self._require_reader()
        require_printers(self._counter)
        assert self._counter.printers is not None, "just asked"
        outcome = self._destruction_papers().print_out(one, self._counter.printers)
        return SheetPrinted(state=outcome.state, detail=outcome.detail)

    def save_list(self, one: DestructionList, path: Path) -> None:
        """Write a list as an A4 PDF, over whatever was there.

        Raises:
            NotAuthorised: Only who watches over others reads the record.
            UnreadableFile, DiskFull: It could not be written.
        """
        self._require_reader()
        self._destruction_papers().save(one, path)

    def _destruction_papers(self) -> DestructionPapers:
        from counter_app.bootstrap.destruction_papers import DestructionPapers

        return DestructionPapers(self._counter.profile)

    def _require_reader(self) -> None:
        from counter_app.domain.authority import require
        from counter_app.domain.permissions import Right

        require(self._counter.operator().role, Right.READ_AUDIT)

    def audit(self, told: Callable[[int, int], bool]) -> AuditOutcome:
        """Verify the whole record; `told` hears how far it is and says whether to go on.

        Raises:
            NotAuthorised: Only who watches over others reads the record (三员分立).
        """
        from counter_app.domain.audit_words import AuditOutcome, findings_of

        self._require_reader()
        report = self._counter.profile.audit(told)
        return AuditOutcome(
            events=report.events,
            devices=len(report.devices),
            is_complete=report.is_complete,
            findings=findings_of((flag.code, flag.event) for flag in report.flags),
        )

    def accesses(self) -> Sequence[Access]:
        """Return who has seen or looked for whom, the latest first.

        Raises:
            NotAuthorised: Only who watches over others reads the record.
        """
        from counter_app.storage.access_log import AccessLog

        self._require_reader()
        return AccessLog(self._counter.profile.store).newest()

    def _reveal(
        self, case_id: CaseId, fields: Sequence[DetailField], reason: str
    ) -> Mapping[DetailField, str]:
        from counter_app.services.reveal_data import RevealData

        return RevealData(self._counter.profile.office)(case_id, fields, reason)

    def _give_copy(self, case_id: CaseId, request: CopyRequest) -> DataSheet:
        from counter_app.services.give_data_copy import GiveDataCopy

        profile = self._counter.profile
        return GiveDataCopy(profile.office, profile.store.finder)(case_id, request)

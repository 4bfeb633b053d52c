"""What the window needs to show personal data in full, to tell citizens, and to audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from counter_app.domain.access_record import Access
    from counter_app.domain.audit_words import AuditOutcome
    from counter_app.domain.data_sheet import CopyRequest, DataSheet
    from counter_app.domain.destruction_list import DestructionList
    from counter_app.domain.ids import CaseId
    from counter_app.domain.print_job import PrintState
    from counter_app.domain.service_facts import DetailField
    from counter_app.ui.tasks import Tasks


class ShowInFull(Protocol):
    """Records who looks and why, then returns the values."""

    def __call__(
        self, case_id: CaseId, fields: Sequence[DetailField], reason: str
    ) -> Mapping[DetailField, str]: ...


@dataclass(frozen=True, slots=True)
class SheetPrinted:
    """What came of a printed sheet; `detail` says why, "" when all is well."""

    state: PrintState
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionParts:
    """The lists of what retention destroyed.

    Attributes:
        lists: The latest first; on the `database` thread.  Raises `NotAuthorised`.
        print_list: Takes as long as the printer does; on `PrivacyParts.tasks`.
        save_list: Writes an A4 PDF over whatever was there; on `PrivacyParts.tasks`.  Raises
            `UnreadableFile`, `DiskFull`.
    """

    lists: Callable[[], Sequence[DestructionList]]
    print_list: Callable[[DestructionList], SheetPrinted]
    save_list: Callable[[DestructionList, Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyParts:
    """Acts on personal data, and the audit.

    Attributes:
        tasks: A thread that may wait for a printer or an audit; not the database's.
        reveal: On the `database` thread.  Raises `RevealReasonMissing`, `NotAuthorised`,
            `NothingRevealed`.
        give_copy: Records and returns what the sheet says; on the `database` thread.
        print_sheet: Takes as long as the printer does; on `tasks`.
        audit: Verifies the whole record; told how far it is, and asked whether to go on; on
            `tasks`.
        accesses: Who has seen or looked for whom, the latest first; on the `database` thread.
            Raises `NotAuthorised`.
        destruction: The lists of what retention destroyed.
    """

    tasks: Tasks
    reveal: ShowInFull
    give_copy: Callable[[CaseId, CopyRequest], DataSheet]
    print_sheet: Callable[[DataSheet], SheetPrinted]
    audit: Callable[[Callable[[int, int], bool]], AuditOutcome]
    accesses: Callable[[], Sequence[Access]]
    destruction: DestructionParts

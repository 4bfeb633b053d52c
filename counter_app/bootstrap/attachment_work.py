"""Files of cases, joined to the running counter: services, readable copies, wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from counter_app.runtime.readable_copy import ReadableCopies
from counter_app.ui.attachment_parts import AttachmentParts, SeenFile, WaitingFiles

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.attachment import Attachment
    from counter_app.domain.case import Case
    from counter_app.domain.ids import CaseId
    from counter_app.services.attach_file import CaseAttachments, FileToAdd
    from counter_app.services.open_scan import OpenedScans
    from counter_app.ui.tasks import Tasks

COPIES_FOLDER: Final = "viewing"
"""In the folder of what is on its way elsewhere; emptied at lock, at the end and at the start.

Used only where the settings allow plain copies: otherwise they never leave the memory."""


class AttachmentWork:
    """What the case page does with files."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on this counter's files, once somebody has signed in."""
        self._counter = counter
        self._copies = ReadableCopies(counter.paths.spool / COPIES_FOLDER, counter.settings.pdf)
        self._opened: OpenedScans | None = None

    def parts(self, tasks: Tasks) -> AttachmentParts:
        """Return it for the window; `tasks` is a thread that may take a second."""
        return AttachmentParts(
            tasks=tasks,
            add=self._counter.nudging(self.add),
            take_off=self._counter.nudging(self.take_off),
            put_back=self._counter.nudging(self.put_back),
            look=self._counter.nudging(self.look),
            want=self._counter.want_file,
            waiting=self.waiting,
            send=self._counter.send_files,
            forget_copies=self.forget_copies,
        )

    def add(self, case_id: CaseId, wanted: FileToAdd) -> Case:
        """Add a file to a case."""
        return self._attachments().add(case_id, wanted)

    def take_off(self, case_id: CaseId, sha256: str) -> Case:
        """Show a file no more."""
        return self._attachments().take_off(case_id, sha256)

    def put_back(self, case_id: CaseId, attachment: Attachment) -> Case:
        """Show a file again."""
        return self._attachments().put_back(case_id, attachment)

    def look(self, case_id: CaseId, sha256: str, reason: str = "") -> SeenFile:
        """Return a picture to be shown, or where another program can read a PDF.

        It is on record by then: this is the one way in the program by which a scan is shown.

        A picture that another counter made is decoded here under our limits before the window
        gets it.

        Raises:
            ScanReasonMissing, ScanNotRecorded, NotAuthorised: See `OpenScan`.
            AttachmentOnTheWay, AttachmentDamaged, AttachmentRefused: There is nothing to be seen.
            PdfNotOpened: A readable copy would have to stay on the disk.
            DiskFull, DiskReadOnly: There is no room for a copy.
        """
        from counter_app.services.open_scan import OpenedScans, OpenScan
        from counter_app.storage.attachment_intake import made_fit

        profile = self._counter.profile
        if self._opened is None:
            self._opened = OpenedScans()
        seen = OpenScan(profile.office, profile.store.attachments, self._opened)(
            case_id, sha256, reason
        )
        plain = made_fit(seen.content)
        if plain.media_type.is_picture:
            return SeenFile(plain.content)
        suffix = plain.media_type.suffix
        return SeenFile(b"", self._copies.lay_down(sha256, plain.content, suffix))

    def waiting(self) -> WaitingFiles:
        """Return what the county does not have yet."""
        count, size_bytes = self._counter.profile.store.attachments.to_send()
        county = self._counter.settings.county
        return WaitingFiles(count, size_bytes, is_held=county is not None and county.is_metered)

    def forget_copies(self) -> None:
        """Remove every readable copy."""
        self._copies.forget()

    def _attachments(self) -> CaseAttachments:
        from counter_app.services.attach_file import CaseAttachments

        profile = self._counter.profile
        return CaseAttachments(profile.office, profile.store.attachments)

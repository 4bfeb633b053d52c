"""Files of cases, joined to the running counter: services, readable copies, wishes."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.ui.attachment_parts import AttachmentParts, SeenFile, WaitingFiles

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.attachment import Attachment
    from counter_app.domain.case import Case
    from counter_app.domain.ids import CaseId
    from counter_app.services.attach_file import CaseAttachments, FileToAdd
    from counter_app.ui.tasks import Tasks

COPIES_FOLDER: Final = "viewing"
"""In the folder of what is on its way elsewhere; emptied at lock, at the end and at the start."""


class AttachmentWork:
    """What the case page does with files."""

    def __init__(self, counter: RunningCounter) -> None:
        """Work on this counter's files, once somebody has signed in."""
        self._counter = counter
        self._copies = counter.paths.spool / COPIES_FOLDER
        self.forget_copies()

    def parts(self, tasks: Tasks) -> AttachmentParts:
        """Return it for the window; `tasks` is a thread that may take a second."""
        return AttachmentParts(
            tasks=tasks,
            add=self._counter.nudging(self.add),
            take_off=self._counter.nudging(self.take_off),
            put_back=self._counter.nudging(self.put_back),
            look=self.look,
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

    def look(self, case_id: CaseId, sha256: str) -> SeenFile:
        """Return a picture to be shown, or lay a readable copy of a PDF down.

        A picture that another counter made is decoded here under our limits before the window
        gets it.

        Raises:
            AttachmentOnTheWay, AttachmentDamaged, AttachmentRefused: There is nothing to be seen.
            DiskFull, DiskReadOnly: There is no room for a copy.
        """
        from counter_app.storage.attachment_intake import made_fit

        seen = self._attachments().read(case_id, sha256)
        plain = made_fit(seen.content)
        if plain.media_type.is_picture:
            return SeenFile(plain.content)
        return SeenFile(b"", self._copy(sha256, plain.content, plain.media_type.suffix))

    def waiting(self) -> WaitingFiles:
        """Return what the county does not have yet."""
        count, size_bytes = self._counter.profile.store.attachments.to_send()
        county = self._counter.settings.county
        return WaitingFiles(count, size_bytes, is_held=county is not None and county.is_metered)

    def forget_copies(self) -> None:
        """Remove every readable copy."""
        shutil.rmtree(self._copies, ignore_errors=True)

    def _copy(self, sha256: str, content: bytes, suffix: str) -> Path:
        from counter_app.storage.durable_file import fail_of

        path = self._copies / f"{sha256[:16]}{suffix}"
        try:
            if path.exists():  # It may be open in another program.
                return path
            self._copies.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError as error:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise fail_of(error) from error
        return path

    def _attachments(self) -> CaseAttachments:
        from counter_app.services.attach_file import CaseAttachments

        profile = self._counter.profile
        return CaseAttachments(profile.office, profile.store.attachments)

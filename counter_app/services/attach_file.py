"""附件: adding a scan or photograph to a case, and taking a wrong one off.

Looking at one is an act of its own (`open_scan`).

The file is on the disk before the event that names it; what is killed between the two leaves a
file that nothing names, which is swept.  The other way round would be a record of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from counter_app.attachment_port import FileShelf, PlainFile
from counter_app.domain.attachment import (
    FILES_MAX,
    Attachment,
    AttachmentState,
    MaterialAttached,
    MaterialDetached,
    shown_name,
)
from counter_app.domain.case import Case
from counter_app.domain.errors import (
    AlreadyDone,
    AttachmentRefused,
    UnknownMaterial,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.steps import Act
from counter_app.fault_points import fault_point
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToAdd:
    """A file somewhere on this machine.

    Attributes:
        name: What people shall call it; "" takes the file's own.
        material: The line of the checklist that it shows, or "".
    """

    path: Path
    name: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FileSeen:
    """One file of a case, with its bytes."""

    attachment: Attachment
    content: bytes


class CaseAttachments:
    """What a clerk does with the files of a case."""

    def __init__(self, office: Office, shelf: FileShelf) -> None:
        self._office = office
        self._shelf = shelf

    def add(self, case_id: CaseId, wanted: FileToAdd) -> Case:
        """Add a file to a case.

        Raises:
            AttachmentRefused: It is no picture or PDF that can be kept, or there are too many.
            AlreadyDone: The case shows just this file already.
            UnknownMaterial: The checklist has no such line.
            NotAuthorised: Not with these rights.
            DiskFull, DiskReadOnly, CommitUnknown: See `UnitOfWork.commit`.
        """
        with self._office.unit_of_work() as work:  # Nobody waits for a refusal until it is read.
            self._require_room(work, case_id, wanted.material)
        plain = self._shelf.prepare(wanted.path)
        sha256 = self._shelf.keep(plain.content)
        fault_point("attachment.kept")
        with self._office.unit_of_work() as work:
            case = record_file(
                self._office, work, case_id, _described(self._office, wanted, plain, sha256)
            )
            work.commit()
        return case

    def take_off(self, case_id: CaseId, sha256: str) -> Case:
        """Show a file no more; its bytes and both acts stay.  Adding it again undoes it.

        Raises:
            NotAuthorised: Not with these rights.
        """
        with self._office.unit_of_work() as work:
            standing = stand(self._office, work, case_id, Act.ATTACH)
            acts = standing.case.files.acts_of(sha256)
            if acts:
                standing.record(MaterialDetached(attached=acts, detached_at=standing.now))
            case = work.case(case_id)
            work.commit()
        return case

    def put_back(self, case_id: CaseId, attachment: Attachment) -> Case:
        """Show a file again that was taken off; its bytes never left.

        Raises:
            NotAuthorised: Not with these rights.
        """
        with self._office.unit_of_work() as work:
            case = record_file(self._office, work, case_id, attachment)
            work.commit()
        return case

    def states(self, case_id: CaseId) -> Mapping[str, AttachmentState]:
        """Return where the bytes of each file are, by SHA-256."""
        return self._shelf.states(case_id)

    def _require_room(self, work: UnitOfWork, case_id: CaseId, material: str) -> None:
        case = stand(self._office, work, case_id, Act.ATTACH).case
        if len(case.files.shown) >= FILES_MAX:
            raise AttachmentRefused(f"一个办件最多{FILES_MAX}个附件，请合成一个 PDF")
        if material and material not in {line.name for line in case.materials}:
            raise UnknownMaterial(material)


def record_file(office: Office, work: UnitOfWork, case_id: CaseId, attachment: Attachment) -> Case:
    """Record that a file belongs to a case; its bytes are kept already.

    Raises:
        AlreadyDone: The case shows just this file.
    """
    standing = stand(office, work, case_id, Act.ATTACH)
    if standing.case.files.acts_of(attachment.sha256):
        raise AlreadyDone("这个文件已经添加过")
    standing.record(MaterialAttached(attachment=attachment))
    return work.case(case_id)


def _described(office: Office, wanted: FileToAdd, plain: PlainFile, sha256: str) -> Attachment:
    return Attachment(
        sha256=sha256,
        name=shown_name(wanted.name or wanted.path.name, plain.media_type),
        media_type=plain.media_type,
        size_bytes=len(plain.content),
        material=wanted.material,
        attached_at=office.now(),
    )

"""打开扫描件: a scan of a case shown to somebody, on the record before it is shown.

Whoever handles the open case is not asked why; anybody else, and anybody once it has ended, gives
one reason for the case, good for all its files until they sign out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from counter_app.attachment_port import FileShelf
from counter_app.domain.attachment import Attachment
from counter_app.domain.authority import require
from counter_app.domain.case import Case
from counter_app.domain.case_handlers import is_handler
from counter_app.domain.errors import (
    AttachmentRefused,
    DiskFull,
    DiskReadOnly,
    ScanNotRecorded,
    ScanReasonMissing,
    StorageError,
    ViewOnly,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import post_of
from counter_app.domain.privacy_facts import (
    REASON_CHARACTERS_MIN,
    REASON_HANDLING,
    DataRevealed,
    Reveal,
)
from counter_app.services.attach_file import FileSeen
from counter_app.services.office import Office
from counter_app.services.reveal_data import REASON_CHARACTERS_MAX


class OpenedScans:
    """What was opened, and why, in the sign-in that goes on: in memory only.

    One person is signed in at a time, so another sign-in begins anew.
    """

    def __init__(self) -> None:
        self._login = ""
        self._files: set[tuple[CaseId, str]] = set()
        self._reasons: dict[CaseId, str] = {}

    def of(self, login: str) -> OpenedScans:
        """Return this, emptied if it was another sign-in's."""
        if login != self._login:
            self._login = login
            self._files.clear()
            self._reasons.clear()
        return self

    def has(self, case_id: CaseId, sha256: str) -> bool:
        """Whether a file was opened and recorded."""
        return (case_id, sha256) in self._files

    def reason(self, case_id: CaseId) -> str:
        """Return the reason that was given for a case; "" for none."""
        return self._reasons.get(case_id, "")

    def keep(self, case_id: CaseId, reveal: Reveal) -> None:
        """Remember what was recorded."""
        self._files.add((case_id, reveal.file))
        if reveal.reason != REASON_HANDLING:
            self._reasons[case_id] = reveal.reason


class OpenScan:
    """Records who opens which file and why, then returns its bytes.  On one thread at a time."""

    def __init__(self, office: Office, shelf: FileShelf, opened: OpenedScans) -> None:
        """Take the desk, its files, and what was opened already."""
        self._office = office
        self._shelf = shelf
        self._opened = opened

    def __call__(self, case_id: CaseId, sha256: str, reason: str = "") -> FileSeen:
        """Return a file of a case to be looked at; nothing is returned that is not on record.

        The same file once more in the same sign-in is no new record.

        Args:
            case_id: Of which case.
            sha256: Of the file's plain bytes.
            reason: Asked of who does not handle the case: four characters at least.

        Raises:
            NotSignedIn: Nobody is there of whom it could be recorded.
            NotAuthorised: They may see no case; or they do not handle this one, and have no
                right to see anything in full.
            AttachmentRefused: The case shows no such file.
            AttachmentOnTheWay: Its bytes have not come here yet.
            AttachmentDamaged: They were here and are not what they were.
            ScanReasonMissing: They do not handle the case, and have not said why.
            ScanNotRecorded: It could not be written down.
            CommitUnknown: Nobody knows whether it was.
        """
        try:
            return self._open(case_id, sha256, reason)
        except (DiskFull, DiskReadOnly, ViewOnly) as error:
            raise ScanNotRecorded(_WHY_NOT[type(error)]) from error

    def _open(self, case_id: CaseId, sha256: str, reason: str) -> FileSeen:
        operator = self._office.desk.operator()
        require(operator.role, Right.READ_CASES)
        with self._office.unit_of_work(as_system=True) as work:
            case = work.case(case_id)
            events = work.events_of(case_id)
        holder = self._office.posts().holder(post_of(case.number), self._office.today())
        counter = self._office.desk.profile.counter_code
        handles = is_handler(operator, case, events, holder, counter)
        if not handles:
            require(operator.role, Right.REVEAL)
        attachment = _shown(case, sha256)
        content = self._shelf.read(sha256)  # Nobody says why for what cannot be opened.
        opened = self._opened.of(operator.login)
        if not opened.has(case_id, sha256):
            why = REASON_HANDLING if handles else _plain(reason) or opened.reason(case_id)
            if not why:
                raise ScanReasonMissing
            opened.keep(case_id, self._recorded(case_id, sha256, why))
        return FileSeen(attachment=attachment, content=content)

    def _recorded(self, case_id: CaseId, sha256: str, reason: str) -> Reveal:
        reveal = Reveal(fields=(), reason=reason, revealed_at=self._office.now(), file=sha256)
        with self._office.unit_of_work() as work:
            work.record(case_id, DataRevealed(reveal=reveal))
            work.commit()
        return reveal


_WHY_NOT: Final[Mapping[type[StorageError], str]] = {
    DiskFull: "磁盘已满",
    DiskReadOnly: "磁盘写不进去",
    ViewOnly: "现在只能查看",
}


def _plain(reason: str) -> str:
    """Return a reason on one line; "" for one that says nothing.

    Raises:
        ScanReasonMissing: Something was said that is no reason.
    """
    said = " ".join(reason.split())[:REASON_CHARACTERS_MAX]
    if said and (len(said) < REASON_CHARACTERS_MIN or said == REASON_HANDLING):
        raise ScanReasonMissing
    return said


def _shown(case: Case, sha256: str) -> Attachment:
    found = [file.attachment for file in case.files.shown if file.attachment.sha256 == sha256]
    if not found:
        raise AttachmentRefused("这个附件已不在办件里")
    return found[0]

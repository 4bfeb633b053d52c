"""What the window needs to add files to a case and to look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from counter_app.domain.attachment import Attachment
    from counter_app.domain.case import Case
    from counter_app.domain.ids import CaseId
    from counter_app.services.attach_file import FileToAdd
    from counter_app.ui.tasks import Tasks


@dataclass(frozen=True, slots=True, repr=False)
class SeenFile:
    """A file that was opened.

    Attributes:
        picture: PNG or JPEG to be shown in the window; b"" for what the window cannot show.
        path: Where a readable copy lies for another program, until the screen is locked; or None.
    """

    picture: bytes
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class WaitingFiles:
    """Files that the county does not have yet.

    Attributes:
        is_held: The line is paid by the byte, so they wait until somebody asks.
    """

    count: int
    size_bytes: int
    is_held: bool = False


class LookAtScan(Protocol):
    """Opens a file of a case, for a reason where one is needed."""

    def __call__(self, case_id: CaseId, sha256: str, reason: str = "") -> SeenFile: ...


@dataclass(frozen=True, slots=True)
class AttachmentParts:
    """Files of cases.

    Attributes:
        tasks: A thread that may take a second to decode a photograph; not the database's.
        add: Raises `AttachmentRefused`, `AlreadyDone`, `NotAuthorised`, `DiskFull`.
        take_off: By the file's SHA-256; raises `NotAuthorised`.
        put_back: Undoes `take_off`.
        look: Recorded before it is shown; raises `ScanReasonMissing` where somebody has to say why
            (once for all files of a case), `ScanNotRecorded`, `NotAuthorised`,
            `AttachmentOnTheWay`, `AttachmentDamaged`.
        want: Fetch a file from the county as soon as there is a line; any thread.
        waiting: What has still to go; asked on the thread of the database.
        send: Send it now, whatever the line costs.
        forget_copies: Remove readable copies; the screen is locked or the window closes.
    """

    tasks: Tasks
    add: Callable[[CaseId, FileToAdd], Case]
    take_off: Callable[[CaseId, str], Case]
    put_back: Callable[[CaseId, Attachment], Case]
    look: LookAtScan
    want: Callable[[str], None]
    waiting: Callable[[], WaitingFiles]
    send: Callable[[], None]
    forget_copies: Callable[[], None]

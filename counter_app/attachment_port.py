"""What services and window need of the files of cases, and nothing about who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counter_app.domain.attachment import AttachmentState, MediaType
    from counter_app.domain.ids import CaseId


@dataclass(frozen=True, slots=True, repr=False)
class PlainFile:
    """The bytes of one file as they are kept and sent, with what they are."""

    content: bytes
    media_type: MediaType


class FileShelf(Protocol):
    """The files of this counter: sealed, named by the SHA-256 of their plain bytes."""

    def prepare(self, path: Path) -> PlainFile:
        """Read what somebody wants to add, see what it is, and make it fit to be kept.

        Raises:
            AttachmentRefused: It is no picture or PDF, is too large, or cannot be read.
        """

    def keep(self, content: bytes) -> str:
        """Write a file down durably; returns its SHA-256.  Again changes nothing.

        Raises:
            DiskFull, DiskReadOnly: It is not kept.
        """

    def read(self, sha256: str) -> bytes:
        """Return the plain bytes of a file.

        Raises:
            AttachmentOnTheWay: It has not come here yet.
            AttachmentDamaged: It was here, and is not what it was.
        """

    def states(self, case_id: CaseId) -> Mapping[str, AttachmentState]:
        """Return where each file of a case is, by SHA-256."""

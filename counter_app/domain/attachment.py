"""附件: scans and photographs of a case's materials, named by the hash of their bytes.

Two windows may add and take off without knowing of each other: every file that was added is
kept, and taking one off names the acts that had added it, so nothing depends on the order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.ids import EventId
from counter_app.domain.privacy import Pi

ATTACHMENT_BYTES_MAX: Final = 20 << 20
"""Of one plain file; what is larger is scanned again with fewer dots per inch."""

FILES_MAX: Final = 200
"""Of one case; more belongs into one PDF."""

NAME_CHARACTERS_MAX: Final = 80
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SEPARATORS: Final = re.compile(r"[/\\]")


class MediaType(Enum):
    """What a file is, by its content; its name says nothing."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def suffix(self) -> str:
        return {"image/jpeg": ".jpg", "image/png": ".png"}.get(self.value, ".pdf")

    @property
    def is_picture(self) -> bool:
        return self is not MediaType.PDF


_STARTS: Final = MappingProxyType(
    {
        b"\xff\xd8\xff": MediaType.JPEG,
        b"\x89PNG\r\n\x1a\n": MediaType.PNG,
        b"%PDF-": MediaType.PDF,
    }
)


class AttachmentState(Enum):
    """Where the bytes of a file are, as seen from this counter."""

    ON_THE_WAY = "on-the-way"
    HERE = "here"
    AT_COUNTY = "at-county"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attachment:
    """One file of a case, as it was added.

    Attributes:
        sha256: Of the plain bytes, 64 hex digits; the header of the event names it too.
        name: What people call it; never a path.
        material: The line of the checklist that it shows, or "".
    """

    sha256: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P2]
    media_type: Annotated[MediaType, Pi.P1]
    size_bytes: Annotated[int, Pi.P1]
    material: Annotated[str, Pi.P1]
    attached_at: Annotated[datetime, Pi.P1]

    def __post_init__(self) -> None:
        """Refuse what no counter would have written.

        Raises:
            ValueError: The hash is none, or size or name are beyond their limits.
        """
        if not is_file_name(self.sha256):
            raise ValueError("a file is named by 64 hex digits")
        if not 0 < self.size_bytes <= ATTACHMENT_BYTES_MAX:
            raise ValueError("a file without bytes, or with too many")
        if self.name != shown_name(self.name):
            raise ValueError("a name that could not be shown")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MaterialAttached:
    """附件: a scan or photograph of a material was added to the case."""

    attachment: Annotated[Attachment, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialDetached:
    """A file was added by mistake and is not shown any more; its bytes stay until retention.

    Attributes:
        attached: The acts that had added it, as far as its maker knew of them.
    """

    attached: Annotated[tuple[EventId, ...], Pi.P1]
    detached_at: Annotated[datetime, Pi.P1]


AttachmentFact = MaterialAttached | MaterialDetached


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AttachedFile:
    """One act that added a file."""

    event_id: EventId
    staff: str
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseFiles:
    """Every file of a case, and every act that took one off.

    Attributes:
        attached: In the county's order.
        detached: Acts of `attached`, here or yet to come, that do not count any more.
    """

    attached: tuple[AttachedFile, ...] = ()
    detached: frozenset[EventId] = frozenset()

    @property
    def shown(self) -> tuple[AttachedFile, ...]:
        """The files that belong to the case, each once, in the order in which they came."""
        present: dict[str, AttachedFile] = {}
        for file in self.attached:
            if file.event_id not in self.detached:
                present.setdefault(file.attachment.sha256, file)
        return tuple(present.values())

    def acts_of(self, sha256: str) -> tuple[EventId, ...]:
        """Return the acts by which a file is shown now."""
        return tuple(
            file.event_id
            for file in self.attached
            if file.attachment.sha256 == sha256 and file.event_id not in self.detached
        )


NO_FILES: Final = CaseFiles()


def with_fact(files: CaseFiles, event_id: EventId, staff: str, fact: AttachmentFact) -> CaseFiles:
    """Return the files of a case after one more fact about them; equal in any order of facts."""
    if isinstance(fact, MaterialDetached):
        detached = files.detached | frozenset(fact.attached)
        return CaseFiles(attached=files.attached, detached=detached)
    added = AttachedFile(event_id=event_id, staff=staff, attachment=fact.attachment)
    return CaseFiles(attached=(*files.attached, added), detached=files.detached)


def media_type_of(content: bytes) -> MediaType | None:
    """Return what a file is by its first bytes; None for anything that is not kept."""
    found = (kind for start, kind in _STARTS.items() if content.startswith(start))
    return next(found, None)


def files_named(fact: object) -> tuple[str, ...]:
    """Return the hashes that the header of a fact's event names."""
    return (fact.attachment.sha256,) if isinstance(fact, MaterialAttached) else ()


def is_file_name(text: str) -> bool:
    """Answer whether a text can name a file: 64 lower-case hex digits."""
    return _HASH.fullmatch(text) is not None


def shown_name(name: str, media_type: MediaType | None = None) -> str:
    """Return what a file is called, from what somebody's disk called it.

    Folders, control and formatting characters (which could turn a text round) go; the suffix
    becomes that of the content, if one is given.  At most `NAME_CHARACTERS_MAX` characters.
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = " ".join(plain.split()).strip(". ") or "附件"
    suffix = ""
    if media_type is not None:
        stem, dot, end = plain.rpartition(".")
        is_suffix = bool(dot) and end.isascii() and end.isalnum() and len(end) <= 4
        plain, suffix = (stem if is_suffix else plain) or "附件", media_type.suffix
    return plain[: NAME_CHARACTERS_MAX - len(suffix)].strip(". ") + suffix

"""What goes along with a post on a stick besides its events: files of cases, and their count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from counter_app.domain.privacy import Pi

NAMED_MAX: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesCarried:
    """How many files of a post lie on the stick.

    Attributes:
        why: Why not all of them, in the clerk's words; "" when all do.
    """

    written: int = 0
    total: int = 0
    why: str = ""


NONE_CARRIED: Final = FilesCarried()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FilesTaken:
    """What came of the files that a hand-over names.

    Attributes:
        taken: New here, each compared with its hash.
        known: Here already.
        absent: Not on the stick; altered: there, and not what they were.  By case and name.
    """

    taken: Annotated[int, Pi.P1] = 0
    known: Annotated[int, Pi.P1] = 0
    absent: Annotated[tuple[str, ...], Pi.P2] = ()
    altered: Annotated[tuple[str, ...], Pi.P2] = ()


NO_FILES: Final = FilesTaken()


@dataclass(frozen=True, slots=True, kw_only=True)
class StickGap:
    """A hand-over stick that somebody wrote for this computer and that never came.

    Attributes:
        device: Who wrote it, 16 hex digits; its counter, 11 digits.
        noticed_on: When a later one told of it.
    """

    number: int
    device: str
    counter: str
    noticed_on: date

    @property
    def words(self) -> str:
        """Return which, and from whom."""
        whose = f"{self.counter[-2:]}号窗口，" if self.counter else ""
        return f"交接包第 {self.number} 号（{whose}设备 {self.device[:4]}）"


def words_of_carried(carried: FilesCarried) -> str:
    """Return how many files went along; "" where there are none."""
    if not carried.total:
        return ""
    words = f"附件 {carried.written} / {carried.total} 个"
    if carried.written < carried.total:
        why = f"（{carried.why}）" if carried.why else ""
        return f"{words}{why}，其余的联网后由县局送去；换一个 U 盘或再写一次，从没写完的接着写"
    return words


def words_of_files(files: FilesTaken) -> list[str]:
    """Return what came of the files, and which did not come."""
    lines = []
    if files.taken or files.known:
        lines.append(f"附件新收 {files.taken} 个，本机已有 {files.known} 个")
    for names, what in (
        (files.absent, " 没有带来，联网后由县局送来"),
        (files.altered, " 读不出或被改过，没有收，联网后由县局送来"),
    ):
        if names:
            more = f"等 {len(names)} 个" if len(names) > NAMED_MAX else ""
            lines.append(f"附件：{'、'.join(names[:NAMED_MAX])}{more}{what}")
    return lines

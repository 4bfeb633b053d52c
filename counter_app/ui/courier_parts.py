"""What the part 送件盘 of the post's page works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter_app.domain.courier import (
        BundleNote,
        BundlePaper,
        CourierStanding,
        ReturnsTaken,
    )
    from counter_app.ui.tasks import Tasks

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierParts:
    """Acts of the courier; all are called on `tasks`, which may wait for a slow stick.

    Attributes:
        look: How things stand; reads no stick but its name.
        export: Folder, progress, whether to stop.  Returns what was written, oldest first;
            nothing when it was stopped.  Raises `MediumFault`, `BundleKeyMissing`.
        take_in: Takes in every return bundle in a folder.
        paper_of: What the slip of a bundle is about.
    """

    look: Callable[[], CourierStanding]
    export: Callable[[str, Progress, IsCancelled], Sequence[BundleNote]]
    take_in: Callable[[str], ReturnsTaken]
    paper_of: Callable[[BundleNote], BundlePaper]
    tasks: Tasks

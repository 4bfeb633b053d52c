"""What the window needs to print a service guide (办事指南), which belongs to no case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter_app.domain.print_job import PrintState
    from counter_app.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class GuidePrinted:
    """What came of it.

    Attributes:
        state: Printed, failed, or unknown.
        detail: Why, in the clerk's words; "" when all is well.
    """

    state: PrintState
    detail: str


@dataclass(frozen=True, slots=True)
class GuidePrinting:
    """Prints guides.

    Attributes:
        tasks: A thread that may wait for a printer; not the database's.
        print_guide: By the item's id; takes as long as the printer does.  Raises
            `NotSignedIn`, `ItemNotFound`, `FormDataInvalid`.
    """

    tasks: Tasks
    print_guide: Callable[[str], GuidePrinted]

"""What the page of the post works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from counter_app.domain.courier import BundlePaper
    from counter_app.domain.day_report import DayReport
    from counter_app.domain.desk_contents import DeskCase, DeskContents, Handover
    from counter_app.domain.drawer import DrawerCount, DrawerInventory
    from counter_app.domain.ids import CaseId
    from counter_app.domain.print_job import PrintState
    from counter_app.domain.shift_changes import ShiftChanges
    from counter_app.services.hand_over_post import HandOverRequest, TakeOverRequest
    from counter_app.ui.courier_parts import CourierParts
    from counter_app.ui.passing_parts import PassingParts
    from counter_app.ui.second_parts import Coworker
    from counter_app.ui.tasks import Tasks

    PostPaper = DrawerCount | Handover | DayReport | BundlePaper


@dataclass(frozen=True, slots=True)
class PostPrinted:
    """What came of a paper of the post.

    Attributes:
        state: Printed, failed, or unknown.
        detail: Why, in the clerk's words; "" when all is well.
    """

    state: PrintState
    detail: str = ""


class DeskReader(Protocol):
    """Reads what the post answers for, in slices."""

    def case_ids(self) -> tuple[CaseId, ...]: ...

    def read(self, case_ids: Iterable[CaseId]) -> tuple[DeskCase, ...]: ...

    def contents(self, cases: Sequence[DeskCase]) -> DeskContents: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesParts:
    """What changed since the last shift of whoever is signed in; on the `database` thread.

    Attributes:
        dismiss: They have read it.
    """

    read: Callable[[], ShiftChanges]
    dismiss: Callable[[ShiftChanges], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostParts:
    """Acts of the post.

    All but `print_paper` are called on the `database` thread.

    Attributes:
        count_drawer: Inventory, papers counted, explanation.  Raises `FieldMissing`.
        hand_over: Request, cause, remarks.  Raises `NotAuthorised`, `TwoPersonsNeeded`.
        take_over: Request, remarks.  Raises the same.
        look_at_day: What closing the day would find, or what it found.
        close_day: Raises `AlreadyDone`.
        people: Who can sign in at this counter.
        courier: Acts of the courier.
        print_tasks: A thread that may wait for a printer.
        changes: What changed since the last shift; None where nobody asks.
        passing: Acts on hand-overs and take-overs; None where posts stay where they are.
        print_paper: Takes as long as the printer does.  Raises `NotSignedIn`, `FormDataInvalid`.
    """

    read_desk: DeskReader
    count_drawer: Callable[[DrawerInventory, int, str], DrawerCount]
    hand_over: Callable[[HandOverRequest, str, str], Handover]
    take_over: Callable[[TakeOverRequest, str], Handover]
    look_at_day: Callable[[], DayReport]
    close_day: Callable[[], DayReport]
    people: Callable[[], Sequence[Coworker]]
    print_tasks: Tasks
    courier: CourierParts
    print_paper: Callable[[PostPaper], PostPrinted]
    changes: ChangesParts | None = None
    passing: PassingParts | None = None

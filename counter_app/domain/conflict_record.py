"""Two sides that contradict each other, as the fold keeps them until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict_facts import NOBODY
from counter_app.domain.ids import EventId


class Rule(Enum):
    """What becomes of two acts that did not know of each other."""

    UNION = "union"
    LATER_SHOWN = "later-shown"
    BY_DETAIL = "by-detail"
    REPEAT = "repeat"
    EARLIEST_NOTICE = "earliest-notice"
    LATER_DATE = "later-date"
    LATER_OWNER = "later-owner"
    COMPUTED = "computed"
    PERSON = "person"


class Recorded(Protocol):
    """What a conflict keeps of an event; `case_event.CaseEvent` is one."""

    @property
    def event_id(self) -> EventId: ...
    @property
    def fact(self) -> Any: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def staff(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def base(self) -> Mapping[Field, EventId]: ...


class Side(Enum):
    """Of two contradicting sides, the one that came first in the county's order, or the other."""

    FIRST = "first"
    SECOND = "second"

    @property
    def other(self) -> Side:
        return Side.SECOND if self is Side.FIRST else Side.FIRST


class ConflictState(Enum):
    """Whether somebody still has to look at it."""

    OPEN = "open"
    RESOLVED = "resolved"
    SETTLED = "settled"
    MOOT = "moot"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Taken:
    """One step that a case took.

    Attributes:
        before: What the case said before it, as `conflict_fold` reads and writes it.
    """

    event: Recorded
    before: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Conflict:
    """Two acts that no rule, or not quite, can settle; the chief representative decides.

    Attributes:
        event_id: The act that was set aside first; names the conflict.
        standing: Where the case stood when it came.
        wanted: Where that act would have put it.
        is_breach: The act took effect and broke a rule: a second demand (art. 72(4)).
        rule: PERSON; LATER_SHOWN for 另有一值; LATER_DATE for the date of a promise (容缺).
        field: What the two sides disagree about.
        first_act: The act of the first side that it contradicts.
        against: All steps of the first side that it contradicts, where it is about steps.
        acts: The acts of the second side, with what rests on the first of them.
        in_force: Which side the case follows now.
        kept: What the side that is not in force would say; the fold's own form.
        waiting: Acts of the side that is not in force which `kept` does not hold yet.
        decided_by: The decision that counts; "" while there is none.
        is_reopened: Decided once, and something came after that its maker did not know.
    """

    event_id: EventId
    standing: CaseStatus
    wanted: CaseStatus
    is_breach: bool = False
    rule: Rule = Rule.PERSON
    field: Field = Field.STATUS
    first_act: EventId = NOBODY
    against: tuple[Recorded, ...] = ()
    acts: tuple[Recorded, ...] = ()
    in_force: Side = Side.FIRST
    kept: tuple[Any, ...] | None = None
    waiting: tuple[Recorded, ...] = ()
    state: ConflictState = ConflictState.OPEN
    decided_by: EventId = NOBODY
    is_reopened: bool = False

    def __repr__(self) -> str:
        """Name the two acts, not what they say: a conflict in a log must tell nothing."""
        return f"Conflict({self.event_id[:8]}, {self.field.value}, {self.state.value})"

    @property
    def is_open(self) -> bool:
        return self.state is ConflictState.OPEN

    @property
    def is_for_chief(self) -> bool:
        """Whether only the chief representative decides; the other value of a telephone is not."""
        return self.rule is not Rule.LATER_SHOWN

    @property
    def second_ids(self) -> tuple[EventId, ...]:
        return tuple(act.event_id for act in self.acts)

"""Facts of a post and its day: hand-over, take-over, day close.  They belong to no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from counter_app.domain.handover_facts import HandoverFact
from counter_app.domain.privacy import Pi
from counter_app.domain.two_persons import SecondPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHandedOver:
    """AB岗交接: one holder of a post gave it to the other, with all that lies in it.

    It moves the post once it is accepted (`handover_facts`).

    Attributes:
        open_cases: Numbers of the cases that go along, the most urgent first.
        more_cases: How many go along besides those: an event holds no endless list.
        post_code: 11 digits, the counter whose cases go along; "" of a program before 1.1,
            whose sheet moved nothing.
        to_counter: 11 digits, where the taker works; "" where it is the same counter.
        promises, calls: How many promises fall due, how many people wait for a call.
        originals: Paper originals of those cases in the drawer at that moment.
        owed_originals: Others in the drawer: their case is over, and they go back to their owner.
        drafts: Unfinished intakes.
        second: The chief who countersigned, and how they were known.
    """

    document_number: Annotated[str, Pi.P1]
    post: Annotated[str, Pi.P1]
    handed_by: Annotated[str, Pi.P1]
    handed_to: Annotated[str, Pi.P1]
    handed_at: Annotated[datetime, Pi.P1]
    open_cases: Annotated[tuple[str, ...], Pi.P1]
    originals: Annotated[int, Pi.P1]
    drafts: Annotated[int, Pi.P1]
    countersigned_by: Annotated[str, Pi.P1] = ""
    more_cases: Annotated[int, Pi.P1] = 0
    post_code: Annotated[str, Pi.P1] = ""
    to_counter: Annotated[str, Pi.P1] = ""
    promises: Annotated[int, Pi.P1] = 0
    calls: Annotated[int, Pi.P1] = 0
    owed_originals: Annotated[int, Pi.P1] = 0
    second: Annotated[SecondPerson | None, Pi.P1] = None

    @property
    def in_drawer(self) -> int:
        """How many paper originals the taker has to find."""
        return self.originals + self.owed_originals


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PostTakenOver:
    """顶岗: the backup took a post over because its holder is away; the chief agreed.

    Attributes:
        post_code: 11 digits, the counter whose cases are looked after; "" of an older program.
        at_counter: 11 digits, where the taker works.
        until: Last day of it; None until it is ended.
        login: The sign-in in which they act; every event of it was made `acting_for` the holder.
        second: The chief who agreed, and how they were known.
    """

    document_number: Annotated[str, Pi.P1]
    post: Annotated[str, Pi.P1]
    taken_by: Annotated[str, Pi.P1]
    acting_for: Annotated[str, Pi.P1]
    countersigned_by: Annotated[str, Pi.P1]
    taken_at: Annotated[datetime, Pi.P1]
    reason: Annotated[str, Pi.P2] = ""
    login: Annotated[str, Pi.P1] = ""
    post_code: Annotated[str, Pi.P1] = ""
    at_counter: Annotated[str, Pi.P1] = ""
    until: Annotated[date | None, Pi.P1] = None
    second: Annotated[SecondPerson | None, Pi.P1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """日清: receipts printed, cases stored and acknowledgements of one day, compared.

    Attributes:
        differences: What does not agree, named one by one; empty when all agree.
    """

    document_number: Annotated[str, Pi.P1]
    day: Annotated[date, Pi.P1]
    closed_at: Annotated[datetime, Pi.P1]
    cases_stored: Annotated[int, Pi.P1]
    receipts_printed: Annotated[int, Pi.P1]
    acknowledged: Annotated[int, Pi.P1]
    differences: Annotated[tuple[str, ...], Pi.P1] = ()


PostFact = PostHandedOver | PostTakenOver | DayClosed | HandoverFact

"""销毁后的办件: what is kept of a case here when its bodies went, and what proves that they did.

The county keeps the whole file (档案法 art. 13-14).  Here stay the header, by which the case is
found, and of each event its place, its hash and the signature over what went.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Remnant:
    """What is left of an event whose body went, in the order of the chains.

    Attributes:
        n: Place in its chain.
        event_id: SHA-256 of the signed bytes, 64 hex digits: the next event names it.
        prev: The event before it, as its own header named it; "" for the first.
    """

    device: Annotated[str, Pi.P1]
    generation: Annotated[int, Pi.P1]
    n: Annotated[int, Pi.P1]
    event_id: Annotated[str, Pi.P1]
    prev: Annotated[str, Pi.P1]
    hlc_ms: Annotated[int, Pi.P1]
    hlc_counter: Annotated[int, Pi.P1]
    type: Annotated[str, Pi.P1]

    @property
    def line(self) -> str:
        """What the digest of a list is made of; no part of it holds a blank."""
        place = f"{self.device} {self.generation} {self.n}"
        return f"{place} {self.event_id} {self.prev} {self.hlc_ms} {self.hlc_counter} {self.type}\n"


def bodies_digest(remnants: Iterable[Remnant]) -> str:
    """Return the digest that a signed list keeps of the bodies of one case, 64 hex digits.

    SHA-256 over one line an event, in the order of the chains.  Whoever alters an id, a place, a
    link, a time or a type of what is left, adds an event to it or takes one away, alters it.
    """
    lines = "".join(remnant.line for remnant in sorted(remnants))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeader:
    """What this counter still knows of a case whose bodies went (正文已按规定销毁).

    Attributes:
        last_act_at: When the last act was made that was folded here.
        list_number: Of the 销毁清单 on which it stands.
        bodies: How many events went; back: how many of them came back so far.
        later: Events that came since: a complaint a year later, another counter's late act.
        is_wanted: They are fetched with the next exchange.
        is_not_given: The county was asked and did not have them.
    """

    case_id: CaseId
    number: Annotated[str, Pi.P1]
    item_name: Annotated[str, Pi.P1]
    handling_type: HandlingType
    status: CaseStatus
    received_at: Annotated[datetime, Pi.P1]
    last_act_at: Annotated[datetime, Pi.P1]
    list_number: Annotated[str, Pi.P1]
    disposed_at: Annotated[datetime, Pi.P1]
    bodies: Annotated[int, Pi.P1]
    back: Annotated[int, Pi.P1] = 0
    later: Annotated[int, Pi.P1] = 0
    is_wanted: Annotated[bool, Pi.P1] = False
    is_not_given: Annotated[bool, Pi.P1] = False

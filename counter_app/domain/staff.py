"""Who acts at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.privacy import Pi


class Role(Enum):
    """As what somebody acts."""

    CLERK = "clerk"
    BACKUP = "backup"
    CHIEF = "chief"
    FIELD = "field"
    DIRECTOR = "director"
    TEMPORARY = "temporary"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody signed in; every event names them.

    Attributes:
        staff: Staff number, unique in the county.
        login: 16 hex digits, one per sign-in.
        permitted_until: Last day on which the county's permission holds without contact; None
            while the county sets no end.
        items: Ids of the items this person may handle; None for all.
        acting_for: Staff number of the absent holder of the post (顶岗); "" for one's own.
        unapproved_posts: Posts (11 digits) whose take-over by this person nobody has approved
            yet: on their cases papers are taken in and nothing is decided.
    """

    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]
    login: Annotated[str, Pi.P1]
    permitted_until: Annotated[date | None, Pi.P1] = None
    items: Annotated[frozenset[str] | None, Pi.P1] = None
    acting_for: Annotated[str, Pi.P1] = ""
    unapproved_posts: Annotated[frozenset[str], Pi.P1] = frozenset()


SYSTEM: Final = Operator(staff="system", name="本机", role=Role.SYSTEM, login="")
"""Acts that nobody decides: what a printer answered, what the county signed."""

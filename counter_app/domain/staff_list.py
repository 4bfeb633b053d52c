"""The county's list of staff: what somebody enrolled here may do, and until when.

It never makes a password and never lets anybody in: people are enrolled at their own counter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final

from counter_app.domain.auth_policy import policy_from
from counter_app.domain.errors import SettingsInvalid, StaffListInvalid
from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Operator, Role
from counter_app.domain.two_persons import person_key

STAFF_FORMAT: Final = 1
STAFF_BYTES_MAX: Final = 2 << 20
PEOPLE_MAX: Final = 20_000
_TEXT_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """Somebody on the list.

    Attributes:
        staff: Staff number, unique in the county.
        posts: Names of the posts they hold.
        permitted_until: Last day on which they may decide; None sets no end.
        items: Ids of the items they may handle; None for all.
        ended_on: The day from which they no longer work at a counter; None while they do.
    """

    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]
    posts: Annotated[tuple[str, ...], Pi.P1] = ()
    permitted_until: Annotated[date | None, Pi.P1] = None
    items: Annotated[frozenset[str] | None, Pi.P1] = None
    ended_on: Annotated[date | None, Pi.P1] = None

    @property
    def is_ended(self) -> bool:
        return self.ended_on is not None


@dataclass(frozen=True)
class StaffList:
    """One published version, immutable.

    Attributes:
        version: Goes up with every publication.
        valid_from: First local day on which it counts.
        valid_until: Last such day; afterwards it goes on counting, and whoever reads it warns.
        sha256: Of the published bytes, lower-case hex.
        sign_in: The county's sign-in policy as published, readable by `policy_from`; None while
            it leaves that to each counter.
    """

    version: int
    valid_from: date
    valid_until: date
    people: tuple[ListedPerson, ...]
    sha256: str = ""
    sign_in: Mapping[str, Any] | None = None

    def person(self, staff: str) -> ListedPerson | None:
        """Return who has this staff number, however written; None when nobody listed has."""
        return self._by_staff.get(person_key(staff))

    def standing_of(self, operator: Operator, today: date) -> Operator:
        """Return somebody signed in with what the list lets them do.

        Who is not listed keeps what the counter gave them: a colleague who was enrolled while
        the line was down must be able to take papers in.  Whose work has ended may decide
        nothing more, from that day on; papers are still taken in, so that no citizen is sent
        away.
        """
        listed = self.person(operator.staff)
        if listed is None:
            return operator
        until = listed.permitted_until
        if listed.ended_on is not None and listed.ended_on <= today:
            last = date.fromordinal(listed.ended_on.toordinal() - 1)
            until = last if until is None else min(until, last)
        return replace(operator, role=listed.role, permitted_until=until, items=listed.items)

    def has_ended(self, staff: str, today: date) -> bool:
        """Whether somebody's work at the counter is over."""
        listed = self.person(staff)
        return listed is not None and listed.ended_on is not None and listed.ended_on <= today

    @cached_property
    def _by_staff(self) -> Mapping[str, ListedPerson]:
        return {person_key(person.staff): person for person in self.people}


def parse_staff_list(content: bytes) -> StaffList:
    """Read a published list (UTF-8 JSON, `format` 1).

    Raises:
        StaffListInvalid: It cannot be right.
    """
    if len(content) > STAFF_BYTES_MAX:
        raise StaffListInvalid("the staff list is too large")
    try:
        listed = _list_from(json.loads(content), hashlib.sha256(content).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StaffListInvalid(f"{type(error).__name__}: {error}") from error
    names = [person_key(person.staff) for person in listed.people]
    if len(names) > PEOPLE_MAX or len(set(names)) != len(names):
        raise StaffListInvalid("a staff number stands twice, or there are too many people")
    if listed.valid_until < listed.valid_from:
        raise StaffListInvalid("the staff list ends before it begins")
    return listed


def _list_from(raw: Mapping[str, Any], sha256: str) -> StaffList:
    version = raw["version"]
    if raw["format"] != STAFF_FORMAT or type(version) is not int or version < 1:
        raise StaffListInvalid("the staff list has another format than this program knows")
    return StaffList(
        version=version,
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_until=date.fromisoformat(raw["valid_until"]),
        people=tuple(_person(row) for row in raw["people"]),
        sha256=sha256,
        sign_in=_sign_in(raw.get("sign_in")),
    )


def _sign_in(told: object) -> Mapping[str, Any] | None:
    """Read what stands under `sign_in`; a policy that this program cannot read spoils the list."""
    if told is None:
        return None
    if not isinstance(told, dict):
        raise TypeError("a sign-in policy that is none")
    try:
        policy_from(told)
    except SettingsInvalid as error:
        raise StaffListInvalid(str(error)) from error
    return told


def _person(row: Mapping[str, Any]) -> ListedPerson:
    role = Role(row["role"])
    if role is Role.SYSTEM:
        raise ValueError("nobody is the system")
    items = row.get("items")
    return ListedPerson(
        staff=_text(row["staff"]),
        name=_text(row["name"]),
        role=role,
        posts=tuple(_text(post) for post in row.get("posts", ())),
        permitted_until=_day(row.get("permitted_until")),
        items=None if items is None else frozenset(_text(item) for item in items),
        ended_on=_day(row.get("ended_on")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_MAX:
        raise ValueError("a name or number that is none")
    return value


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))

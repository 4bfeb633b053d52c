from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.authority import why_not_act
from counter_app.domain.errors import PermissionExpired, StaffListInvalid
from counter_app.domain.staff import Role
from counter_app.domain.staff_list import parse_staff_list
from counter_app.domain.steps import Act
from tests.fakes.people import CLERK
from tests.fakes.publishers import staff

TODAY = date(2026, 11, 2)
PERSON = {"staff": CLERK.staff, "name": CLERK.name, "role": "clerk"}


def listed(**more):
    return parse_staff_list(staff(3, PERSON | more))


def test_who_is_not_listed_keeps_what_the_counter_gave_them():
    assert parse_staff_list(staff(3)).standing_of(CLERK, TODAY) == CLERK


def test_role_items_and_end_of_permission_are_the_countys():
    standing = listed(role="chief", items=["T001"], permitted_until="2026-12-01").standing_of(
        CLERK, TODAY
    )
    assert standing.role is Role.CHIEF
    assert standing.items == frozenset({"T001"})
    assert standing.permitted_until == date(2026, 12, 1)
    assert (standing.staff, standing.login, standing.acting_for) == (CLERK.staff, CLERK.login, "")


@pytest.mark.asvs("7.4.2")
@pytest.mark.parametrize(
    ("ended_on", "has_ended"),
    [("2026-11-01", True), ("2026-11-02", True), ("2026-11-03", False)],
)
def test_whose_work_has_ended_decides_nothing_more_and_sends_nobody_away(ended_on, has_ended):
    people = listed(ended_on=ended_on)
    assert people.has_ended(CLERK.staff, TODAY) is has_ended
    standing = people.standing_of(CLERK, TODAY)
    decides = why_not_act(standing, Act.ACCEPT, "T001", TODAY)
    assert isinstance(decides, PermissionExpired) is has_ended
    assert why_not_act(standing, Act.SUPPLEMENT, "T001", TODAY) is None


@given(
    st.none() | st.dates(date(2026, 10, 1), date(2026, 12, 1)),
    st.dates(date(2026, 10, 1), date(2026, 12, 1)),
)
def test_an_end_of_work_never_makes_a_permission_longer(until, ended_on):
    people = listed(
        permitted_until=until.isoformat() if until else None, ended_on=ended_on.isoformat()
    )
    standing = people.standing_of(CLERK, TODAY)
    if until is not None:
        assert standing.permitted_until is not None
        assert standing.permitted_until <= until


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 5_000,
        staff(0),
        staff(1, PERSON, PERSON),
        staff(1, PERSON | {"role": "system"}),
        staff(1, PERSON | {"role": "king"}),
        staff(1, PERSON | {"staff": "  "}),
        staff(1, PERSON | {"name": "长" * 65}),
        staff(1, PERSON | {"permitted_until": "soon"}),
        staff(1, PERSON | {"items": [1]}),
        staff(1, valid_from=date(2027, 1, 1)),
        json.dumps({"format": 2}).encode(),
    ],
)
def test_what_cannot_be_right_is_refused(content):
    with pytest.raises(StaffListInvalid):
        parse_staff_list(content)

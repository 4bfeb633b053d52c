"""The county's list of staff by the county's time: no wall clock brings an ended right back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter_app.bootstrap.access_duty import keep_access
from counter_app.bootstrap.county import exchange_once
from counter_app.bootstrap.profile import profile_door, sign_in
from counter_app.domain.errors import PermissionEnded
from counter_app.domain.staff import Operator, Role
from counter_app.storage.time_anchors import moment_of
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.fakes.clocks import SettableClock
from tests.fakes.publishers import name_publishers, publish, staff

ROW = {"staff": PERSON.staff, "name": PERSON.name, "role": "clerk"}


@pytest.fixture
def present(county):
    return moment_of(county.time())


def published(enrolled, county, clock, *contents):
    """Let a counter install what the county publishes."""
    name_publishers(county)
    profile = sign_in(enrolled.profile, PERSON.user, PASSWORD, clock=clock)
    try:
        for content in contents:
            publish(county, "staff", content)
            exchange_once(profile)
        keep_access(profile, profile_door(enrolled.profile, profile.settings, clock))
    finally:
        profile.close()


@pytest.mark.asvs("7.4.2")
@pytest.mark.threat("T2", "T9")
@pytest.mark.fault("F9")
def test_who_no_longer_works_here_is_not_let_in_by_a_clock_set_back(enrolled, county, present):
    clock = SettableClock(present)
    before = present.date() - timedelta(days=200)
    ended = ROW | {"ended_on": present.date().isoformat()}
    published(enrolled, county, clock, staff(1, ROW, valid_from=before), staff(2, ended))
    for back in (timedelta(0), timedelta(days=30), timedelta(days=3_000)):
        clock.set_wall(present - back)
        with pytest.raises(PermissionEnded):
            sign_in(enrolled.profile, PERSON.user, PASSWORD, clock=clock)
        clock.reboot()


@pytest.mark.asvs("8.2.1")
@pytest.mark.threat("T2", "T9")
@pytest.mark.fault("F9")
def test_an_older_list_with_more_rights_does_not_come_back(enrolled, county, present):
    clock = SettableClock(present)
    first = staff(1, ROW | {"role": "chief"}, valid_from=present.date() - timedelta(days=200))
    second = staff(2, ROW, valid_from=present.date())
    published(enrolled, county, clock, first, second)
    clock.reboot()
    clock.set_wall(present - timedelta(days=90))
    profile = sign_in(enrolled.profile, PERSON.user, PASSWORD, clock=clock)
    try:
        assert profile.desk.operator().role is Role.CLERK
        written = Operator(staff=" ｑｈ０１０７", name="x", role=Role.DIRECTOR, login="0" * 16)
        assert profile.published.standing_of(written).role is Role.CLERK, "one number, one person"
    finally:
        profile.close()

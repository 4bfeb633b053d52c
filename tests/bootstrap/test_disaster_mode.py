"""Permission to decide ends a week after the last contact; a director may make it a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.bootstrap.county import exchange_once
from counter_app.bootstrap.device_checks import checks_of_device
from counter_app.bootstrap.disaster_work import DisasterWork
from counter_app.bootstrap.profile import operator_of, sign_in
from counter_app.domain.access_facts import DisasterModeSet
from counter_app.domain.authority import why_not_act, why_not_receive
from counter_app.domain.county_word import DISASTER_DAYS
from counter_app.domain.errors import NotAuthorised, PermissionExpired, ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.staff import Operator, Role
from counter_app.domain.steps import Act
from counter_app.services.disaster_mode import SetDisasterMode
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.bootstrap.test_access import at_the_desk
from tests.fakes.clocks import SettableClock

DIRECTOR = Operator(staff="QH0001", name="钟正", role=Role.DIRECTOR, login="d" * 16)


@pytest.fixture
def profile(enrolled):
    """A counter that has met the county once and is alone from then on."""
    clock = SettableClock()
    profile = sign_in(enrolled.profile, PERSON.user, PASSWORD, clock=clock)
    exchange_once(profile)
    yield profile
    profile.close()


def may_decide(profile) -> bool:
    operator, today = profile.desk.operator(), profile.office.today()
    assert why_not_receive(operator, "T006") is None, "papers are taken in whatever happens"
    assert why_not_act(operator, Act.SUPPLEMENT, "T006", today) is None
    refused = why_not_act(operator, Act.REFUSE, "T006", today)
    assert refused is None or isinstance(refused, PermissionExpired)
    return refused is None


def set_mode(profile, *, is_on: bool) -> None:
    profile.desk.sign_in(DIRECTOR)
    SetDisasterMode(profile.office)(is_on=is_on, reason="洪水断网")
    profile.desk.sign_in(operator_of(PERSON))


@pytest.mark.asvs("9.2.1")
@pytest.mark.threat("T5")
def test_a_week_without_the_county_ends_decisions_and_a_director_makes_it_a_month(profile):
    days = []
    for _ in range(40):
        days.append(may_decide(profile))
        profile.clock.pass_time(timedelta(days=1))
        if len(days) == 10:
            set_mode(profile, is_on=True)
    assert days[:8] == [True] * 8
    assert days[8:10] == [False] * 2
    assert days[10 : DISASTER_DAYS + 1] == [True] * (DISASTER_DAYS - 9)
    assert days[DISASTER_DAYS + 1 :] == [False] * (39 - DISASTER_DAYS)


@pytest.mark.asvs("9.2.1")
def test_no_wall_clock_makes_the_week_longer(profile):
    profile.clock.pass_time(timedelta(days=9))
    profile.clock.set_wall(profile.clock.now() - timedelta(days=9))
    assert not may_decide(profile), "the county's time is carried on by the monotonic clock"


@pytest.mark.asvs("8.2.1")
def test_only_the_director_says_so_with_a_reason_and_takes_it_back(profile):
    switch = SetDisasterMode(profile.office)
    for role in set(Role) - {Role.DIRECTOR, Role.SYSTEM}:
        profile.desk.sign_in(replace(DIRECTOR, role=role))
        with pytest.raises(NotAuthorised):
            switch(is_on=True, reason="洪水断网")
    profile.desk.sign_in(DIRECTOR)
    with pytest.raises(ReasonMissing):
        switch(is_on=True, reason="  ")
    profile.desk.sign_in(operator_of(PERSON))
    profile.clock.pass_time(timedelta(days=9))
    assert not may_decide(profile)
    set_mode(profile, is_on=True)
    assert may_decide(profile)
    told = {check.name: check.detail for check in checks_of_device(profile)}
    assert "permission" not in told, "nothing to warn of for three weeks"
    set_mode(profile, is_on=False)
    assert not may_decide(profile)
    told = {check.name: check.detail for check in checks_of_device(profile)}
    assert "可以继续收件" in told["permission"]


def test_the_window_shows_and_switches_what_the_command_does(site):
    with at_the_desk(site.profile) as desk:
        desk.counter.let_in(PERSON.user, PASSWORD)
        parts, profile = DisasterWork(desk.counter).parts(), desk.counter.profile
        before = parts.standing()
        assert (before.is_on, before.words, before.may_switch) == (False, (), False)
        assert before.last_day is None, "this counter never met the county"
        with pytest.raises(NotAuthorised):
            parts.switch(is_on=True, reason="洪水断网")
        with profile.office.unit_of_work() as work:  # As an altered program would write it.
            fact = DisasterModeSet(is_on=True, reason="随便", set_at=desk.clock.now())
            work.record(CaseId(""), fact)
            work.commit()
        assert not parts.standing().words, "a clerk's word counts nowhere"

        profile.desk.sign_in(DIRECTOR)
        parts.switch(is_on=True, reason="洪水断网")
        desk.clock.pass_time(timedelta(minutes=1))
        parts.switch(is_on=False, reason="网络已恢复")
        now = parts.standing()
        assert [(word.is_on, word.reason, word.who) for word in now.words] == [
            (False, "网络已恢复", DIRECTOR.staff),
            (True, "洪水断网", DIRECTOR.staff),
        ]
        assert (now.is_on, now.may_switch) == (False, True)

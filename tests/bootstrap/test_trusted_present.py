"""Who is asked for the present before and after sign-in, and what `counter doctor` says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from counter_app.bootstrap.check import OK, WARNING
from counter_app.bootstrap.late import LateTimeKeeper
from counter_app.bootstrap.readiness import checks_of_profile
from counter_app.domain.clock_warning import ADVICE
from counter_app.storage.profile_store import Store
from tests.fakes.clocks import START, SettableClock
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_anchors import anchored


@dataclass
class Profile:
    """As much of an opened profile as the checks read."""

    store: Store
    view_reason: None = None


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def store(tmp_path, clock):
    with fresh_store(tmp_path, clock=clock) as store:
        yield store


def clock_check(store):
    (check,) = [check for check in checks_of_profile(Profile(store)) if check.name == "clock"]
    return check


def test_before_sign_in_there_is_only_the_wall_clock(clock):
    keeper = LateTimeKeeper(clock)
    assert keeper.estimate().now == clock.now()
    assert keeper.estimate().earliest is None


def test_after_sign_in_the_database_is_asked(store, clock):
    keeper = LateTimeKeeper(clock)
    anchored(store, START + timedelta(hours=1))
    keeper.attach(store.timekeeper)
    assert keeper.estimate().now == START + timedelta(hours=1)


def test_a_counter_that_never_met_the_county_has_nothing_to_compare(store):
    check = clock_check(store)
    assert (check.status, check.advice) == (OK, "")
    assert "还没有与县局对过时" in check.detail


def test_a_clock_that_is_right_is_said_to_be(store):
    anchored(store, START)
    assert clock_check(store).detail == "与县局时间一致，最近对时 2026-11-02 09:30"


def test_a_clock_that_is_wrong_is_a_warning_with_advice(store, clock):
    anchored(store, START)
    clock.set_wall(START - timedelta(hours=5))
    check = clock_check(store)
    assert (check.status, check.detail, check.advice) == (WARNING, "本机时钟慢了5小时", ADVICE)


def test_after_a_boot_the_last_contact_is_told(store, clock):
    anchored(store, START)
    clock.reboot()
    check = clock_check(store)
    assert check.status == OK
    assert check.detail.startswith("本次开机后还没有与县局对时")

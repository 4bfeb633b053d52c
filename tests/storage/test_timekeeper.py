"""The trusted present, read from real anchors in a real store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter_app.domain.case_event import TimeAnchored
from counter_app.domain.ids import CaseId
from counter_app.storage.event_log import Signatory
from tests.fakes.clocks import START
from tests.storage.conftest import DEVICE, SIGNATORY
from tests.storage.made_up_anchors import an_anchor, anchored, record
from tests.storage.made_up_cases import receive

COUNTY_AT = START + timedelta(minutes=20)  # The machine's clock is twenty minutes slow.
YEARS = timedelta(days=3 * 365)


def test_before_the_first_anchor_the_wall_is_shown(store, clock):
    best = store.timekeeper.estimate()
    assert (best.now, best.is_anchored, best.earliest) == (clock.now(), False, None)


def test_an_anchor_counts_from_the_moment_it_is_committed(store, clock):
    anchored(store, COUNTY_AT)
    clock.pass_time(timedelta(hours=1))

    best = store.timekeeper.estimate()

    assert best.now == COUNTY_AT + timedelta(hours=1)
    assert (best.wall_off, best.is_anchored) == (-timedelta(minutes=20), True)
    assert best.is_clock_wrong


def test_an_anchor_that_was_not_committed_does_not_count(store):
    with store.unit_of_work(as_system=True) as work:
        work.record(CaseId(""), an_anchor(COUNTY_AT, device=DEVICE))
    assert store.timekeeper.estimate().earliest is None


@pytest.mark.fault("F9")
@pytest.mark.parametrize("jump", [-YEARS, timedelta(minutes=1), YEARS], ids=str)
def test_a_wall_clock_that_jumps_moves_nothing(store, clock, jump):
    anchored(store, COUNTY_AT)
    clock.set_wall(clock.now() + jump)
    receive(store)
    clock.pass_time(timedelta(minutes=10))

    best = store.timekeeper.estimate()

    assert best.now == COUNTY_AT + timedelta(minutes=10)
    assert best.wall_off == jump - timedelta(minutes=20)


def test_the_next_run_in_the_same_boot_goes_on(store, open_again, clock):
    anchored(store, COUNTY_AT)
    store.close()
    clock.set_wall(START - YEARS)
    clock.pass_time(timedelta(hours=2))

    best = open_again(run="r2").timekeeper.estimate()

    assert (best.now, best.is_anchored) == (COUNTY_AT + timedelta(hours=2), True)


def test_after_a_boot_with_an_empty_clock_the_present_is_that_of_the_last_anchor(
    store, open_again, clock
):
    anchored(store, COUNTY_AT)
    store.close()
    clock.reboot()
    clock.set_wall(START - YEARS)

    best = open_again(run="r2").timekeeper.estimate()

    assert (best.now, best.is_anchored, best.earliest) == (COUNTY_AT, False, COUNTY_AT)
    assert best.is_clock_wrong


def test_an_anchor_of_another_process_counts_from_the_next_transaction(store, open_again):
    other = open_again(run="r2")
    anchored(other, COUNTY_AT)

    store.sync_store.head()

    assert store.timekeeper.estimate().now == COUNTY_AT


def test_a_new_generation_still_knows_the_last_anchor_but_names_none(store, open_again):
    anchored(store, COUNTY_AT)
    store.close()
    second = Signatory(device=DEVICE, generation=2, sign=SIGNATORY.sign)

    again = open_again(run="r2", signatory=second)

    assert again.timekeeper.estimate().earliest == COUNTY_AT
    with again.ledger.transaction() as transaction:
        assert transaction.end.anchor == ""


@pytest.mark.parametrize("data", ["", "!", "e30=", "eyJ2IjoxfQ=="])
def test_an_anchor_that_cannot_be_read_changes_nothing(store, open_again, data):
    anchored(store, COUNTY_AT)
    record(store, TimeAnchored(data=data, signature=""))
    assert store.timekeeper.estimate().now == COUNTY_AT


def test_the_estimate_reads_no_disk(store):
    anchored(store, COUNTY_AT)
    store.close()
    assert store.timekeeper.estimate().now == COUNTY_AT

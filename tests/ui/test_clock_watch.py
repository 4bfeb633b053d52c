"""The clock is wrong: it is said, once and in sight, and nobody is kept from working."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.clock_warning import ADVICE
from counter_app.ui import ticking
from counter_app.ui.frame.status_line import StatusLamp
from tests.fakes.clocks import START
from tests.storage.made_up_anchors import anchored
from tests.ui.conftest import CHIEF
from tests.ui.sample_cases import a_morning


@pytest.fixture(autouse=True)
def _quick_ticks(monkeypatch):
    """The clock is looked at more often than once a second, so that nobody waits for it."""
    monkeypatch.setattr(ticking, "TICK_MS", 50)


@pytest.fixture
def county_time(store):
    """The county said what time it is, in this boot."""
    anchored(store, START)


def told(counter) -> str:
    bar = counter.window.clock_warning
    counter.wait(bar.isVisible)
    return bar.words.text()


def lamp(counter) -> StatusLamp:
    return counter.window.status_line.lamp("clock")


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    ("jump", "words"),
    [
        (timedelta(minutes=12), "快了12分钟"),
        (-timedelta(hours=3), "慢了3小时"),
        (timedelta(days=3 * 365), "快了1095天"),
        (-timedelta(days=3 * 365), "慢了1095天"),
    ],
    ids=str,
)
def test_a_clock_that_is_wrong_is_told_with_how_much_and_what_to_do(
    county_time, open_counter, clock, jump, words
):
    clock.set_wall(START + jump)
    counter = open_counter()
    counter.sign_in()

    assert told(counter) == f"本机时钟{words}，{ADVICE}"
    assert lamp(counter).isVisible()
    assert lamp(counter).text() == f"时钟{words}"


def test_a_clock_that_is_right_enough_is_not_spoken_of(county_time, open_counter, clock):
    clock.set_wall(START + timedelta(minutes=4, seconds=59))
    counter = open_counter()
    counter.sign_in()

    assert counter.window.clock_warning.isHidden()
    assert not lamp(counter).isVisible()


def test_without_the_countys_time_nothing_is_said(open_counter, clock):
    clock.set_wall(START + timedelta(days=4_000))
    counter = open_counter()
    counter.sign_in()

    assert counter.window.clock_warning.isHidden()


def test_what_was_read_is_not_told_again_but_the_lamp_stays(county_time, counter, clock):
    clock.set_wall(START + timedelta(minutes=12))
    told(counter)

    counter.press(Qt.Key.Key_Escape)
    clock.pass_time(timedelta(minutes=5))
    counter.wait(lambda: counter.window.header.clock.text().endswith("09:47"))

    assert counter.window.clock_warning.isHidden()
    assert lamp(counter).isVisible()
    lamp(counter).click()
    assert ADVICE in counter.window.message.words.text()


def test_a_clock_that_goes_wrong_further_is_told_again(county_time, counter, clock):
    clock.set_wall(START + timedelta(minutes=12))
    told(counter)
    counter.window.clock_warning.dismiss()

    clock.set_wall(START + timedelta(days=30))

    assert "快了30天" in told(counter)


def test_once_the_clock_is_set_right_all_is_quiet(county_time, counter, clock):
    clock.set_wall(START + timedelta(minutes=12))
    told(counter)

    clock.set_wall(START)

    counter.wait(counter.window.clock_warning.isHidden)
    assert not lamp(counter).isVisible()


def test_the_next_person_is_told_too(county_time, counter, clock):
    clock.set_wall(START + timedelta(minutes=12))
    told(counter)
    counter.window.clock_warning.dismiss()
    counter.presenter.lock()

    counter.sign_in(CHIEF)

    assert "快了12分钟" in told(counter)


@pytest.mark.parametrize("is_known", [True, False], ids=["anchored", "never-anchored"])
def test_the_list_goes_by_the_trusted_day(store, open_counter, office, clock, is_known):
    """Sixty days ahead by the wall, a case is overdue only where nobody knows better."""
    if is_known:
        anchored(store, START)
    a_morning(office, clock)
    clock.set_wall(clock.now() + timedelta(days=60))

    counter = open_counter()
    counter.sign_in()

    assert ("已超期" in counter.window.page().title) is not is_known

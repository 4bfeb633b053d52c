from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.errors import DiskFull
from counter_app.ui.frame.idle_lock import IdleLock
from tests.ui.conftest import CHIEF

MINUTE = timedelta(minutes=1)


@pytest.fixture
def idle(qapp, clock):
    lock = IdleLock(clock, minutes=10)
    lock.heard = []
    lock.warned.connect(lock.heard.append)
    lock.expired.connect(lambda: lock.heard.append("expired"))
    lock.touched.connect(lambda: lock.heard.append("touched"))
    lock.start()
    yield lock
    lock.stop()


def test_a_countdown_warns_before_the_lock(idle, clock):
    clock.pass_time(9 * MINUTE)
    idle.look()
    assert idle.heard == []
    clock.pass_time(timedelta(seconds=35))
    idle.look()
    clock.pass_time(timedelta(seconds=24))
    idle.look()
    clock.pass_time(timedelta(seconds=1))
    idle.look()
    assert idle.heard == [25, 1, "expired"]


def test_moving_the_wall_clock_locks_nothing(idle, clock):
    clock.set_wall(clock.now() + timedelta(days=400))
    idle.look()
    clock.set_wall(clock.now() - timedelta(days=4000))
    idle.look()
    assert idle.heard == []


def test_zero_minutes_never_lock(qapp, clock):
    lock = IdleLock(clock, minutes=0)
    heard = []
    lock.expired.connect(lambda: heard.append(1))
    lock.start()
    clock.pass_time(timedelta(days=1))
    assert not lock.is_counting
    assert heard == []


@pytest.mark.asvs("7.3.1")
def test_the_window_locks_by_itself_and_a_key_keeps_it_open(open_counter, clock):
    counter = open_counter(idle_lock_minutes=5)
    counter.sign_in()
    clock.pass_time(timedelta(seconds=285))
    warning = counter.window.lock_warning
    counter.wait(warning.isVisible)
    assert "自动锁屏" in warning.words.text()
    counter.press(Qt.Key.Key_Shift)
    assert not warning.isVisible()
    clock.pass_time(timedelta(seconds=290))
    counter.wait(warning.isVisible)
    assert counter.window.is_shell_shown
    clock.pass_time(timedelta(seconds=20))
    counter.wait(lambda: not counter.window.is_shell_shown)
    counter.sign_in(CHIEF)
    assert counter.window.is_shell_shown
    assert not warning.isVisible()


def test_the_countdown_takes_no_unread_failure_away(open_counter, clock):
    counter = open_counter(idle_lock_minutes=5)
    counter.sign_in()
    counter.presenter.show_error(DiskFull())
    clock.pass_time(timedelta(seconds=285))
    counter.wait(counter.window.lock_warning.isVisible)
    counter.press(Qt.Key.Key_Shift)
    assert counter.window.message.isVisible()
    assert counter.window.message.words.text() == DiskFull.advice

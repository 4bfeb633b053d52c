from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from counter_app.domain.desk_news import Lamp
from counter_app.ui.crash_dialog import CrashDialog
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.clocks import START
from tests.fakes.desks import OFFLINE, LineToCounty, PreferencesInMemory
from tests.fakes.people import CLERK
from tests.ui.conftest import CHIEF


@pytest.fixture
def door(open_counter):
    return open_counter()


def type_in(counter, login: str, password: str) -> None:
    counter.child(QLineEdit, "sign_in_login").setText(login)
    counter.child(QLineEdit, "sign_in_password").setText(password)


@pytest.mark.lesson(19)
def test_clock_zone_and_last_county_time_stand_there_before_anybody_signs_in(open_counter):
    heard_at = START - timedelta(hours=3)
    counter = open_counter(county=LineToCounty(replace(OFFLINE, last_ack_at=heard_at)))
    view = counter.window.sign_in
    assert not counter.window.is_shell_shown
    assert view.clock.text() == "09:30:00"
    assert "2026年11月2日 周一" in view.day.text()
    assert "UTC+08:00" in view.day.text()
    assert "2026-11-02 06:30" in view.county.text()


def test_a_county_that_was_never_heard_is_said_in_words(door):
    assert "还没有与县局同步过" in door.window.sign_in.county.text()


@pytest.mark.parametrize(
    ("offset", "words"), [(timedelta(minutes=9), "快约9分钟"), (timedelta(minutes=-4), "慢约4分钟")]
)
def test_clocks_that_disagree_are_explained_and_stop_nobody(open_counter, offset, words):
    milliseconds = offset // timedelta(milliseconds=1)
    news = replace(OFFLINE, lamp=Lamp.ONLINE, clock_offset_ms=milliseconds)
    counter = open_counter(county=LineToCounty(news))
    assert words in counter.window.sign_in.county.text()
    assert "不影响办件" in counter.window.sign_in.county.text()
    counter.sign_in()
    assert counter.window.is_shell_shown


def test_the_clock_goes_on(door, clock):
    clock.pass_time(timedelta(minutes=1))
    door.wait(lambda: door.window.sign_in.clock.text() == "09:31:00")


def test_a_wrong_password_is_told_in_words_and_the_password_can_be_typed_again(door):
    type_in(door, CLERK.staff, "wrong")
    door.window.sign_in.sign_in_button.click()
    message = door.window.sign_in.message
    door.wait(message.isVisible)
    assert "用户名或密码不对" in message.words.text()
    assert "A102" in message.code.text()
    assert not door.window.is_shell_shown
    password = door.child(QLineEdit, "sign_in_password")
    assert password.isEnabled()
    assert password.hasFocus()


def test_nothing_typed_asks_for_it_without_asking_the_database(door):
    door.window.sign_in.sign_in_button.click()
    assert "请输入用户名和密码" in door.window.sign_in.message.words.text()
    assert not door.parts.tasks.is_busy


def test_signing_in_goes_by_keyboard_alone(door):
    door.child(QLineEdit, "sign_in_login").setText(CLERK.staff)
    door.press(Qt.Key.Key_Return)
    password = door.child(QLineEdit, "sign_in_password")
    assert password.hasFocus(), "Enter goes to the next field"
    password.setText(CLERK.staff[::-1])
    door.press(Qt.Key.Key_Return)
    door.wait(lambda: door.window.is_shell_shown)
    assert "周小禾" in door.window.header.person.text()


@pytest.mark.asvs("6.2.6", "6.2.7")
@pytest.mark.threat("T2")
def test_a_password_is_covered_can_be_pasted_and_cannot_be_copied(door, qapp):
    password = door.child(QLineEdit, "sign_in_password")
    qapp.clipboard().setText("从别处抄来的密码 Aa1-")
    password.paste()
    assert password.text() == "从别处抄来的密码 Aa1-"
    assert not set(password.displayText()) & set(password.text())
    qapp.clipboard().setText("before")
    password.selectAll()
    password.copy()
    password.cut()
    assert qapp.clipboard().text() == "before"


@pytest.mark.asvs("14.3.1")
def test_the_password_leaves_the_screen_with_the_sign_in(door):
    door.sign_in()
    assert door.child(QLineEdit, "sign_in_password").text() == ""


def test_the_last_login_name_is_offered_and_never_the_password(open_counter):
    store = PreferencesInMemory(WindowPreferences(last_login=CLERK.staff))
    counter = open_counter(preferences=store)
    assert counter.child(QLineEdit, "sign_in_login").text() == CLERK.staff
    assert counter.child(QLineEdit, "sign_in_password").hasFocus()


@pytest.mark.asvs("6.3.4", "7.4.1")
def test_before_sign_in_no_key_reaches_a_page(door):
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F10, Qt.Key.Key_F5):
        door.press(key)
    assert door.intake.asked == []
    assert door.parts.county.nudges == 0


@pytest.mark.asvs("7.4.1", "7.4.4", "14.3.1")
def test_f12_hides_everything_and_keeps_the_form(counter):
    counter.press(Qt.Key.Key_F2)
    page = counter.window.page()
    counter.press(Qt.Key.Key_F12)
    assert not counter.window.is_shell_shown
    assert not page.isVisible()
    assert "周小禾" in counter.window.sign_in.reason.text()
    assert counter.child(QLineEdit, "sign_in_password").hasFocus()
    counter.sign_in()
    assert counter.window.page() is page
    assert page.isVisible()


def test_a_question_that_was_open_is_out_of_sight_while_locked_and_comes_back(counter):
    counter.dialogs.tell_crash("1102-0930-7F3A")
    dialog = counter.child(CrashDialog, "crash_dialog")
    counter.presenter.lock()
    assert not dialog.isVisible()
    counter.sign_in()
    assert dialog.isVisible()
    dialog.close()


def test_somebody_else_can_sign_in_over_a_locked_window(counter):
    counter.press(Qt.Key.Key_F12)
    counter.sign_in(CHIEF)
    assert "高远" in counter.window.header.person.text()
    assert "首席代表" in counter.window.header.person.text()

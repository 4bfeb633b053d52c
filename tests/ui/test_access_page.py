"""The sign-in page when name and password are not enough, by keyboard alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from counter_app.domain.auth_policy import PasswordStanding, PasswordState
from counter_app.domain.errors import PersonDisabled
from tests.fakes.access import CODE, GOOD, AccessInMemory
from tests.fakes.people import CLERK
from tests.ui.conftest import CHIEF

NEW = "Morgen-Nebel-31"
TEMPORARY = PasswordStanding(PasswordState.TEMPORARY)
EXPIRED = PasswordStanding(PasswordState.EXPIRED, 0)


@pytest.fixture
def access(parts):
    access = AccessInMemory(CLERK, CHIEF)
    access.passwords = parts.sign_in.passwords
    return access


@pytest.fixture
def door(open_counter, access):
    return open_counter(access=access.parts())


def type_in(counter, name: str, text: str) -> None:
    """Type into a field that the keyboard has reached, and go on with Enter."""
    field = counter.child(QLineEdit, name)
    counter.wait(field.hasFocus)
    field.setText(text)
    counter.press(Qt.Key.Key_Return)


def go_to(counter, button: str) -> None:
    """Reach a button with the tab key and press it with Enter."""
    target = counter.child(QPushButton, button)
    for _ in range(12):
        if target.hasFocus():
            break
        counter.press(Qt.Key.Key_Tab)
    assert target.hasFocus(), button
    counter.press(Qt.Key.Key_Return)


def enter(counter, person=CLERK) -> None:
    view = counter.window.sign_in
    view.login.setText(person.staff)
    view.password.setText(person.staff[::-1])
    view.sign_in_button.click()
    counter.settle()


def test_everybody_who_can_sign_in_is_offered_and_chosen_with_the_arrow_keys(door):
    people = door.child(QComboBox, "sign_in_people")
    door.wait(lambda: people.count() == 2)
    assert [people.itemText(at) for at in range(people.count())] == [
        "周小禾 · 窗口工作人员", "高远 · 首席代表",
    ]  # fmt: skip
    login = door.child(QLineEdit, "sign_in_login")
    login.setFocus()
    door.press(Qt.Key.Key_Down)
    door.press(Qt.Key.Key_Down)
    assert login.text() == CHIEF.staff
    door.press(Qt.Key.Key_Return)
    door.child(QLineEdit, "sign_in_password").setText(CHIEF.staff[::-1])
    door.press(Qt.Key.Key_Return)
    door.wait(lambda: door.window.is_shell_shown)
    assert "高远" in door.window.header.person.text()


@pytest.mark.asvs("6.4.1")
@pytest.mark.threat("T2")
def test_a_temporary_password_lets_nobody_in_before_it_is_replaced(door, access):
    access.now = TEMPORARY
    enter(door)
    assert not door.window.is_shell_shown
    assert "临时密码" in door.window.sign_in.reason.text()
    door.shoot("sign-in-new-password")
    type_in(door, "new_password_first", NEW)
    type_in(door, "new_password_second", NEW + "x")
    assert "两次不一样" in door.window.sign_in.message.words.text()
    door.press(Qt.Key.Key_Escape)
    door.settle()
    assert access.done == [("leave",)]
    assert door.child(QLineEdit, "sign_in_password").isVisible()
    enter(door)
    type_in(door, "new_password_first", "kurz")
    type_in(door, "new_password_second", "kurz")
    door.settle()
    assert "还差 6 个字符" in door.window.sign_in.message.words.text()
    door.child(QLineEdit, "new_password_first").setFocus()
    type_in(door, "new_password_first", NEW)
    type_in(door, "new_password_second", NEW)
    door.wait(lambda: door.window.is_shell_shown)
    assert access.done[-1] == ("choose", NEW)
    assert door.child(QLineEdit, "new_password_first").text() == ""


def test_an_expired_password_does_not_stop_a_case_that_is_open(door, access):
    access.now = EXPIRED
    enter(door)
    assert not door.window.is_shell_shown, "at the beginning there is no work in hand"
    access.now = GOOD
    door.press(Qt.Key.Key_Escape)
    door.settle()
    enter(door)
    door.press(Qt.Key.Key_F2)
    page = door.window.page()
    access.now = EXPIRED
    door.press(Qt.Key.Key_F12)
    enter(door)
    assert not door.window.is_shell_shown
    back = door.window.sign_in.new_password.back_button
    assert back.text() == "先办完手头的"
    door.press(Qt.Key.Key_Escape)
    door.wait(lambda: door.window.is_shell_shown)
    assert door.window.page() is page
    assert "手头的件可以办完" in door.window.message.words.text()
    door.press(Qt.Key.Key_F12)
    enter(door, CHIEF)
    assert not door.window.is_shell_shown, "somebody else has no work in hand"
    assert door.window.sign_in.new_password.back_button.text() != "先办完手头的"


@pytest.mark.asvs("6.2.2", "6.2.3", "7.5.1")
def test_a_password_that_ends_soon_is_said_and_changed_on_the_way_in(door, access):
    access.now = PasswordStanding(PasswordState.ENDING, 14)
    enter(door)
    assert "还有 14 天到期" in door.window.message.words.text()
    door.press(Qt.Key.Key_F12)
    view = door.window.sign_in
    view.password.setText(CLERK.staff[::-1])
    view.password.setFocus()
    go_to(door, "sign_in_change")
    door.settle()
    type_in(door, "new_password_first", NEW)
    type_in(door, "new_password_second", NEW)
    door.wait(lambda: door.window.is_shell_shown)
    assert access.done == [("choose", NEW)]


@pytest.mark.asvs("7.1.1")
def test_the_window_locks_when_the_policy_says(door, access, clock):
    access.idle_minutes = 3
    enter(door)
    clock.pass_time(timedelta(minutes=3, seconds=1))
    door.wait(lambda: not door.window.is_shell_shown)


@pytest.mark.threat("T2")
def test_who_is_locked_out_reads_two_numbers_out_and_types_a_code(door, access, parts, theme):
    view = door.window.sign_in

    def locked_out(_login, _password):
        raise PersonDisabled

    door.presenter._sign_in._sign_in = locked_out
    enter(door)
    assert "打电话给县局" in view.message.words.text()
    assert "A131" in view.message.code.text()
    door.presenter._sign_in._sign_in = parts.sign_in
    go_to(door, "sign_in_unlock")
    door.settle()
    assert view.unlock.challenge.text() == "Z3NR-PP2B"
    assert view.unlock.challenge.accessibleName() == "解锁号 Z 3 N R - P P 2 B"
    assert "7d7e ceeb" in view.unlock.device.text()
    assert view.unlock.until.text().startswith("10:00 以前有效")
    door.shoot("sign-in-unlock")
    type_in(door, "unlock_code", CODE[:-1] + "T")
    type_in(door, "unlock_first", NEW)
    type_in(door, "unlock_second", NEW)
    door.settle()
    assert "解锁码不对" in view.message.words.text()
    assert "再输错 4 次" in view.message.details.text()
    type_in(door, "unlock_code", CODE)
    type_in(door, "unlock_first", NEW)
    type_in(door, "unlock_second", NEW)
    door.wait(lambda: door.window.is_shell_shown)
    assert access.done[-1] == ("unlock", CLERK.staff, NEW)
    assert view.unlock.code.text() == ""


def test_a_challenge_whose_time_is_over_gives_way_to_the_next(door, access):
    view = door.window.sign_in
    view.login.setText(CLERK.staff)
    go_to(door, "sign_in_unlock")
    door.settle()
    access.is_over = True
    type_in(door, "unlock_code", CODE)
    type_in(door, "unlock_first", NEW)
    type_in(door, "unlock_second", NEW)
    door.settle()
    assert "解锁号已过时" in view.message.words.text()
    assert view.unlock.challenge.text() == "5K2M-0VTC"
    assert view.unlock.code.text() == ""
    type_in(door, "unlock_code", CODE)
    type_in(door, "unlock_first", NEW)
    type_in(door, "unlock_second", NEW)
    door.wait(lambda: door.window.is_shell_shown)


def test_a_counter_without_slots_says_who_can_help(door, access):
    access.has_slot = False
    view = door.window.sign_in
    go_to(door, "sign_in_unlock")
    assert "请先选择" in view.message.words.text()
    view.login.setText(CLERK.staff)
    go_to(door, "sign_in_unlock")
    door.settle()
    assert "首席代表" in view.message.words.text()
    assert view.unlock.isHidden()


def test_a_chief_lends_a_password_at_the_sign_in_page(door, access):
    view = door.window.sign_in
    view.login.setText(CLERK.staff)
    go_to(door, "sign_in_lend")
    door.settle()
    assert view.lend.person.currentText() == "周小禾 · 窗口工作人员"
    door.shoot("sign-in-lend")
    door.press(Qt.Key.Key_Tab)
    type_in(door, "lend_chief", CLERK.staff)
    type_in(door, "lend_password", "whatever")
    type_in(door, "lend_first", NEW)
    type_in(door, "lend_second", NEW)
    door.settle()
    assert "首席代表、中心主任" in view.message.details.text()
    type_in(door, "lend_chief", CHIEF.staff)
    for name, text in (("password", "theirs"), ("first", NEW), ("second", NEW)):
        type_in(door, f"lend_{name}", text)
    door.settle()
    assert access.done == [("lend", CHIEF.staff, "theirs", CLERK.staff, NEW)]
    assert not door.window.is_shell_shown
    assert "临时密码已设好" in view.message.words.text()
    assert view.login.text() == CLERK.staff
    assert QApplication.focusWidget() is view.password


def test_everything_can_be_read_at_twice_the_size(open_counter, access, theme):
    counter = open_counter(access=access.parts())
    theme.set_scale(200)
    view = counter.window.sign_in
    view.login.setText(CLERK.staff)
    counter.shoot("sign-in-200")
    view.unlock_button.click()
    counter.settle()
    counter.shoot("sign-in-unlock-200")
    assert view.unlock.challenge.width() >= view.unlock.challenge.sizeHint().width()
    counter.press(Qt.Key.Key_Escape)
    view.lend_button.click()
    counter.settle()
    counter.press(Qt.Key.Key_Tab)
    for name in ("chief", "password", "first", "second"):
        type_in(counter, f"lend_{name}", "x" if name == "second" else "y")
    assert view.message.isVisible()
    assert view.lend.first.visibleRegion().boundingRect().height() > 0
    counter.shoot("sign-in-lend-200")

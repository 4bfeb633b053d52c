from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QScrollArea

from counter_app.bootstrap.profile import sign_in
from counter_app.domain.errors import DiskFull
from counter_app.domain.staff import Role
from counter_app.runtime.settings import (
    PrinterSettings,
    Settings,
    load_settings,
    settings_text,
)
from tests.fakes.people import PROFILE
from tests.ui.setup.conftest import PASSWORD, PERSON

ROLL = PrinterSettings(name="小票", address="serial://COM5", profile="generic-58", paper="58")


def is_made(setup) -> bool:
    return (setup.paths.root / "keys.json").exists()


def to_summary(setup) -> None:
    setup.fill_counter()
    setup.next()
    setup.fill_person()
    setup.next()
    assert setup.view.step == 2


def written(folder, text: str):
    path = folder / "county.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_counter_filled_in_by_hand_can_be_signed_in_to(setup):
    made = []
    setup.presenter.made.connect(made.append)
    to_summary(setup)
    setup.next()
    setup.wait(lambda: not setup.view.isVisible())
    assert made == [PERSON["user"]]
    profile = sign_in(setup.paths.root, PERSON["user"], PASSWORD)
    operator = profile.desk.operator()
    profile.close()
    assert (operator.staff, operator.name, operator.role) == ("QH0107", "周小禾", Role.CLERK)
    assert load_settings(setup.paths.settings).counter == PROFILE


def test_neither_file_nor_field_holds_the_password_afterwards(setup):
    to_summary(setup)
    setup.next()
    setup.wait(lambda: not setup.view.isVisible())
    files = [path for path in setup.paths.root.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]
    assert [
        edit.text() for edit in setup.view.findChildren(QLineEdit) if PASSWORD in edit.text()
    ] == []


def test_the_whole_way_goes_by_keyboard_alone(setup):
    setup.press(Qt.Key.Key_Tab)
    texts = [getattr(PROFILE, name) for name in setup.view.counter.fields]
    for text in texts:
        setup.view.focusWidget().insert(text)
        setup.press(Qt.Key.Key_Return)
    assert setup.view.step == 1, "Enter in the last field goes on"
    for text in PERSON.values():
        setup.view.focusWidget().insert(text)
        setup.press(Qt.Key.Key_Return)
    assert setup.view.person.role.hasFocus()
    setup.press(Qt.Key.Key_Down)
    setup.press(Qt.Key.Key_Tab)
    for _ in range(2):
        setup.view.focusWidget().insert(PASSWORD)
        setup.press(Qt.Key.Key_Return)
    assert setup.view.step == 2
    assert setup.view.next_button.hasFocus()
    setup.press(Qt.Key.Key_Return)
    setup.wait(lambda: not setup.view.isVisible())
    profile = sign_in(setup.paths.root, PERSON["user"], PASSWORD)
    role = profile.desk.operator().role
    profile.close()
    assert role is Role.BACKUP


def test_a_settings_file_fills_the_fields_and_brings_its_printers(setup):
    given = Settings(counter=PROFILE, printers=(ROLL,), reader_url="COM3")
    path = written(setup.paths.root, settings_text(given))
    setup.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = setup.view.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    setup.settle()
    assert "打印机 1 台、有读卡器、未登记县局" in setup.view.counter.file_words.text()
    setup.type(setup.view.counter.fields["counter_name"], "综合窗口2号")
    setup.next()
    setup.fill_person()
    setup.next()
    setup.next()
    setup.wait(lambda: not setup.view.isVisible())
    kept = load_settings(setup.paths.settings)
    assert kept.printers == (ROLL,)
    assert kept.reader_url == "COM3"
    assert kept.counter.counter_name == "综合窗口2号"


def test_all_mistakes_of_a_file_are_shown_at_once_and_in_words(setup):
    text = settings_text(Settings(counter=PROFILE))
    text = text.replace('"51089910101"', "5").replace("court =", "cuort =")
    setup.presenter.open_file(written(setup.paths.root, text))
    setup.settle()
    shown = setup.view.counter.mistakes.text().splitlines()
    assert len(shown) == 3
    assert "counter_code（窗口编码）：应为加引号的 11 位数字" in shown[0]
    assert "court（行政诉讼法院）：缺少这一项" in shown[1]
    assert "cuort：没有这个设置项，请检查拼写" in shown[2]
    assert setup.view.counter.fields["agency_name"].text() == ""
    assert setup.view.counter.open_button.hasFocus()


def test_a_file_that_is_not_there_is_told_with_its_code(setup):
    setup.presenter.open_file(setup.paths.root / "none.toml")
    setup.settle()
    assert "I101" in setup.view.message.code.text()


def test_a_file_with_nothing_in_it_is_one_mistake(setup):
    setup.presenter.open_file(written(setup.paths.root, ""))
    setup.settle()
    assert "有 1 处错误" in setup.view.counter.file_words.text()


def test_what_is_wrong_is_said_while_it_is_typed(setup):
    code = setup.view.counter.fields["counter_code"]
    for text, words in (("51x", "只能是数字"), ("510899", "现在 6 位，应为 11 位"), ("", "没有填")):
        setup.type(code, text)
        assert words in code.remark.text()
    setup.type(code, "５１０８９９１０１０１")
    assert "县 6" in code.remark.text(), "full-width digits are taken as digits"
    password = setup.view.person.fields["password"]
    setup.type(password, "abc")
    assert "还差 7 个字符；大写字母、数字、其他字符里再用 2 种" in password.remark.text()
    setup.type(password, PASSWORD)
    assert password.remark.text() == "可以"


def test_a_new_login_name_inside_the_password_is_noticed(setup):
    setup.fill_person()
    fields = setup.view.person.fields
    assert fields["password"].remark.text() == "可以"
    setup.type(fields["user"], "shiqiao")
    assert "不能含有用户名" in fields["password"].remark.text()


def test_the_first_bad_field_gets_the_cursor(setup):
    setup.fill_counter(county_name="", court="")
    setup.next()
    assert setup.view.step == 0
    assert setup.view.counter.fields["county_name"].edit.hasFocus()
    assert "还有 2 项" in setup.view.message.words.text()
    setup.fill_counter()
    setup.next()
    setup.fill_person(repeat="another")
    setup.next()
    assert setup.view.step == 1
    assert setup.view.person.fields["repeat"].edit.hasFocus()


def test_a_long_summary_scrolls_by_keyboard(setup, theme):
    theme.set_scale(200)
    to_summary(setup)
    area = setup.view.findChild(QScrollArea, "setup_scroll_3")
    for _ in range(8):
        if area.hasFocus():
            break
        setup.press(Qt.Key.Key_Tab)
    setup.breathe()
    assert area.verticalScrollBar().maximum() > 0
    setup.press(Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0


def test_going_back_loses_nothing(setup):
    to_summary(setup)
    for step in (1, 0):
        setup.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert setup.view.step == step
    assert setup.view.counter.texts()["court"] == PROFILE.court
    setup.next()
    assert setup.view.person.password() == PASSWORD


@pytest.mark.parametrize("is_yes", [True, False])
def test_escape_asks_before_anything_typed_is_lost(setup, is_yes):
    asked = setup.answer(is_yes=is_yes)
    setup.fill_counter()
    setup.press(Qt.Key.Key_Escape)
    assert len(asked) == 1
    assert setup.view.isVisible() is not is_yes
    assert not is_made(setup)


def test_closing_the_window_asks_too_and_escape_in_the_question_stays(setup):
    setup.view.close()
    assert setup.view.isVisible()
    question = QApplication.activeModalWidget()
    assert question.objectName() == "dialog_leave_setup"
    setup.press(Qt.Key.Key_Escape)
    setup.wait(lambda: QApplication.activeModalWidget() is None)
    assert setup.view.isVisible()


def test_escape_closes_a_message_before_it_asks(setup):
    asked = setup.answer(is_yes=True)
    setup.next()
    assert setup.view.message.isVisible()
    setup.press(Qt.Key.Key_Escape)
    assert not setup.view.message.isVisible()
    assert asked == []


def test_while_the_counter_is_made_nobody_can_leave_or_make_it_twice(open_setup_window):
    may_go_on, calls = threading.Event(), []

    def create(*given) -> None:
        calls.append(given)
        assert may_go_on.wait(10)

    setup = open_setup_window(create=create)
    asked = setup.answer(is_yes=True)
    to_summary(setup)
    setup.next()
    assert setup.view.summary.progress.isVisible()
    setup.next()
    setup.view.close()
    assert asked == []
    assert "请等几秒钟" in setup.view.message.words.text()
    may_go_on.set()
    setup.wait(lambda: not setup.view.isVisible())
    assert len(calls) == 1


def test_a_failure_is_told_and_can_be_tried_again(open_setup_window):
    tries = []

    def create(*_given) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise DiskFull

    setup = open_setup_window(create=create)
    to_summary(setup)
    setup.next()
    setup.settle()
    assert DiskFull.phone_code in setup.view.message.code.text()
    assert setup.view.next_button.isEnabled()
    setup.next()
    setup.wait(lambda: not setup.view.isVisible())


def test_text_can_be_made_larger_before_there_is_a_counter(setup, theme):
    setup.press(Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert theme.sizes.scale_percent == 125
    setup.press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert theme.sizes.scale_percent == 100

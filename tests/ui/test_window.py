from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenuBar

from counter_app.domain.desk_news import Lamp, Light, PrinterNews
from counter_app.domain.errors import DiskFull, MaterialsNotComplete, PaperOut
from counter_app.domain.reader_news import ReaderState, ReaderStateChanged
from counter_app.ui.frame.rail import RailButton
from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.preferences import WindowPreferences
from counter_app.ui.tokens import Tone
from tests.fakes.desks import OFFLINE, PreferencesInMemory

CONTROL = Qt.KeyboardModifier.ControlModifier


def lamp(counter, name: str):
    return counter.window.status_line.lamp(name)


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_F1, "help_page"),
        (Qt.Key.Key_F2, "intake_page"),
        (Qt.Key.Key_F3, "worklist_page"),
    ],
)
def test_keys_lead_to_pages_and_the_rail_marks_where_one_is(counter, key, page):
    counter.press(Qt.Key.Key_F1)
    counter.press(key)
    assert counter.window.page().objectName() == page
    marked = [b.objectName() for b in counter.window.findChildren(RailButton) if b.isChecked()]
    assert len(marked) == 1


def test_a_key_of_the_settings_replaces_the_default(open_counter):
    counter = open_counter(keys=KeyTable.from_settings({"help": "Ctrl+F1"}))
    counter.sign_in()
    counter.press(Qt.Key.Key_F1)
    assert counter.window.page().objectName() == "worklist_page"
    counter.press(Qt.Key.Key_F1, CONTROL)
    assert counter.window.page().objectName() == "help_page"


def test_f10_reaches_the_page_and_opens_no_menu(counter):
    assert counter.window.findChildren(QMenuBar) == []
    counter.press(Qt.Key.Key_F2)
    counter.intake.offers = {Action.SUBMIT: ""}
    counter.press(Qt.Key.Key_F10)
    assert counter.intake.asked[-1] is Action.SUBMIT


def test_control_and_enter_submit_too(counter):
    counter.press(Qt.Key.Key_F2)
    counter.intake.offers = {Action.SUBMIT: ""}
    counter.press(Qt.Key.Key_Return, CONTROL)
    counter.press(Qt.Key.Key_Enter, CONTROL)
    assert counter.intake.asked[-2:] == [Action.SUBMIT, Action.SUBMIT]


def test_a_key_that_cannot_be_used_now_says_why(counter):
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_F10)
    assert "还没有选事项" in counter.window.message.words.text()
    assert counter.window.message.isVisible()
    button = counter.window.action_bar.button(Action.SUBMIT)
    assert not button.isEnabled()
    assert button.accessibleDescription() == "还没有选事项"


def test_a_key_that_means_nothing_here_says_so(counter):
    counter.press(Qt.Key.Key_F8)
    assert "本页没有“一次性告知”" in counter.window.message.words.text()


def test_the_bar_follows_what_the_page_offers(counter):
    counter.press(Qt.Key.Key_F2)
    counter.intake.offers = {Action.SUBMIT: "", Action.READ_CARD: "读卡器未连接"}
    counter.intake.actions_changed.emit()
    bar = counter.window.action_bar
    assert bar.button(Action.SUBMIT).isEnabled()
    assert not bar.button(Action.READ_CARD).isEnabled()
    assert not bar.button(Action.NOTICE).isVisible()
    bar.button(Action.SUBMIT).click()
    assert counter.intake.asked[-1] is Action.SUBMIT


def test_f5_nudges_the_county_line_and_says_what_it_did(counter):
    counter.press(Qt.Key.Key_F5)
    assert counter.parts.county.nudges == 1
    assert counter.window.toast.isVisible()
    assert "同步" in counter.window.toast.words.text()


@pytest.mark.lesson(17)
@pytest.mark.parametrize("error", [DiskFull(), PaperOut()])
def test_a_failure_stays_with_advice_and_code_until_it_is_closed(counter, error):
    counter.presenter.show_error(error)
    message = counter.window.message
    assert message.isVisible()
    assert message.words.text() == error.advice
    assert error.phone_code in message.code.text()
    counter.press(Qt.Key.Key_Escape)
    assert not message.isVisible()
    assert counter.window.page().objectName() == "worklist_page", "Esc closed only the message"


def test_a_failure_stays_on_the_way_to_another_page_and_a_mere_hint_does_not(counter):
    counter.presenter.show_error(DiskFull())
    counter.press(Qt.Key.Key_F1)
    assert counter.window.message.isVisible()
    counter.press(Qt.Key.Key_Escape)
    counter.press(Qt.Key.Key_F8)
    assert counter.window.message.isVisible()
    counter.press(Qt.Key.Key_F3)
    assert not counter.window.message.isVisible()


def test_a_rule_names_what_it_is_about_but_english_details_stay_out_of_sight(counter):
    counter.presenter.show_error(MaterialsNotComplete("户口簿、申请表"))
    assert counter.window.message.details.text() == "户口簿、申请表"
    assert counter.window.message.details.isVisible()
    counter.presenter.show_error(MaterialsNotComplete("received → accepted"))
    assert not counter.window.message.details.isVisible()


def test_lamps_say_in_words_what_is_so_and_more_when_pressed(counter, clock):
    at = clock.now()
    counter.parts.county.tell(
        replace(
            OFFLINE,
            lamp=Lamp.ONLINE,
            unacknowledged=2,
            last_ack_at=at,
            next_try_at=at + timedelta(minutes=1),
            advice="",
        )
    )
    counter.wait(lambda: "在线" in lamp(counter, "county").text())
    assert "2条未确认" in lamp(counter, "county").text()
    assert lamp(counter, "county").look.tone is Tone.GOOD
    story = lamp(counter, "county").more
    assert "最后确认：11-02 09:30" in story
    assert "下次自动同步：09:31:00" in story
    assert "都已保存在本机" in story


def test_reader_and_printers_are_told_as_they_change(counter):
    assert "正在查找读卡器" in lamp(counter, "reader").text()
    busy = ReaderStateChanged(
        state=ReaderState.BUSY_PORT, text="串口被占用：另一个程序正在使用COM3", detail_code="D102"
    )
    counter.parts.reader.tell(busy)
    counter.wait(lambda: lamp(counter, "reader").text() == "串口被占用")
    assert "COM3" in lamp(counter, "reader").more
    assert "D102" in lamp(counter, "reader").more
    counter.parts.print_desk.tell(
        PrinterNews(printer="小票80", light=Light.FAILED, text="打印机缺纸。请换纸")
    )
    counter.wait(lambda: "故障" in lamp(counter, "printer_小票80").text())
    assert "请换纸" in lamp(counter, "printer_小票80").more
    assert lamp(counter, "printer_小票80").look.tone is Tone.BAD


def test_text_grows_and_shrinks_by_keys_and_is_remembered(counter, theme):
    counter.press(Qt.Key.Key_Equal, CONTROL)
    counter.press(Qt.Key.Key_Equal, CONTROL)
    assert theme.sizes.scale_percent == 150
    counter.press(Qt.Key.Key_Minus, CONTROL)
    assert theme.sizes.scale_percent == 125
    assert counter.parts.preferences.kept.scale_percent == 125
    counter.press(Qt.Key.Key_0, CONTROL)
    assert counter.parts.preferences.kept.scale_percent == 100


def test_the_remembered_look_is_there_at_the_next_start(open_counter, theme):
    store = PreferencesInMemory(WindowPreferences(scale_percent=175, is_high_contrast=True))
    open_counter(preferences=store)
    assert theme.sizes.scale_percent == 175
    assert theme.is_high_contrast


def test_practice_is_never_out_of_sight(open_counter):
    counter = open_counter(practice_words="练习模式：办件不会上报，凭证无效")
    band = counter.window.findChild(object, "practice_band")
    assert band.isVisible()
    counter.sign_in()
    assert band.isVisible()


def test_the_header_shows_when_the_page_was_last_saved(counter):
    counter.presenter.mark_saved("已保存 14:32:05")
    assert counter.window.header.saved.isVisible()
    assert "14:32:05" in counter.window.header.saved.text()
    counter.press(Qt.Key.Key_F1)
    assert not counter.window.header.saved.isVisible(), "the help page saves nothing"


def test_an_act_can_be_taken_back_once_from_the_toast(counter):
    undone = []
    counter.presenter.offer_undo("已提交", lambda: undone.append(1))
    counter.press(Qt.Key.Key_Z, CONTROL)
    counter.press(Qt.Key.Key_Z, CONTROL)
    assert undone == [1]
    assert not counter.window.toast.isVisible()


def test_the_window_is_built_without_sql_network_printing_or_pydantic():
    code = (
        "import sys, counter_app.ui.assemble, counter_app.ui.application\n"
        "heavy = {'sqlalchemy', 'requests', 'reportlab', 'escpos', 'pydantic', 'serial', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

from __future__ import annotations

import ast
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

import counter_app.bootstrap
from counter_app.domain.county_word import ENROL_AGAIN, DeviceStanding
from counter_app.domain.desk_news import Lamp, Light, PrinterNews
from counter_app.domain.errors import EnrolmentRefused, PrinterUnreachable, UnreadableFile
from counter_app.domain.print_job import PrintState
from counter_app.domain.reader_news import (
    PORT_VERDICT_WORDS,
    PortFinding,
    PortsSearched,
    PortVerdict,
    ReaderState,
    ReaderStateChanged,
    RememberedPort,
)
from counter_app.ui.device_parts import TestPageResult
from counter_app.ui.devices.words import check_name, code_problem, finding_look, paper_name
from counter_app.ui.keys import Action
from tests.fakes.desks import OFFLINE
from tests.ui.devices.conftest import CHECKS

READER = PortFinding(port=RememberedPort(name="COM3"), verdict=PortVerdict.READER)
PRINTER = PortFinding(port=RememberedPort(name="COM5"), verdict=PortVerdict.OWNED)
URL = "https://county.example"
CODE = "7K3M-9QXD-7K3M-9QXD-7K3M-9QXD"

BOOTSTRAP = Path(counter_app.bootstrap.__file__).parent


def words_in(page) -> str:
    return "\n".join(line.text() for line in page.checks.lines)


def test_a_key_leads_to_the_page_and_everything_is_looked_at(at_devices):
    counter = at_devices.counter
    counter.press(Qt.Key.Key_F3)
    assert counter.window.page() is not at_devices.page
    counter.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert counter.window.page() is at_devices.page
    assert counter.window.rail.button(Action.DEVICES).isChecked()
    counter.settle_devices()
    assert len(at_devices.page.checks.lines) == len(CHECKS)


def test_what_needs_a_hand_stands_first_with_its_advice(at_devices):
    lines = words_in(at_devices.page).splitlines()
    assert lines[0].startswith("打印机 小票80：打印机缺纸")
    assert lines[1].startswith("工作日历：第 1 版")
    assert at_devices.page.checks.lines[0].accessibleName().startswith("有问题")


def test_f5_looks_again(at_devices):
    at_devices.devices.found = CHECKS[:1]
    at_devices.counter.press(Qt.Key.Key_F5)
    at_devices.counter.settle_devices()
    assert words_in(at_devices.page) == "设置：综合窗口1号"


def test_the_search_is_told_port_by_port_from_other_threads(at_devices):
    page, counter = at_devices.page, at_devices.counter
    counter.press(Qt.Key.Key_F4)
    (told,) = at_devices.devices.searches
    assert "正在查找" in page.reader.search_button.text()
    for news in (
        PortsSearched(findings=(PRINTER,), is_finished=False),
        PortsSearched(findings=(PRINTER, READER), is_finished=True, chosen=READER.port),
    ):
        thread = threading.Thread(target=told, args=(news,))
        thread.start()
        thread.join()
        counter.wait(lambda news=news: len(page.reader.rows) == len(news.findings))
    assert "找到了" in page.reader.progress.text()
    assert not page.reader.is_searching


def test_a_second_search_waits_for_the_first(at_devices):
    for _ in range(2):
        at_devices.page.reader.search_button.click()
    assert len(at_devices.devices.searches) == 1
    at_devices.counter.press(Qt.Key.Key_F4)
    assert len(at_devices.devices.searches) == 1
    assert "正在查找" in at_devices.counter.window.message.words.text()


@pytest.mark.parametrize(
    ("findings", "words"), [((PRINTER,), "请检查接线和电源"), ((), "没有串口")]
)
def test_a_search_without_a_find_says_what_to_do(at_devices, findings, words):
    at_devices.page.search_requested.emit()
    at_devices.devices.searches[0](PortsSearched(findings=findings, is_finished=True))
    at_devices.counter.wait(lambda: not at_devices.page.reader.is_searching)
    assert words in at_devices.page.reader.progress.text()
    assert "不影响手工录入" in at_devices.page.reader.progress.text()


def found(at_devices) -> QPushButton:
    at_devices.page.search_requested.emit()
    news = PortsSearched(findings=(PRINTER, READER), is_finished=True, chosen=READER.port)
    at_devices.devices.searches[0](news)
    at_devices.counter.wait(lambda: not at_devices.page.reader.is_searching)
    assert at_devices.page.findChild(QPushButton, "devices_use_0") is None, "no reader there"
    return at_devices.counter.child(QPushButton, "devices_use_1")


def test_the_chosen_port_is_remembered(at_devices):
    found(at_devices).click()
    at_devices.counter.settle_devices()
    assert at_devices.devices.kept == [READER.port]
    assert at_devices.page.reader.port.text() == "端口：COM3"


def test_after_a_find_enter_remembers_it(at_devices):
    at_devices.page.reader.search_button.setFocus()
    button = found(at_devices)
    assert button.hasFocus()
    at_devices.counter.press(Qt.Key.Key_Return)
    at_devices.counter.settle_devices()
    assert at_devices.devices.kept == [READER.port]


def test_settings_that_cannot_be_written_are_told(at_devices):
    button = found(at_devices)
    at_devices.devices.fails_with = UnreadableFile("settings.toml")
    button.click()
    at_devices.counter.settle_devices()
    assert "I101" in at_devices.counter.window.message.code.text()


def test_the_reader_says_how_it_is(at_devices):
    news = ReaderStateChanged(state=ReaderState.FAULT, text="读卡器故障，请重新插拔")
    at_devices.counter.parts.reader.tell(news)
    at_devices.counter.wait(lambda: at_devices.page.reader.state.text == "读卡器故障")
    assert at_devices.page.reader.story.text() == news.text


def test_a_printers_lamp_follows_the_printer(at_devices):
    row = at_devices.page.printers.rows["小票80"]
    assert row.story.text() == "就绪"
    news = PrinterNews(printer="小票80", light=Light.FAILED, text="打印机缺纸")
    at_devices.counter.parts.print_desk.tell(news)
    at_devices.counter.wait(lambda: row.story.text() == "打印机缺纸")
    assert row.state.text == "故障"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PrintState.PRINTED, "已打出"),
        (PrintState.FAILED, "没有打印：缺纸"),
        (PrintState.UNKNOWN, "请看有没有出纸（缺纸）"),
    ],
)
def test_what_became_of_a_test_page_is_said_beside_the_printer(at_devices, state, words):
    at_devices.devices.result = TestPageResult(state=state, detail="缺纸")
    at_devices.counter.press(Qt.Key.Key_F9)
    at_devices.counter.settle_devices()
    row = at_devices.page.printers.rows["小票80"]
    assert words in row.result.text()
    assert at_devices.page.printers.rows["A4"].result.text() == ""


def test_a_test_page_that_breaks_off_can_be_asked_for_again(at_devices):
    at_devices.devices.fails_with = PrinterUnreachable()
    row = at_devices.page.printers.rows["A4"]
    row.button.click()
    row.button.click()
    at_devices.counter.settle_devices()
    assert PrinterUnreachable.phone_code in at_devices.counter.window.message.code.text()
    assert not row.is_printing


def type_in(field, text: str) -> None:
    field.edit.setText(text)
    field.edit.textEdited.emit(text)


def test_enrolling_goes_by_keyboard_and_shows_where_the_county_is(at_devices):
    card = at_devices.page.county
    type_in(card.url, URL)
    card.url.edit.setFocus()
    at_devices.counter.press(Qt.Key.Key_Return)
    assert card.code.edit.hasFocus()
    type_in(card.code, CODE)
    at_devices.counter.press(Qt.Key.Key_Return)
    at_devices.counter.settle_devices()
    assert at_devices.devices.enrolled == [(URL, CODE)]
    assert card.where.text() == URL
    assert not card.form.isVisible()
    assert card.code.text() == ""


def test_a_counter_the_county_refuses_is_asked_for_a_new_code_only(at_devices):
    card = at_devices.page.county
    at_devices.devices.url = URL
    card.show_address(URL)
    tell = at_devices.counter.parts.county.tell
    for standing in sorted(ENROL_AGAIN, key=str):
        tell(replace(OFFLINE, standing=standing, advice=standing.value))
        at_devices.counter.wait(lambda said=standing.value: said in card.story.text())
        assert card.form.isVisible()
        assert (card.url.text(), card.url.isEnabled()) == (URL, False)
        assert "重新登记" in card.button.text()
    type_in(card.code, CODE)
    card.button.click()
    at_devices.counter.settle_devices()
    assert at_devices.devices.enrolled == [(URL, CODE)]
    tell(replace(OFFLINE, standing=DeviceStanding.ACTIVE, advice="good again"))
    at_devices.counter.wait(lambda: "good again" in card.story.text())
    assert not card.form.isVisible()
    assert card.where.text() == URL


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("", CODE, "请输入县局地址"),
        ("http://county.example", CODE, "应以 https:// 开头"),
        (URL, "7K3M-9QXD", "现在 8 位，应为 24 位"),
        (URL, "", "请输入县局给的登记码"),
    ],
)
def test_slips_are_said_before_anything_is_sent(at_devices, url, code, words):
    card = at_devices.page.county
    type_in(card.url, url)
    type_in(card.code, code)
    card.button.click()
    assert words in card.url.remark.text() + card.code.remark.text()
    assert at_devices.devices.enrolled == []


def test_a_county_that_refuses_leaves_what_was_typed(at_devices):
    card = at_devices.page.county
    type_in(card.url, URL)
    type_in(card.code, CODE)
    at_devices.devices.fails_with = EnrolmentRefused()
    card.button.click()
    at_devices.counter.settle_devices()
    assert EnrolmentRefused.phone_code in at_devices.counter.window.message.code.text()
    assert card.code.text() == CODE
    assert card.code.edit.hasFocus()


def test_the_county_line_is_told_as_it_changes(at_devices):
    assert OFFLINE.advice in at_devices.page.county.story.text()
    assert at_devices.page.county.state.text
    at_devices.counter.parts.county.tell(
        type(OFFLINE)(lamp=Lamp.ONLINE, unacknowledged=0, last_ack_at=None, next_try_at=None)
    )
    at_devices.counter.wait(lambda: "0 条" in at_devices.page.county.story.text())


def test_checks_that_cannot_be_made_are_told_and_can_be_made_again(at_devices):
    at_devices.devices.fails_with = UnreadableFile("x")
    at_devices.page.checks.button.click()
    at_devices.counter.settle_devices()
    assert "I101" in at_devices.counter.window.message.code.text()
    at_devices.devices.fails_with = None
    at_devices.page.checks.button.click()
    at_devices.counter.settle_devices()
    assert not at_devices.page.checks.is_checking


def test_without_the_page_its_key_says_so(open_counter):
    counter = open_counter()
    counter.sign_in()
    counter.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert "本页没有“设备”" in counter.window.message.words.text()


def checks_in(path):
    """Return the names of the checks that a module can make: first words of a literal call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_check = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check"
        if is_check and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def test_every_verdict_check_and_paper_has_its_words():
    assert all(finding_look(verdict).icon for verdict in PORT_VERDICT_WORDS)
    names = {name for path in BOOTSTRAP.glob("*.py") for name in checks_in(path)}
    assert {"settings", "disk", "device-key", "program-files", "backup-second"} <= names
    assert {name for name in names if check_name(name) == name} == set()
    assert check_name("printer 小票") == "打印机 小票"
    assert [paper_name(paper) for paper in ("58", "80", "a4")] == [
        "58 毫米纸卷",
        "80 毫米纸卷",
        "A4 纸",
    ]
    assert code_problem(CODE.lower()) == ""

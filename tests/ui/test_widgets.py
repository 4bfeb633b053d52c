from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.item import DayUnit
from counter_app.domain.opening_hours import RemainingTime
from counter_app.ui.dialogs import Dialogs, Question
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.deadline_badge import DeadlineBadge
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import ElidedLabel, PlainLabel
from counter_app.ui.widgets.paper_preview import PaperPreview
from tests.ui.conftest import paper_png

HOSTILE = "<b>李四</b><img src='file:///etc/passwd'>&amp;"


def left(days: int, *, over: int = 0, is_over: bool = False, minutes: int = 180) -> RemainingTime:
    return RemainingTime(
        days=days, minutes=minutes, days_over=over, is_over=is_over, unit=DayUnit.WORKING
    )


def test_a_name_is_never_markup_not_even_in_a_tool_tip(qtbot):
    for label in (PlainLabel(HOSTILE), ElidedLabel(HOSTILE)):
        qtbot.addWidget(label)
        assert label.text() == HOSTILE
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert "&lt;img" in label.toolTip()
    assert "<img" not in label.toolTip()


def test_an_elided_label_gives_way_and_keeps_its_whole_text(qtbot):
    label = ElidedLabel("很长的名字" * 20)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    whole_width = label.fontMetrics().horizontalAdvance(label.text())
    assert label.minimumSizeHint().width() < whole_width / 10  # Whatever look is in force.
    assert label.text() == "很长的名字" * 20
    label.grab()


def test_a_badge_speaks_the_word_it_shows(qtbot, theme):
    badge = Badge(theme, "badge")
    qtbot.addWidget(badge)
    badge.show_state(CaseStatus.AWAITING_SUPPLEMENT)
    assert badge.text == badge.accessibleName() == "待补正"
    before = badge.sizeHint()
    theme.set_scale(200)
    assert badge.sizeHint().height() == 2 * before.height()


@pytest.mark.parametrize(
    ("time", "words", "tone"),
    [
        (None, "不计时", Tone.NEUTRAL),
        (left(2), "还剩2个工作日3小时", Tone.INFO),
        (left(1), "还剩1个工作日3小时", Tone.CAUTION),
        (left(0), "还剩3小时", Tone.CAUTION),
        (left(0, minutes=0), "今天到期", Tone.CAUTION),
        (left(0, over=1, is_over=True), "超1天", Tone.BAD),
    ],
)
def test_time_left_has_its_own_words_colour_and_shape(qtbot, theme, time, words, tone):
    badge = DeadlineBadge(theme, "time")
    qtbot.addWidget(badge)
    badge.show_time(time)
    assert badge.text == words
    assert badge.look.tone is tone


def test_pressing_time_and_time_enough_differ_in_shape_too(qtbot, theme):
    badge = DeadlineBadge(theme, "time")
    qtbot.addWidget(badge)
    shapes = []
    for time in (None, left(5), left(1), left(0), left(0, over=2, is_over=True)):
        badge.show_time(time)
        shapes.append(badge.look.icon)
    assert len(set(shapes)) == 5


def test_a_key_button_shows_its_key_and_enter_presses_it(qtbot, theme):
    button = KeyButton(theme, "submit", "提交", key="F10", icon="stamp", kind="primary")
    qtbot.addWidget(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    assert button.accessibleName() == "提交 F10"
    assert button.sizeHint().width() > KeyButton(theme, "x", "提交").sizeHint().width()
    button.show()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter)
    assert pressed == [1, 1]


def test_a_button_that_is_off_says_why_and_cannot_be_pressed(qtbot, theme):
    button = KeyButton(theme, "submit", "提交", key="F10")
    qtbot.addWidget(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.set_available("还没有选事项")
    button.click()
    assert pressed == []
    assert not button.isEnabled()
    assert button.accessibleDescription() == "还没有选事项"
    button.set_available("")
    assert button.isEnabled()
    assert button.toolTip() == ""


@pytest.mark.parametrize("ends_right", [False, True])
def test_buttons_that_have_no_room_go_on_in_the_next_row(qtbot, theme, ends_right):
    box = FlowBox(ends_right=ends_right)
    qtbot.addWidget(box)
    buttons = [KeyButton(theme, f"b{n}", "一次性告知", key="F8") for n in range(4)]
    box.add(*buttons)
    one_row = box.flow.sizeHint()
    two_wide = one_row.width() // 2 + 10
    assert box.heightForWidth(one_row.width()) == one_row.height()
    assert box.heightForWidth(two_wide) > 2 * one_row.height()
    box.resize(two_wide, box.heightForWidth(two_wide))
    box.show()
    places = [QRect(button.geometry()) for button in buttons]
    assert all(box.rect().contains(place) for place in places)
    assert not any(
        one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :]
    )


def test_hidden_buttons_take_no_room(qtbot, theme):
    box = FlowBox()
    qtbot.addWidget(box)
    first, second = (KeyButton(theme, name, "提交") for name in "ab")
    box.add(first, second)
    both = box.flow.sizeHint().width()
    second.hide()
    assert box.flow.sizeHint().width() < both


def test_a_card_without_a_title_has_no_heading(qtbot):
    card = Card("card")
    qtbot.addWidget(card)
    card.show()
    assert not card.heading.isVisible()


def test_a_paper_is_shown_enlarged_and_never_beyond_its_limits(qtbot, theme):
    preview = PaperPreview(theme, "preview")
    qtbot.addWidget(preview)
    preview.show_png(paper_png(), "收件凭证")
    assert preview.paper.pixmap().width() == 576
    for _ in range(9):
        preview.zoom_in.click()
    assert preview.zoom_percent == 200
    assert not preview.zoom_in.isEnabled()
    for _ in range(9):
        preview.zoom_out.click()
    assert preview.zoom_percent == 50
    assert preview.paper.pixmap().width() == 288


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\ncut off"])
def test_bytes_that_are_no_picture_say_so(qtbot, theme, data):
    preview = PaperPreview(theme, "preview")
    qtbot.addWidget(preview)
    preview.show_png(data, "收件凭证")
    assert not preview.has_picture
    assert preview.paper.text() == "没有纸样"
    assert not preview.zoom_in.isEnabled()


@pytest.fixture
def desk(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return Dialogs(theme, window), window


def ask(desk, **more):
    dialogs, window = desk
    answers = []
    question = Question(name="q", title="作废这个办件吗？", accept="作废", **more)
    dialogs.ask(question, answers.append)
    return answers, window


@pytest.mark.parametrize(("button", "is_yes"), [("dialog_accept", True), ("dialog_reject", False)])
def test_a_question_is_answered_exactly_once(qtbot, desk, button, is_yes):
    answers, window = ask(desk)
    window.findChild(QPushButton, button).click()
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.waitUntil(lambda: window.findChild(QPushButton, button) is None)
    assert [answer.is_yes for answer in answers] == [is_yes]


def test_a_reason_has_to_be_there_and_is_stripped(qtbot, desk):
    answers, window = ask(desk, asks_reason=True)
    dialog = window.findChild(QWidget, "dialog_q")
    dialog.reason.setText("   ")
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setText("  群众遗失 ")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].reason == "群众遗失"


def test_saying_no_gives_no_reason_away(qtbot, desk):
    answers, window = ask(desk, asks_reason=True, choices=("卡纸", "遗失"))
    dialog = window.findChild(QWidget, "dialog_q")
    dialog.choices.setCurrentRow(1)
    assert dialog.reason.text() == "遗失"
    dialog.reject_button.click()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].reason == ""


def test_bugs_in_a_row_open_one_dialog_with_the_first_name(desk):
    dialogs, window = desk
    dialogs.tell_crash("1102-0930-7F3A")
    dialogs.tell_crash("1102-0931-0000")
    shown = window.findChildren(QWidget, "crash_dialog")
    assert len(shown) == 1
    assert "1102-0930-7F3A" in shown[0].code.text()
    assert "没有丢失" in shown[0].safe.text()
    shown[0].close()


def test_no_clock_of_the_test_machine_is_read_by_a_widget():
    """The words of the header come from the counter's clock alone."""
    from counter_app.ui.frame.header import clock_words

    assert clock_words(datetime(2026, 11, 2, 9, 5, tzinfo=UTC)) == "11月2日 周一 09:05"

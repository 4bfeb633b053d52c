"""Rules that hold for every widget of every page, at every size of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from counter_app.domain.errors import PaperOut
from counter_app.ui.frame.status_line import StatusLamp
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import ElidedLabel, PlainLabel
from tests.fakes.desks import OFFLINE, LineToCounty, PreferencesInMemory
from tests.ui.sample_cases import a_morning

INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractScrollArea,
    QTabBar,
)
SMALL, SMALLER = (1366, 768), (1024, 768)
SIZES = [(100, SMALL), (150, SMALL), (200, SMALL), (100, SMALLER), (125, SMALLER)]
PAGES = ("sign-in", "worklist", "empty-list", "case", "judging", "help", "messages")


def show(counter, cases, page: str) -> QWidget:
    """Bring a page to the front with everything on it."""
    if page == "sign-in":
        return counter.window.sign_in
    counter.sign_in()
    if page == "empty-list":
        counter.window.page().search.setText("查无此人")
        counter.wait(counter.window.page().empty.isVisible)
    if page in {"case", "judging"}:
        counter.presenter.open_case(cases[1].case_id)
        counter.settle()
    if page == "judging":
        counter.presenter.do(Action.MATERIALS)
        for judge in counter.window.page().materials.judges:
            judge.choose(list(judge.buttons)[-1])
    if page == "help":
        counter.presenter.do(Action.HELP)
    if page == "messages":
        counter.presenter.show_error(PaperOut())
        counter.window.print_bar.ask("《收件凭证》：出纸了吗？", yes="出了", no="没出")
        counter.presenter.offer_undo("已提交", lambda: None)
    counter.breathe()
    return counter.window


@pytest.fixture(params=PAGES)
def page_name(request) -> str:
    return request.param


def everything(root: QWidget) -> Iterator[QWidget]:
    yield root
    yield from root.findChildren(QWidget)


def is_ours(widget: QWidget) -> bool:
    """Answer whether a widget is one that the program made, not an inner part that Qt made."""
    inner = widget.objectName().startswith("qt_") or widget.parentWidget() is None
    part = isinstance(widget.parentWidget(), QAbstractSpinBox | QLineEdit | QTabBar | QComboBox)
    header = widget.metaObject().className() in {"QHeaderView", "QTableCornerButton"}
    return not (inner or part or header)


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "size"), SIZES)
def test_all_widgets_have_names_plain_words_and_room(
    open_counter, office, clock, page_name, scale, size
):
    store = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    slow_clock = replace(OFFLINE, last_ack_at=clock.now(), clock_offset_ms=-400_000)
    counter = open_counter(preferences=store, county=LineToCounty(slow_clock))
    counter.window.resize(*size)
    root = show(counter, a_morning(office, clock), page_name)
    assert nameless_in(root) == []
    assert markup_in(root) == []
    assert [fault for widget in everything(root) if (fault := what_is_cut(widget))] == []


def nameless_in(root: QWidget) -> list[str]:
    """Return what can be used but has no name for tests or none for screen readers."""
    return [
        f"{widget.metaObject().className()} {widget.objectName()!r} in "
        f"{widget.parentWidget().objectName()!r}"
        for widget in everything(root)
        if isinstance(widget, INTERACTIVE)
        and is_ours(widget)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.objectName() and widget.accessibleName())
    ]


def markup_in(root: QWidget) -> list[str]:
    """Return labels that would take words for markup."""
    return [
        label.objectName() or label.text()
        for label in everything(root)
        if isinstance(label, QLabel)
        and not label.pixmap()
        and label.text()
        and label.textFormat() is not Qt.TextFormat.PlainText
    ]


def test_the_rules_see_what_breaks_them(qtbot):
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.setObjectName("ground")
    QLineEdit(ground)
    QLabel("<b>李四</b>", ground)
    assert len(nameless_in(ground)) == 1
    assert markup_in(ground) == ["<b>李四</b>"]


def what_is_cut(widget: QWidget) -> str:
    """Return what is wrong with the room a widget has, or ""."""
    if not widget.isVisible():
        return ""
    name = widget.objectName() or getattr(widget, "text", str)()
    if isinstance(widget, KeyButton | Badge | StatusLamp) and (
        widget.width() < widget.sizeHint().width() or widget.height() < widget.sizeHint().height()
    ):
        return f"{name} has {widget.size()} and needs {widget.sizeHint()}"
    if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel) and widget.text():
        need = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
        if need > widget.height() + 1:
            return f"{widget.text()!r} has {widget.height()} px of height and needs {need}"
        if not widget.wordWrap() and widget.width() < widget.sizeHint().width():
            return f"{widget.text()!r} has {widget.width()} px and needs {widget.sizeHint()}"
    return stands_outside(widget, name)


def test_the_measure_sees_words_that_are_cut_off(qtbot, theme):
    label = PlainLabel("一行很长的字，放不进这么窄的地方", wraps=True)
    button = KeyButton(theme, "button", "出具一次性告知书", key="F8")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.setFixedSize(60, 20)
        widget.show()
    assert "needs" in what_is_cut(label)
    assert "needs" in what_is_cut(button)


def stands_outside(widget: QWidget, name: str) -> str:
    """Say so if a widget reaches over the edge of the window without a scroll bar to follow."""
    if not isinstance(widget, QAbstractButton | QLabel | QLineEdit) or not is_ours(widget):
        return ""
    window = widget.window()
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            ground = parent.viewport()
            left = widget.mapTo(ground, QPoint(0, 0)).x()
            is_out = left < 0 or left + widget.width() > ground.width()
            return f"{name} is wider than its area" if is_out else ""
        parent = parent.parentWidget()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return "" if window.rect().contains(place) else f"{name} stands outside: {place}"


def test_the_tab_key_goes_round_every_page_without_a_trap(open_counter, office, clock):
    counter = open_counter()
    cases = a_morning(office, clock)
    show(counter, cases, "case")
    reached = set()
    for _ in range(60):
        counter.press(Qt.Key.Key_Tab)
        reached.add(counter.window.focusWidget().objectName())
    assert {"case_copy", "step_issue_notice", "step_refuse", "rail_find", "lamp_county"} <= reached
    assert {"paper_one-time-notice_print", "paper_intake-receipt_look"} <= reached

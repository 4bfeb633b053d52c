"""Everything that can be used has a name for programs and one that is spoken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from counter_app.services.submit_intake import Outcome

USABLE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


def nameless(page: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {widget.parent().objectName()!r}"
        for kind in USABLE
        for widget in page.findChildren(kind)
        if not _is_qts_own(widget) and not (widget.objectName() and widget.accessibleName())
    ]


def _is_qts_own(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own widgets, such as the clear button of a field."""
    inside = widget.parent()
    while inside is not None:
        if isinstance(inside, QLineEdit | QComboBox | QAbstractItemView | QScrollBar):
            return True
        inside = inside.parent()
    return widget.objectName().startswith("qt_")


def test_every_widget_that_can_be_used_has_both_names(intake):
    intake.read_card()
    intake.type("gljt")
    intake.key(Qt.Key.Key_Return)
    intake.page.form.outcome.corrections.made.emit("a", "b", "c")
    assert nameless(intake.page) == []


def test_names_are_given_once(intake):
    names = [
        widget.objectName()
        for kind in USABLE
        for widget in intake.page.findChildren(kind)
        if not _is_qts_own(widget)
    ]
    assert sorted(names) == sorted(set(names))


def test_nothing_on_the_page_takes_data_for_markup(intake):
    labels = intake.page.findChildren(QLabel)
    assert len(labels) > 20
    assert {label.textFormat() for label in labels if label.text()} == {Qt.TextFormat.PlainText}


def test_buttons_that_are_off_say_why(intake):
    buttons = intake.page.form.outcome.buttons
    assert not buttons[Outcome.ACCEPT].isEnabled()
    assert "事项" in buttons[Outcome.ACCEPT].accessibleDescription()


def test_a_row_of_the_checklist_is_spoken_whole(intake):
    intake.read_card()
    intake.type("gljt")
    intake.key(Qt.Key.Key_Return)
    intake.type("3")
    intake.type("1")
    model = intake.page.form.materials.model
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("第1项，申请书")
    assert "不合格" in spoken
    assert "未签名" in spoken

"""交接用 U 盘: getting ready to receive, writing a post for a computer, taking one in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

ANNOUNCE_KEY: Final = "Alt+R"
CARRY_KEY: Final = "Alt+W"
BRING_KEY: Final = "Alt+I"


class StickCard(Card):
    """Which stick, which computer, and three buttons.

    Signals:
        folder_changed: Another stick was chosen.
        announced, carried, brought: A button or its key was pressed.
    """

    folder_changed = Signal()
    announced = Signal()
    carried = Signal()
    brought = Signal()

    def __init__(self, theme: Theme, keys_in: QWidget) -> None:
        """Build it; its keys work wherever the focus is in `keys_in`."""
        super().__init__("post_stick", self.tr("没有网络时用 U 盘交接"))
        self.folders = _box("post_stick_folder", self.tr("U 盘或文件夹"))
        self.computers = _box("post_stick_receiver", self.tr("接岗的电脑"))
        self.result = named(PlainLabel("", "soft", wraps=True), "post_stick_result", "")
        self.announce_button = KeyButton(
            theme, "post_stick_announce", self.tr("接岗准备"), key=ANNOUNCE_KEY, icon="lock"
        )
        self.carry_button = KeyButton(
            theme, "post_stick_carry", self.tr("写交接包"), key=CARRY_KEY, icon="tray-in"
        )
        self.bring_button = KeyButton(
            theme, "post_stick_bring", self.tr("读交接包"), key=BRING_KEY, icon="disk"
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for row, box in enumerate((self.folders, self.computers)):
            caption = PlainLabel(box.accessibleName())
            caption.setBuddy(box)
            grid.addWidget(caption, row, 0)
            grid.addWidget(box, row, 1)
        buttons = FlowBox()
        for button, signal, key in (
            (self.announce_button, self.announced, ANNOUNCE_KEY),
            (self.carry_button, self.carried, CARRY_KEY),
            (self.bring_button, self.brought, BRING_KEY),
        ):
            buttons.add(button)
            button.clicked.connect(signal)
            shortcut = QShortcut(QKeySequence(key), keys_in)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        self.body.addWidget(self.result)
        self.body.addLayout(grid)
        self.body.addWidget(buttons)
        self.folders.currentIndexChanged.connect(lambda _place: self.folder_changed.emit())
        self.result.hide()

    def folder(self) -> str:
        """Return the chosen folder; "" when there is none."""
        return str(self.folders.currentData() or "")

    def device(self) -> str:
        """Return the chosen computer's device; "" when none is known."""
        return str(self.computers.currentData() or "")

    def show_folders(self, folders: Sequence[tuple[str, str]], nothing: str) -> None:
        """Offer (path, label)."""
        _fill(self.folders, folders, nothing)

    def show_receivers(self, receivers: Sequence[tuple[str, str]], nothing: str) -> None:
        """Offer (device, label)."""
        _fill(self.computers, receivers, nothing)

    def allow(self, why_not_announce: str, why_not_carry: str, why_not_bring: str) -> None:
        """Switch the buttons on for "", else off with the reason."""
        self.announce_button.set_available(why_not_announce)
        self.carry_button.set_available(why_not_carry)
        self.bring_button.set_available(why_not_bring)

    def show_result(self, words: str, tone: str) -> None:
        """Say what came of it."""
        self.result.tell(words, tone)


def _fill(box: QComboBox, entries: Sequence[tuple[str, str]], nothing: str) -> None:
    before = box.currentData()
    box.blockSignals(True)  # noqa: FBT003 - Qt's name
    box.clear()
    for data, label in entries:
        box.addItem(label, data)
    if not entries:
        box.addItem(nothing, "")
    box.setCurrentIndex(max(box.findData(before), 0))
    box.blockSignals(False)  # noqa: FBT003 - Qt's name


def _box(object_name: str, spoken: str) -> QComboBox:
    box = named(QComboBox(), object_name, spoken)
    # A long path must not make the page wider than the window at large text.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    named(box.view(), f"{object_name}_list", spoken)
    return box

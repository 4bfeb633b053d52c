"""Backups on the devices page: how old the last verified one is, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QProgressBar

from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named


class BackupCard(Card):
    """Age, media, the one under way, and three buttons.

    Signals:
        make_requested: One is to be made now, or the one under way stopped.
        rehearse_requested: The newest is to be restored where nothing depends on it.
        restore_requested: Somebody wants to go back to one.
    """

    make_requested = Signal()
    rehearse_requested = Signal()
    restore_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("devices_backup", QCoreApplication.translate("BackupCard", "备份"))
        self.state = Badge(theme, "devices_backup_state")
        self.head.insertWidget(0, IconLabel(theme, "disk", size=20))
        self.head.addWidget(self.state)
        self.age = PlainLabel("", wraps=True)
        self.media = PlainLabel("", "soft", wraps=True)
        self.progress = named(QProgressBar(), "devices_backup_progress", self.tr("备份进度"))
        self.progress.setTextVisible(False)
        self.result = PlainLabel("", "soft", wraps=True)
        self.result.setObjectName("devices_backup_result")
        self.make_button = KeyButton(theme, "devices_backup_make", self.tr("现在备份"), icon="disk")
        self.rehearse_button = KeyButton(theme, "devices_backup_rehearse", self.tr("演练恢复"))
        self.restore_button = KeyButton(theme, "devices_backup_restore", self.tr("从备份恢复…"))
        buttons = FlowBox()
        buttons.add(self.make_button, self.rehearse_button, self.restore_button)
        for widget in (self.age, self.media, self.progress, self.result, buttons):
            self.body.addWidget(widget)
        self.make_button.clicked.connect(self.make_requested)
        self.rehearse_button.clicked.connect(self.rehearse_requested)
        self.restore_button.clicked.connect(self.restore_requested)
        for button in (self.make_button, self.rehearse_button, self.restore_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_running(0, 0, is_running=False)
        self.show_result("", "")

    def show_age(self, words: str, media: str, *, is_old: bool) -> None:
        """Say how old the last verified one is, and where else it lies."""
        look = Look(Tone.CAUTION, "alert") if is_old else Look(Tone.GOOD, "check-circle")
        self.state.show_look(look, self.tr("注意") if is_old else self.tr("已核对"))
        self.age.setText(words)
        self.media.setText(media)

    def show_running(self, done: int, total: int, *, is_running: bool) -> None:
        """Show how far one is; the first button stops it meanwhile."""
        self.progress.setRange(0, max(total, 1) if total else 0)
        self.progress.setValue(done)
        self.progress.setVisible(is_running)
        self.make_button.set_words(self.tr("停止备份") if is_running else self.tr("现在备份"))

    def show_result(self, words: str, tone: str) -> None:
        """Say what came of the last act; "" says nothing."""
        self.result.tell(words, tone)

    def show_rehearsing(self, *, is_under_way: bool) -> None:
        """Let nobody begin a second one."""
        words = self.tr("正在演练…") if is_under_way else self.tr("演练恢复")
        self.rehearse_button.set_words(words)
        self.rehearse_button.setEnabled(not is_under_way)

"""Refusing a case: the ground, the reason, and where the applicant should go."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.terms import name_of
from counter_app.services.refuse_case import RefusalReason
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

REASON_CHARACTERS_MAX = 500
AUTHORITY_CHARACTERS_MAX = 100


class RefusalDialog(QDialog):
    """Asks for everything the law wants in a refusal; whether it is enough, the rule says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refusal_dialog")
        self.setWindowTitle(self.tr("不予受理"))
        self.setAccessibleName(self.tr("不予受理"))
        self.grounds = {
            ground: named(QRadioButton(name_of(ground)), f"refusal_{ground.value}", name_of(ground))
            for ground in RefusalGround
        }
        self.reason = named(QPlainTextEdit(), "refusal_reason", self.tr("理由"))
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText(self.tr("写给申请人看的理由，会印在不予受理通知书上"))
        self.authority = named(QLineEdit(), "refusal_authority", self.tr("应向哪个机关申请"))
        self.authority.setMaxLength(AUTHORITY_CHARACTERS_MAX)
        self.accept_button = KeyButton(
            theme,
            "refusal_accept",
            self.tr("出具不予受理通知书"),
            key="Ctrl+Enter",
            kind="danger",
            icon="ban",
        )
        self.reject_button = KeyButton(theme, "refusal_cancel", self.tr("取消"), key="Esc")
        self._build(theme)
        self.accept_button.clicked.connect(self.accept)
        self.accept_button.setShortcut("Ctrl+Return")
        self.reject_button.clicked.connect(self.reject)
        for radio in self.grounds.values():
            radio.toggled.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.authority.textChanged.connect(self._check)
        self.grounds[RefusalGround.NOT_COMPETENT].setChecked(True)
        self.reason.setFocus()

    def refusal(self) -> RefusalReason:
        """Return what was written."""
        ground = next(ground for ground, radio in self.grounds.items() if radio.isChecked())
        is_elsewhere = ground is RefusalGround.NOT_COMPETENT
        return RefusalReason(
            ground=ground,
            reason=self.reason.toPlainText().strip()[:REASON_CHARACTERS_MAX],
            competent_authority=self.authority.text().strip() if is_elsewhere else "",
        )

    def _check(self) -> None:
        is_elsewhere = self.grounds[RefusalGround.NOT_COMPETENT].isChecked()
        self.authority.setEnabled(is_elsewhere)
        why_not = ""
        if not self.reason.toPlainText().strip():
            why_not = self.tr("请先写明理由")
        elif is_elsewhere and not self.authority.text().strip():
            why_not = self.tr("请写明应向哪个机关申请")
        self.accept_button.set_available(why_not)
        self.hint.setText(why_not or self.tr("办件会保存，通知书随后打印。"))

    def _build(self, theme: Theme) -> None:
        self.hint = PlainLabel("", "soft", wraps=True)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(PlainLabel(self.tr("不予受理"), "heading"))
        for radio in self.grounds.values():
            column.addWidget(radio)
        for caption, field in (
            (self.tr("理由"), self.reason),
            (self.tr("应向哪个机关申请"), self.authority),
        ):
            label = PlainLabel(caption, "soft")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addStretch(1)
        self.reason.setFixedHeight(theme.sizes.scaled(96))
        buttons = FlowBox(ends_right=True)
        buttons.add(self.reject_button, self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(scrolled(ground, "refusal_scroll"), 1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.resize(min(1100, theme.sizes.scaled(580)), min(690, theme.sizes.scaled(460)))

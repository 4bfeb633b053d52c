"""Step 1 of the intake page: the applicant (申请人), and who acts for them (代理人)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from counter_app.domain.applicant import EntrySource
from counter_app.domain.service_facts import ServiceTerms
from counter_app.ui.intake.earlier_box import EarlierBox
from counter_app.ui.intake.fields import ChoiceBox, StepMark
from counter_app.ui.intake.number_words import Finding
from counter_app.ui.intake.person import PersonField
from counter_app.ui.intake.person_form import PersonForm
from counter_app.ui.intake.service_terms import summary_of
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.intake.wording import tr
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_property

TERMS_KEY = "Ctrl+M"
_NO_LIMIT = 16_777_215
"""Qt's own largest height."""


class CardLine(QFrame):
    """What to do with the card, or what became of it, in one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("intake_card_line")
        self.setProperty("role", "bar")
        self._icon = IconLabel(theme, "id-card", Tone.ACCENT, size=22)
        self.words = PlainLabel("", "strong", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP - 2, GAP + 4, GAP - 2)
        row.setSpacing(GAP)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)

    def show_state(self, look: Look, words: str) -> None:
        set_property(self, "tone", look.tone.value)
        self._icon.show_icon(look.icon, look.tone)
        self.words.setText(words)
        self.words.set_tone(look.tone.value)
        self.setAccessibleName(words)


class ApplicantView(Card):
    """Who asks.

    Signals:
        edited, proxy_edited: PersonField, str: the clerk typed or chose.
        proxy_toggled: bool: the fold of the proxy was opened or closed.
        reason_edited: str: why the applicant is typed in by hand.
        drafts_wanted: The clerk wants to see the drafts that wait.
        terms_wanted: The clerk wants to say how the case is served.
    """

    edited = Signal(object, str)
    proxy_edited = Signal(object, str)
    proxy_toggled = Signal(bool)
    reason_edited = Signal(str)
    drafts_wanted = Signal()
    terms_wanted = Signal()

    def __init__(self, theme: Theme, reasons: tuple[str, ...], earlier_max: int) -> None:
        title = tr("申请人")
        super().__init__("intake_applicant", title)
        self.mark = StepMark(theme, 1, title)
        self.drafts_button = KeyButton(
            theme, "intake_drafts", self.tr("草稿"), icon="disk", kind="quiet"
        )
        self.card_line = CardLine(theme)
        self.person = PersonForm(
            theme, "applicant", title, (PersonField.PHONE, PersonField.ADDRESS)
        )
        self.reason = ChoiceBox("intake_entry_reason", self.tr("手工录入原因"))
        self.reason.addItem(self.tr("请选择…"), "")
        for reason in reasons:
            self.reason.addItem(reason, reason)
        self._reason_row = QWidget()
        self.proxy_button = KeyButton(
            theme, "intake_proxy_toggle", self.tr("由他人代办"), icon="person"
        )
        self.proxy_button.setCheckable(True)
        self.terms_button = KeyButton(
            theme, "intake_terms", self.tr("服务方式"), key=TERMS_KEY, icon="flag"
        )
        self.terms_line = PlainLabel("", "strong", wraps=True)
        self.terms_line.setObjectName("intake_terms_line")
        self.terms_line.set_tone(Tone.INFO.value)
        self.remarks = PlainLabel("", "strong", wraps=True)
        self.remarks.setObjectName("intake_remarks")
        self.remarks.set_tone(Tone.CAUTION.value)
        self.proxy = PersonForm(
            theme, "proxy", self.tr("代理人"), (PersonField.PHONE, PersonField.AUTHORITY)
        )
        self.earlier = EarlierBox(theme, earlier_max)
        self._build()
        self.person.edited.connect(self.edited)
        self.proxy.edited.connect(self.proxy_edited)
        self.proxy_button.clicked.connect(self.proxy_toggled)
        self.reason.activated.connect(lambda n: self.reason_edited.emit(self.reason.itemData(n)))
        self.drafts_button.clicked.connect(self.drafts_wanted)
        self.terms_button.clicked.connect(self.terms_wanted)

    def show_state(
        self, state: IntakeState, finding: Finding, proxy_finding: Finding, *, is_done: bool
    ) -> None:
        self.mark.show_done(is_done=is_done)
        self.person.show_person(state.person, finding)
        is_typed = state.person.entry is EntrySource.TYPED and state.person.has_content
        self._reason_row.setVisible(is_typed)
        if self.reason.findData(state.entry_reason) < 0:
            self.reason.addItem(state.entry_reason, state.entry_reason)
        self.reason.show_value(state.entry_reason)
        self.proxy_button.setChecked(state.proxy is not None)
        self.proxy.setVisible(state.proxy is not None)
        self.earlier.setMaximumHeight(0 if state.proxy is not None else _NO_LIMIT)
        if state.proxy is not None:
            self.proxy.show_person(state.proxy, proxy_finding)

    def show_service(self, terms: ServiceTerms, remarks: Sequence[str]) -> None:
        """Show what was agreed, and what is to be minded about who came."""
        agreed = summary_of(terms)
        self.terms_line.setText(agreed)
        self.terms_line.setVisible(bool(agreed))
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))

    def show_drafts_waiting(self, count: int) -> None:
        self.drafts_button.set_words(self.tr("草稿 {}").format(count))
        self.drafts_button.setVisible(count > 0)

    def _build(self) -> None:
        self.head.insertWidget(0, self.mark)
        self.head.addWidget(self.drafts_button)
        self.drafts_button.hide()
        row = QGridLayout(self._reason_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(GAP)
        caption = PlainLabel(self.tr("手工录入原因"), "soft")
        caption.setBuddy(self.reason)
        row.addWidget(caption, 0, 0)
        row.addWidget(self.reason, 0, 1)
        row.setColumnStretch(1, 1)
        for widget in (self.card_line, self.person, self._reason_row):
            self.body.addWidget(widget)
        buttons = FlowBox()
        buttons.add(self.proxy_button, self.terms_button)
        self.body.addWidget(self.remarks)
        self.body.addWidget(buttons)
        self.body.addWidget(self.terms_line)
        self.body.addWidget(self.proxy)
        self.body.addWidget(self.earlier)
        # Beside the fold of the proxy, and behind it on the way along the paper form.
        QWidget.setTabOrder(self.proxy.edits[PersonField.AUTHORITY], self.terms_button)
        self.body.addStretch(1)

"""核验记录: what verifying the whole record found, in words, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout

from counter_app.domain.audit_words import AuditFinding, AuditOutcome
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class AuditCard(Card):
    """A button, how far it is, and one line a kind of finding.

    Signals:
        audit_requested: Verify everything, or break off what is under way.
    """

    audit_requested = Signal()

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__("audit_card", tr("核验记录"))
        self._theme = theme
        self.lines: list[PlainLabel] = []
        self.words = PlainLabel(
            tr("逐条核对签名、前后衔接、编号和时间；办件不受影响。由审计员或主任核验。"),
            "soft",
            wraps=True,
        )
        self.button = KeyButton(theme, "audit_start", tr("开始核验"), key=key, icon="search")
        self.button.clicked.connect(self.audit_requested)
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(GAP)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(1, 1)
        buttons = FlowBox(gap=0)
        buttons.add(self.button)
        self.body.addWidget(self.words)
        self.body.addLayout(self._list)
        self.body.addWidget(buttons)

    def show_running(self, done: int, total: int) -> None:
        """Say how far it is; the button breaks it off."""
        self._clear()
        self.words.tell(tr("正在核验：{} / {} 条…").format(done, total), "")
        self.button.set_words(tr("停止核验"))

    def show_outcome(self, outcome: AuditOutcome) -> None:
        """Say what was found, the kinds one under the other."""
        self._clear()
        self.button.set_words(tr("再核验一遍"))
        events = tr("核验 {} 条记录、{} 台设备").format(outcome.events, outcome.devices)
        if not outcome.is_complete:
            words = tr("{}后停止，没有核验完，不能下结论。").format(events)
            self.words.tell(words, Tone.CAUTION.value)
        elif outcome.findings:
            words = tr("{}：发现{}类问题，逐类说明如下。").format(events, len(outcome.findings))
            self.words.tell(words, Tone.BAD.value)
        else:
            self.words.tell(tr("{}：全部有效。").format(events), Tone.GOOD.value)
        self._show_findings(outcome.findings)

    def show_failure(self, words: str) -> None:
        """Say why it could not be done."""
        self._clear()
        self.button.set_words(tr("开始核验"))
        self.words.tell(words, Tone.BAD.value)

    def _show_findings(self, findings: Sequence[AuditFinding]) -> None:
        for place, finding in enumerate(findings):
            head = tr("{}（{}处）").format(finding.words, finding.count)
            examples = "、".join(one for one in finding.examples if one)
            where = tr("记录 {}").format(examples) if examples else ""
            icon = IconLabel(self._theme, "alert", Tone.BAD, size=18)
            self._list.addWidget(icon, 3 * place, 0, Qt.AlignmentFlag.AlignTop)
            told = ((head, "strong"), (where, "small"), (finding.advice, "soft"))
            labels = [PlainLabel(words, kind, wraps=True) for words, kind in told]
            for row, label in enumerate(label for label in labels if label.text()):
                self._list.addWidget(label, 3 * place + row, 1)
                self.lines.append(label)

    def _clear(self) -> None:
        self.lines.clear()
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def tr(text: str) -> str:
    """Translate words of the card."""
    return QCoreApplication.translate("audit", text)

"""What may be done with a case now, and why the rest may not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from counter_app.domain.steps import Act
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_ICONS: Final = MappingProxyType(
    {
        Act.ACCEPT: "stamp",
        Act.NOTICE: "paper",
        Act.JUDGE: "list",
        Act.SUPPLEMENT: "tray-in",
        Act.REFUSE: "ban",
    }
)
assert _ICONS.keys() == set(Act), "every act has a button"


class StepsCard(Card):
    """A button an act; below each one that is off stands the reason.

    Signals:
        chosen: Act.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, keys: Mapping[Act, str]) -> None:
        super().__init__("case_steps", self.tr("下一步"))
        self._names = {
            Act.ACCEPT: self.tr("受理"),
            Act.NOTICE: self.tr("出具一次性告知书"),
            Act.JUDGE: self.tr("判定材料"),
            Act.SUPPLEMENT: self.tr("登记补正材料"),
            Act.REFUSE: self.tr("不予受理"),
        }
        self.buttons: dict[Act, KeyButton] = {}
        self._reasons: dict[Act, PlainLabel] = {}
        self.done = PlainLabel("", "soft", wraps=True)
        for act in Act:
            self._add(theme, act, keys.get(act, ""))
        self.body.addWidget(self.done)

    def show_acts(self, refused: Mapping[Act, str]) -> None:
        """Show which acts are possible; when none is, say so instead of four dead buttons.

        Judging and supplementing are one place on the checklist, before and after a notice:
        only the one that fits the case is seen.
        """
        is_over = all(act in refused for act in Act)
        hidden = Act.JUDGE if Act.JUDGE in refused else Act.SUPPLEMENT
        for act, button in self.buttons.items():
            why_not = refused.get(act, "")
            is_seen = not is_over and act is not hidden
            button.set_available(why_not)
            button.setVisible(is_seen)
            self._reasons[act].setText(why_not)
            self._reasons[act].setVisible(bool(why_not) and is_seen)
        self.done.setText(self.tr("收件阶段已有结论，没有要做的了。需要时可补打文书。"))
        self.done.setVisible(is_over)

    def name_of_act(self, act: Act) -> str:
        return self._names[act]

    def _add(self, theme: Theme, act: Act, key: str) -> None:
        kinds = {Act.ACCEPT: "primary", Act.REFUSE: "danger"}
        button = KeyButton(
            theme,
            f"step_{act.value}",
            self._names[act],
            key=key,
            icon=_ICONS[act],
            kind=kinds.get(act, ""),
        )
        button.clicked.connect(lambda: self.chosen.emit(act))
        reason = PlainLabel("", "small", wraps=True)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(button)
        column.addWidget(reason)
        self.body.addLayout(column)
        self.buttons[act] = button
        self._reasons[act] = reason

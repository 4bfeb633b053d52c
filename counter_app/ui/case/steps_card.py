"""What makes sense next, as large buttons; and the key to everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from counter_app.domain.steps import Act
from counter_app.ui.case.acts import ACT_WORDS, NEXT_MAX, act_name
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class StepsCard(Card):
    """A button an act; below them the reasons of those that are off.

    Digits press the buttons while the card is in sight; nothing on the page is typed into then.

    Signals:
        chosen: Act.
        all_wanted: The list of all acts.
    """

    chosen = Signal(object)
    all_wanted = Signal()

    def __init__(
        self, theme: Theme, keys: Mapping[Act, str], submit_key: str, all_key: str
    ) -> None:
        super().__init__("case_steps")
        self.setAccessibleName(self.tr("接下来"))
        self._theme = theme
        self._keys = keys
        self._submit_key = submit_key
        self.buttons: dict[Act, KeyButton] = {}
        self.done = PlainLabel("", "soft", wraps=True)
        self.reasons = PlainLabel("", "small", wraps=True)
        self._box = FlowBox()
        self._slots = [KeyButton(theme, f"step_{n}", self.tr("步骤")) for n in range(NEXT_MAX)]
        for place, button in enumerate(self._slots):
            button.clicked.connect(partial(self._choose, place))
            self._box.add(button)
            button.hide()
        self.all_button = KeyButton(
            theme, "step_all", self.tr("其他办理…"), key=all_key, icon="list", kind="quiet"
        )
        self.all_button.clicked.connect(self.all_wanted)
        self._title = PlainLabel(self.tr("接下来"), "heading")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._title, 0, top)
        row.addWidget(self._box, 1, top)
        row.addWidget(self.done, 1)
        row.addWidget(self.all_button, 0, top)
        self.body.addLayout(row)
        self.body.addWidget(self.reasons)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        for place in range(1, NEXT_MAX + 1):
            shortcut = QShortcut(QKeySequence(str(place)), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self._press, place - 1))

    def show_acts(
        self, acts: Sequence[Act], refused: Mapping[Act, str], submits: Act | None
    ) -> None:
        """Show the acts of now; `submits` is what the submit key does."""
        self._leave_moved(acts)
        self.buttons = dict(zip(acts, self._slots, strict=False))
        main = next((act for act in acts if act not in refused), None)
        for place, (act, button) in enumerate(self.buttons.items(), start=1):
            words = ACT_WORDS[act]
            button.become(
                f"step_{act.value}",
                act_name(act),
                key=self._submit_key if act is submits else self._keys.get(act, str(place)),
                icon=words.icon,
                kind="primary" if act is main else "danger" if words.is_final else "",
            )
            button.set_available(refused.get(act, ""))
        for place, button in enumerate(self._slots):
            button.setVisible(place < len(acts))
        reasons = [
            self.tr("{}：{}").format(act_name(act), refused[act]) for act in acts if act in refused
        ]
        self.reasons.setText("\n".join(reasons))
        self.reasons.setVisible(bool(reasons))
        self.done.setText(self.tr("这个办件没有要接着办的了。需要时可补打文书，或按“其他办理”。"))
        self.done.setVisible(not acts)
        self._box.setVisible(bool(acts))

    def _leave_moved(self, acts: Sequence[Act]) -> None:
        """Take the keyboard off a button that will stand for something else in a moment."""
        for place, (act, button) in enumerate(self.buttons.items()):
            if button.hasFocus() and (place >= len(acts) or acts[place] is not act):
                button.clearFocus()

    def _take_theme(self) -> None:
        """The title stands in the middle of the first row of buttons."""
        self._title.setFixedHeight(self._theme.sizes.control + 2)

    def _choose(self, place: int, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        acts = list(self.buttons)
        if place < len(acts):
            self.chosen.emit(acts[place])

    def _press(self, place: int) -> None:
        buttons = list(self.buttons.values())
        if place < len(buttons):
            buttons[place].click()

"""The checklist of a case; while a supplement is taken in, its open lines can be judged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.ui.case.material_lines import MaterialJudge, MaterialLine
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class MaterialsCard(Card):
    """The lines, and a short word of how they stand.

    Signals:
        changed: What `supplement` returns is different now.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("case_materials", self.tr("材料"))
        self._theme = theme
        self.summary = PlainLabel("", "soft")
        self.all_complete_button = KeyButton(
            theme, "materials_all_complete", self.tr("全部齐"), key="0", icon="check-circle"
        )
        self.all_complete_button.clicked.connect(self.judge_all_complete)
        self.head.addWidget(self.summary)
        self.head.addWidget(self.all_complete_button)
        self.judges: list[MaterialJudge] = []
        self._lines: list[QWidget] = []

    def show_materials(self, materials: Sequence[JudgedMaterial]) -> None:
        """Show the lines to be read."""
        self._clear()
        for place, material in enumerate(materials):
            self._put(MaterialLine(self._theme, place, material))
        open_lines = sum(material.is_outstanding for material in materials)
        words = self.tr("还差{}项").format(open_lines) if open_lines else self.tr("已齐")
        self.summary.setText(words if materials else self.tr("不需要材料"))
        self.all_complete_button.hide()

    def judge_supplement(
        self, materials: Sequence[JudgedMaterial], *, is_every_line: bool = False
    ) -> None:
        """Show the open lines to be judged; the others stay as they are.

        Args:
            materials: The checklist.
            is_every_line: Judge complete lines as well: nothing has been told yet.
        """
        self._clear()
        for place, material in enumerate(materials):
            if material.is_outstanding or is_every_line:
                judge = MaterialJudge(self._theme, place, material)
                judge.judged.connect(self.changed)
                judge.all_complete.connect(self.judge_all_complete)
                self.judges.append(judge)
                self._put(judge)
            else:
                self._put(MaterialLine(self._theme, place, material))
        words = self.tr("正在判定材料") if is_every_line else self.tr("正在登记补正")
        self.summary.setText(words)
        self.all_complete_button.show()
        self.focus_first()
        self.changed.emit()

    def judge_all_complete(self) -> None:
        for judge in self.judges:
            judge.choose(Verdict.COMPLETE)

    def focus_first(self) -> None:
        """Put the keyboard on the first line that can be judged."""
        if self.judges:
            next(iter(self.judges[0].buttons.values())).setFocus()

    @property
    def is_judging(self) -> bool:
        return bool(self.judges)

    def supplement(self) -> list[JudgedMaterial]:
        """Return the lines that were judged otherwise than before."""
        return [judge.material() for judge in self.judges if judge.is_changed]

    def _put(self, line: QWidget) -> None:
        self._lines.append(line)
        self.body.addWidget(line)

    def _clear(self) -> None:
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines.clear()
        self.judges.clear()

"""Lines of the checklist: to be read, and to be judged anew."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look, look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

PROBLEM_CHARACTERS_MAX = 200
COPIES_MAX = 99
_BADGE_COLUMN = 84


class MaterialLine(QFrame):
    """One material with its verdict, to be read."""

    def __init__(self, theme: Theme, place: int, material: JudgedMaterial) -> None:
        super().__init__()
        self.setObjectName(f"material_{place}")
        self.badge = Badge(theme, f"material_{place}_verdict")
        if material.verdict is None:
            self.badge.show_look(Look(Tone.NEUTRAL, "circle"), self.tr("未判定"))
        else:
            self.badge.show_state(material.verdict)
        name = PlainLabel(material.name, wraps=True)
        count = PlainLabel(self._count_words(material), "small", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(count)
        if not count.text():
            # Only hidden, never shown here: without a parent it would flash up as a window.
            count.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(GAP + 4)
        self._theme = theme
        self._column = QWidget()
        inner = QHBoxLayout(self._column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._column, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.setAccessibleName(f"{material.name} {self.badge.text} {count.text()}")

    def _take_theme(self) -> None:
        """Names stand below each other, whatever the verdicts beside them."""
        self._column.setFixedWidth(self._theme.sizes.scaled(_BADGE_COLUMN))

    def _count_words(self, material: JudgedMaterial) -> str:
        parts = []
        if material.necessity is not Necessity.REQUIRED:
            parts.append(name_of(material.necessity))
        if material.originals:
            parts.append(self.tr("原件{}份").format(material.originals))
        if material.copies:
            parts.append(self.tr("复印件{}份").format(material.copies))
        if material.problem:
            parts.append(material.problem)
        return " · ".join(parts)


class MaterialJudge(QFrame):
    """One material that comes in later, to be judged: 1 齐, 2 缺, 3 不合格, 4 可容缺, 0 全部齐.

    Signals:
        judged: The verdict, the words or the counts changed.
        all_complete: The key for the whole list was pressed on this line.
    """

    judged = Signal()
    all_complete = Signal()

    def __init__(self, theme: Theme, place: int, material: JudgedMaterial) -> None:
        super().__init__()
        self.setObjectName(f"judge_{place}")
        self.setAccessibleName(material.name)
        self.setProperty("role", "well")
        self._material = material
        self.buttons: dict[Verdict, KeyButton] = {}
        self._group = QButtonGroup(self)
        self.problem = named(
            QLineEdit(material.problem), f"judge_{place}_problem", self.tr("哪里不合格")
        )
        self.problem.setPlaceholderText(self.tr("哪里不合格，写给申请人看"))
        self.problem.setMaxLength(PROBLEM_CHARACTERS_MAX)
        self.originals = self._count(place, "originals", self.tr("原件份数"))
        self.copies = self._count(place, "copies", self.tr("复印件份数"))
        choices = FlowBox()
        for key, verdict in enumerate(self._verdicts(), start=1):
            choices.add(self._choice(theme, place, key, verdict))
        self._build(choices)
        self.problem.textChanged.connect(self.judged)
        self.choose(material.verdict)

    def choose(self, verdict: Verdict | None) -> None:
        """Set the verdict; complete lines get the number of papers the item asks for."""
        for its_verdict, button in self.buttons.items():
            button.setChecked(its_verdict is verdict)
        is_in = verdict in {Verdict.COMPLETE, Verdict.DEFECTIVE}
        if verdict is Verdict.COMPLETE and not self.originals.value() + self.copies.value():
            self.originals.setValue(self._material.required_originals or 0)
            self.copies.setValue(self._material.required_copies or 0)
        self.problem.setVisible(verdict is Verdict.DEFECTIVE)
        for box in (self.originals, self.copies):
            box.setVisible(is_in)
        self.judged.emit()

    def verdict(self) -> Verdict | None:
        chosen = (verdict for verdict, button in self.buttons.items() if button.isChecked())
        return next(chosen, None)

    def material(self) -> JudgedMaterial:
        """Return the line as judged now."""
        is_defective = self.verdict() is Verdict.DEFECTIVE
        is_in = is_defective or self.verdict() is Verdict.COMPLETE
        return replace(
            self._material,
            verdict=self.verdict(),
            problem=self.problem.text().strip() if is_defective else "",
            originals=self.originals.value() if is_in else 0,
            copies=self.copies.value() if is_in else 0,
        )

    @property
    def is_changed(self) -> bool:
        """Whether the line was judged otherwise than before."""
        return self.material() != self._material

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        digits = {str(place): verdict for place, verdict in enumerate(self.buttons, start=1)}
        if event.text() in digits:
            self.choose(digits[event.text()])
            self.buttons[digits[event.text()]].setFocus()
        elif event.text() in {"0", "*"}:  # As on the intake page.
            self.all_complete.emit()
        else:
            super().keyPressEvent(event)

    def _verdicts(self) -> list[Verdict]:
        may_wait = self._material.necessity is Necessity.DEFERRABLE
        return [verdict for verdict in Verdict if may_wait or verdict is not Verdict.DEFERRABLE]

    def _choice(self, theme: Theme, place: int, key: int, verdict: Verdict) -> KeyButton:
        button = KeyButton(
            theme,
            f"judge_{place}_{verdict.value}",
            name_of(verdict),
            key=str(key),
            icon=look_of(verdict).icon,
        )
        button.setAccessibleName(f"{self._material.name} {name_of(verdict)}")
        button.setCheckable(True)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.choose(verdict))
        self.buttons[verdict] = button
        return button

    def _count(self, place: int, name: str, words: str) -> QSpinBox:
        box = named(QSpinBox(), f"judge_{place}_{name}", words)
        box.setRange(0, COPIES_MAX)
        box.setPrefix(words.removesuffix(self.tr("份数")) + " ")
        box.setSuffix(self.tr(" 份"))
        box.setValue(getattr(self._material, name))
        box.lineEdit().setTextMargins(GAP, 0, 0, 0)
        box.valueChanged.connect(lambda _value: self.judged.emit())
        return box

    def _build(self, choices: FlowBox) -> None:
        counts = FlowBox()
        counts.add(self.originals, self.copies)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        layout.setSpacing(GAP - 2)
        layout.addWidget(PlainLabel(self._material.name, "strong", wraps=True))
        layout.addWidget(choices)
        layout.addWidget(self.problem)
        layout.addWidget(counts)

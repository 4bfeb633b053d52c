"""Step 3 of the intake page: what was handed in (材料), judged line by line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.ui.intake.conclusion import judgement_of
from counter_app.ui.intake.fields import StepMark, WordsEdit
from counter_app.ui.intake.materials_model import MaterialsModel
from counter_app.ui.intake.materials_table import MaterialsTable
from counter_app.ui.intake.wording import tr
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_ROWS_WITH_HINT = 6
"""With more rows the room is theirs."""

COMMON_PROBLEMS = ("未签名", "未盖章", "不清晰", "已过有效期", "信息不一致", "填写不全")


class ProblemEdit(WordsEdit):
    """Where the clerk says what is wrong; a digit in the empty field takes a common reason.

    Signals:
        common_chosen: int: place in `COMMON_PROBLEMS`.
        done: Enter or Esc: back to the checklist.
    """

    common_chosen = Signal(int)
    done = Signal()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does: it leads back to the checklist."""
        is_key = event.type() is QEvent.Type.ShortcutOverride
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and is_escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = Qt.Key(event.key())
        place = int(key) - int(Qt.Key.Key_1)
        has_modifier = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self.text() and not has_modifier and 0 <= place < len(COMMON_PROBLEMS):
            if not event.isAutoRepeat():
                self.common_chosen.emit(place)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape} and not has_modifier:
            if not event.isAutoRepeat():
                self.done.emit()
        else:
            super().keyPressEvent(event)


class MaterialsView(Card):
    """The checklist, and below it what is wrong with the marked line.

    Signals:
        judged: int, Verdict or None. counted: int, Count, int. handling_toggled: int.
        all_complete: Everything is there. explained: int, str: what is wrong with a line.
        finished: Nothing is left to judge and the clerk goes on.
    """

    judged = Signal(int, object)
    all_complete = Signal()
    counted = Signal(int, object, int)
    handling_toggled = Signal(int)
    explained = Signal(int, str)
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        title = tr("材料")
        super().__init__("intake_materials", title)
        self._theme = theme
        self.mark = StepMark(theme, 3, title)
        self.count = PlainLabel("", "small")
        self.model = MaterialsModel(self)
        self.table = MaterialsTable(theme, self.model)
        self.nothing = PlainLabel("", "soft", wraps=True)
        self.keys = self._key_row()
        self.hint = PlainLabel(
            self.tr("←→ 选原件或复印件，+ － 改份数；/ 收存或退还；Backspace 撤销判定"),
            "small",
            wraps=True,
        )
        self.problem = ProblemEdit(
            "intake_problem", self.tr("不合格原因"), self.tr("写给群众看的原因，或按数字选一条")
        )
        self._problem_caption = PlainLabel("", "strong")
        self.problem_box = self._build_problem_box()
        self._build()
        self.table.judged.connect(self._on_judged)
        self.table.all_complete.connect(self.all_complete)
        self.table.counted.connect(self.counted)
        self.table.handling_toggled.connect(self.handling_toggled)
        self.table.went_on.connect(self._on_went_on)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_problem())
        self.problem.textEdited.connect(lambda text: self.explained.emit(self.table.row, text))
        self.problem.common_chosen.connect(self._on_common)
        self.problem.done.connect(self._leave_problem)

    def show_lines(self, lines: tuple[JudgedMaterial, ...], *, is_done: bool, nothing: str) -> None:
        """Show a checklist; `nothing` says why there is none."""
        self.mark.show_done(is_done=is_done)
        self.model.show_lines(lines)
        self.table.fit_rows()
        self.table.setVisible(bool(lines))
        self._deferrable_key.setVisible(
            any(line.necessity is Necessity.DEFERRABLE for line in lines)
        )
        self.nothing.setVisible(not lines)
        self.nothing.setText(nothing)
        judged = sum(1 for line in lines if line.verdict is not None)
        self.count.setText(self.tr("已判{}／{}").format(judged, len(lines)) if lines else "")
        if lines and self.table.row < 0:
            self.table.mark(0)
        self._show_problem()

    def focus_table(self, row: int | None = None) -> None:
        if row is not None:
            self.table.mark(row)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_problem(self, row: int) -> None:
        """Ask what is wrong with a row."""
        self.table.mark(row)
        self._show_problem()
        self.problem.setFocus(Qt.FocusReason.OtherFocusReason)
        self.problem.selectAll()

    def _on_judged(self, row: int, verdict: Verdict | None) -> None:
        self.judged.emit(row, verdict)
        line = self.model.line(row)
        if line is None or line.verdict is not verdict:
            return
        if verdict is Verdict.DEFECTIVE:
            self.focus_problem(row)
        elif verdict is not None and row + 1 < self.model.rowCount():
            self.table.mark(row + 1)

    def _on_went_on(self, row: int) -> None:
        judgement = judgement_of(self._lines())
        later = [place for place in judgement.unjudged if place > row]
        rows = later or list(judgement.unjudged)
        if judgement.wordless and not rows:
            self.focus_problem(judgement.wordless[0])
        elif rows and rows != [row]:
            self.table.mark(rows[0])
        elif not rows:
            self.finished.emit()

    def _on_common(self, place: int) -> None:
        self.explained.emit(self.table.row, COMMON_PROBLEMS[place])
        self._leave_problem()

    def _leave_problem(self) -> None:
        row = self.table.row
        if self.problem.text().strip() and row + 1 < self.model.rowCount():
            row += 1
        self.focus_table(row)

    def _show_problem(self) -> None:
        line = self.model.line(self.table.row)
        is_wrong = line is not None and line.verdict is Verdict.DEFECTIVE
        self.problem_box.setVisible(is_wrong)
        rows = self.model.rowCount()
        self.keys.setVisible(not is_wrong and rows > 0)
        self.hint.setVisible(not is_wrong and 0 < rows <= _ROWS_WITH_HINT)
        self.problem.show_words(line.problem if line is not None and is_wrong else "")
        if line is not None and is_wrong:
            words = self.tr("第{}项哪里不合格？").format(self.table.row + 1)
            self._problem_caption.setText(words)

    def _lines(self) -> tuple[JudgedMaterial, ...]:
        found = (self.model.line(row) for row in range(self.model.rowCount()))
        return tuple(line for line in found if line is not None)

    def _key_row(self) -> FlowBox:
        box = FlowBox(gap=4)
        for name, words, key, verdict in (
            ("complete", self.tr("齐"), "1", Verdict.COMPLETE),
            ("missing", self.tr("缺"), "2", Verdict.MISSING),
            ("defective", self.tr("不合格"), "3", Verdict.DEFECTIVE),
            ("deferrable", self.tr("可容缺"), "4", Verdict.DEFERRABLE),
        ):
            button = KeyButton(self._theme, f"intake_judge_{name}", words, key=key, kind="quiet")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(
                lambda _checked=False, v=verdict: self._on_judged(self.table.row, v)
            )
            box.add(button)
            if verdict is Verdict.DEFERRABLE:
                self._deferrable_key = button
        everything = KeyButton(
            self._theme, "intake_judge_all", self.tr("全部齐"), key="0", icon="check-circle"
        )
        everything.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        everything.clicked.connect(self.all_complete)
        box.add(everything)
        return box

    def _build_problem_box(self) -> QFrame:
        box = QFrame()
        box.setProperty("role", "well")
        column = QVBoxLayout(box)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(4)
        column.addWidget(self._problem_caption)
        column.addWidget(self.problem)
        chips = FlowBox(gap=4)
        for place, words in enumerate(COMMON_PROBLEMS):
            chip = KeyButton(
                self._theme, f"intake_problem_{place + 1}", words, key=str(place + 1), kind="quiet"
            )
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _checked=False, n=place: self._on_common(n))
            chips.add(chip)
        column.addWidget(chips)
        return box

    def _build(self) -> None:
        self.head.insertWidget(0, self.mark)
        self.head.addWidget(self.count)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table, 1000)
        self.body.addWidget(self.problem_box)
        self.body.addWidget(self.keys)
        self.body.addWidget(self.hint)
        self.body.addStretch(1)

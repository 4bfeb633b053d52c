"""交接: who takes the post, and what goes along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.staff import Role
from counter_app.domain.steps import LICENSED
from counter_app.ui.post.panel import Panel
from counter_app.ui.post.person_field import PersonField
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

_TWO_COLUMNS_UP_TO_PERCENT = 160
_TABLE_HEIGHT_MIN = 220
_REMARK_CHARACTERS_MAX = 200
_PASSWORD_CHARACTERS_MAX = 256


class HandoverPanel(Panel):
    """The form at the left, what goes along at the right.

    Signals:
        mode_changed: Hand over or take over was chosen.
        edited: Somebody was chosen, or something was typed.
        case_chosen: str: id of the case to be opened.
    """

    mode_changed = Signal()
    edited = Signal()
    case_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_handover_panel")
        self._theme = theme
        self.giving = named(
            QRadioButton(self.tr("交班：我把岗位交给别人")), "post_giving", self.tr("交班")
        )
        self.taking = named(
            QRadioButton(self.tr("顶岗：别人不在，我来顶")), "post_taking", self.tr("顶岗")
        )
        licensed = [role for role in Role if role in LICENSED]
        self.second = PersonField(theme, "post_second", self.tr("接班人"), licensed)
        self.chief = PersonField(theme, "post_chief", self.tr("首席代表"), (Role.CHIEF,))
        self.password = CheckedField(theme, "post_chief_password", self.tr("首席代表的密码"))
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.edit.setMaxLength(_PASSWORD_CHARACTERS_MAX)
        self.cause = CheckedField(
            theme, "post_cause", self.tr("原因"), example=self.tr("休假、外出、轮岗……")
        )
        self.days = CheckedField(
            theme,
            "post_days",
            self.tr("顶几天（含今天）"),
            example=self.tr("1 到 31，到期交回"),
        )
        self.which = named(QComboBox(), "post_which", self.tr("顶哪个岗位"))
        named(self.which.view(), "post_which_list", self.tr("顶哪个岗位"))
        self.which_caption = PlainLabel(self.tr("顶哪个岗位"))
        self.remarks = CheckedField(
            theme, "post_remarks", self.tr("其他要交代的"), example=self.tr("印在交接单上")
        )
        self.result = named(PlainLabel("", "strong", wraps=True), "post_handover_result", "")
        self.along = PlainLabel("", "soft", wraps=True)
        self.table = RowsTable(
            theme,
            "post_along",
            self.tr("随岗交接的内容"),
            (
                ColumnWidth(self.tr("类别"), 98),
                ColumnWidth(self.tr("内容")),
                ColumnWidth(self.tr("期限"), 120),
            ),
        )
        self._columns = QHBoxLayout()
        self._build()
        self.giving.setChecked(True)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    @property
    def is_giving(self) -> bool:
        return self.giving.isChecked()

    def show_along(self, words: str, rows: Sequence[Row]) -> None:
        """Show what goes along."""
        self.along.setText(words)
        self.table.show_rows(rows)

    def show_result(self, words: str, tone: str) -> None:
        """Say what was recorded and what becomes of the paper."""
        self.result.tell(words, tone)
        if words:
            self._area.ensureWidgetVisible(self.result)

    def show_posts(self, posts: Sequence[tuple[str, str]]) -> None:
        """Offer (code, words) of posts; the one that was chosen stays chosen."""
        before = self.which.currentData()
        self.which.clear()
        for code, words in posts:
            self.which.addItem(words, code)
        self.which.setCurrentIndex(max(self.which.findData(before), 0))
        self.show_taking()

    def show_taking(self) -> None:
        """Ask what only a take-over has: which post, and until when."""
        is_taking = not self.is_giving
        self.days.setVisible(is_taking)
        for widget in (self.which_caption, self.which):
            widget.setVisible(is_taking and self.which.count() > 1)

    def ask_for(self, person: PersonField, problem: str) -> None:
        """Say what is wrong beside a person, and put the keyboard there."""
        person.show_problem(problem)
        person.take_keyboard()
        self._area.ensureWidgetVisible(person)

    def clear(self) -> None:
        """Forget what was typed: it is recorded."""
        for field in (self.cause, self.remarks):
            field.edit.clear()
        self.days.edit.clear()
        self.password.edit.clear()
        for person in (self.second, self.chief):
            person.people.setCurrentIndex(0)

    def _build(self) -> None:
        form = Card("post_handover_form", self.tr("交接"))
        for widget in (
            self.result,
            self.giving,
            self.taking,
            self.second,
            self.chief,
            self.password,
            self.which_caption,
            self.which,
            self.days,
            self.cause,
            self.remarks,
        ):
            form.body.addWidget(widget)
        self.result.hide()
        self.which_caption.setBuddy(self.which)
        self.days.edit.setMaxLength(2)
        self.days.edited.connect(self.edited)
        self.days.left.connect(self.cause.edit.setFocus)
        self.show_taking()
        self.password.hide()
        self.password.edited.connect(self.edited)
        self.password.left.connect(self.cause.edit.setFocus)
        for field in (self.cause, self.remarks):
            field.edit.setMaxLength(_REMARK_CHARACTERS_MAX)
            field.edited.connect(self.edited)
        self.cause.left.connect(self.remarks.edit.setFocus)
        for person in (self.second, self.chief):
            person.changed.connect(self.edited)
        self.table.opened.connect(self.case_chosen)
        self.giving.toggled.connect(lambda _checked: self.mode_changed.emit())
        along = Card("post_along_card", self.tr("随岗一并交接"))
        along.body.addWidget(self.along)
        along.body.addWidget(self.table, 1)
        self._columns.setSpacing(GAP + 4)
        self._columns.addWidget(form, 2, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(along, 3)
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, GAP)
        inner.addLayout(self._columns)
        self._area = area = scrolled(ground, "post_handover_scroll")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setFocusProxy(self.second.people)

    def _take_theme(self) -> None:
        sizes = self._theme.sizes
        is_wide = sizes.scale_percent <= _TWO_COLUMNS_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self.table.setMinimumHeight(sizes.scaled(_TABLE_HEIGHT_MIN))

"""The one dialog that asks whatever a form describes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from counter_app.domain.errors import CounterError
from counter_app.ui.forms.fields import FieldWidget, make_field
from counter_app.ui.forms.message import FormMessage
from counter_app.ui.forms.spec import FieldSpec, FormSpec, Value, first_missing, is_shown
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
HEIGHT_MAX = 690
WIDTH_MAX = 1_100


class FormDialog(QDialog):
    """Fields below each other, what is wrong beside them, two buttons.

    Enter goes to the next field, Ctrl+Enter and the submit key do it, Esc asks to leave.  The
    dialog never closes by itself: whoever opened it does, once it is done.

    Signals:
        submitted: The clerk wants it done.
        leave_requested: The clerk wants to leave; something may have been entered.
    """

    submitted = Signal()
    leave_requested = Signal()

    def __init__(
        self, theme: Theme, spec: FormSpec, submit_key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"form_{spec.name}")
        self.setWindowTitle(spec.title)
        self.setAccessibleName(spec.title)
        self.spec = spec
        self._theme = theme
        prefix = f"form_{spec.name}"
        self.fields = {field.name: make_field(field, prefix, theme) for field in spec.fields}
        self._rows: dict[str, QWidget] = {}
        self._had_focus: QWidget | None = None
        self.warning = PlainLabel("", "strong", wraps=True)
        self.warning.setObjectName("form_warning")
        self.warning.set_tone(Tone.CAUTION.value)
        self.message = FormMessage(theme)
        self.accept_button = KeyButton(
            theme,
            "form_accept",
            spec.accept,
            key=submit_key,
            icon=spec.icon,
            kind="danger" if spec.is_final else "primary",
        )
        self.leave_button = KeyButton(theme, "form_leave", self.tr("返回"), key="Esc")
        self._build()
        self._initial = self.entered()
        self._connect(submit_key)
        self.resize(0, 0)
        self._show_fields()
        self.focus_first()

    def entered(self) -> dict[str, Value]:
        """Return what stands in the fields that are asked."""
        values = {name: field.value() for name, field in self.fields.items()}
        return {
            field.name: values[field.name] for field in self.spec.fields if is_shown(field, values)
        }

    @property
    def is_changed(self) -> bool:
        """Whether something would be lost."""
        return self.entered() != self._initial

    def focus_first(self) -> None:
        """Put the keyboard on the first field that still has to be filled, or on the button."""
        asked = [self.fields[name] for name in self.entered()]
        blank = [field for field in asked if field.spec.is_required and not field.value()]
        for field in (blank or asked)[:1]:
            field.target().setFocus(Qt.FocusReason.OtherFocusReason)
        if not asked:
            self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def whole(self) -> dict[str, Value] | None:
        """Return what stands in the fields; None, and words, while a required one is empty."""
        entered = self.entered()
        missing = first_missing(self.spec.fields, entered)
        if missing is None:
            return entered
        self.show_missing(missing)
        return None

    def fail(self, error: CounterError) -> None:
        """Say why what was asked for was not done; it can be mended and asked again."""
        self.set_busy(is_busy=False)
        self.show_error(error)

    def show_error(self, error: CounterError) -> None:
        """Say what stands against it; what was entered stays."""
        self.message.show_error(error)

    def show_missing(self, field: FieldSpec) -> None:
        """Say what is not filled in yet, and put the keyboard there."""
        self.message.show_missing(field)
        target = self.fields[field.name].target()
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep_in_sight(target)

    def set_busy(self, *, is_busy: bool) -> None:
        """Take nothing while it is being done; afterwards the keyboard is where it was."""
        if is_busy:
            self._had_focus = self.focusWidget()
        self._area.setEnabled(not is_busy)
        if not is_busy and self._had_focus is not None:
            self._had_focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.accept_button.set_available(self.tr("正在保存") if is_busy else "")

    def reject(self) -> None:
        """Ask whoever opened the dialog; Esc and the cross of the window come here."""
        self.leave_requested.emit()

    def leave(self) -> None:
        """Close without having done anything."""
        super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field; with Ctrl it does it."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._keep_in_sight(watched)
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and is_plain and not isinstance(watched, QPlainTextEdit):
            if not event.isAutoRepeat():
                self.focusNextPrevChild(True)  # noqa: FBT003 - Qt's signature
            return True
        return super().eventFilter(watched, event)

    def _connect(self, submit_key: str) -> None:
        for key in dict.fromkeys((submit_key, "Ctrl+Return", "Ctrl+Enter")):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self._submit)
        self.accept_button.clicked.connect(self._submit)
        self.leave_button.clicked.connect(self.leave_requested)
        for field in self.fields.values():
            field.changed.connect(self._show_fields)
            field.changed.connect(lambda: self.message.forget(self.entered()))
            for widget in field.findChildren(QWidget):
                widget.installEventFilter(self)

    def _submit(self) -> None:
        if self.accept_button.isEnabled():
            self.submitted.emit()

    def _show_fields(self) -> None:
        """Show the fields that are asked now, and the warning for what is entered."""
        entered = self.entered()
        for name, row in self._rows.items():
            row.setVisible(name in entered)
        warning = self.spec.warns(entered)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        self._grow()

    def _grow(self) -> None:
        """Take the height that the fields want, with room for a message below them."""
        width = self.minimumWidth()
        fields = self._ground_column.totalHeightForWidth(width - 7 * GAP)
        wanted = fields + self._theme.sizes.scaled(210)
        self.resize(max(width, self.width()), max(self.height(), min(HEIGHT_MAX, wanted)))

    def _keep_in_sight(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self._area.ensureWidgetVisible(widget, 0, 2 * GAP))

    def _build(self) -> None:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        if self.spec.intro:
            column.addWidget(PlainLabel(self.spec.intro, "soft", wraps=True))
        for field in self.fields.values():
            row = self._row(field)
            self._rows[field.spec.name] = row
            column.addWidget(row)
        column.addStretch(1)
        self._area = scrolled(ground, "form_scroll")
        buttons = FlowBox(ends_right=True)
        buttons.add(self.leave_button, self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(PlainLabel(self.spec.title, "title", wraps=True))
        layout.addWidget(self._area, 1)
        layout.addWidget(self.warning)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        self._ground_column = column
        self.setMinimumWidth(min(WIDTH_MAX, self._theme.sizes.scaled(620)))

    def _row(self, field: FieldWidget) -> QWidget:
        spec = field.spec
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        mark = "" if spec.is_required else self.tr("（选填）")
        caption = PlainLabel(spec.label + mark, "strong")
        caption.setBuddy(field.target())
        column.addWidget(caption)
        column.addWidget(field)
        if spec.hint:
            column.addWidget(PlainLabel(spec.hint, "small", wraps=True))
        return row
